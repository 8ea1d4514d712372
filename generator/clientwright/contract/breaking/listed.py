"""Values that stand in no list: in another case, misspelt, foreign."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from clientwright.contract.breaking.faults import Fault, Schema
from clientwright.contract.making.arrays import same
from clientwright.contract.making.values import Maker
from clientwright.lint.schema_validator import make_validator


def faults(schema: Schema) -> Iterator[Fault]:
    """Miss an `enum` or a `const`."""
    fit = make_validator({**schema})
    for keyword in ("enum", "const"):
        if keyword in schema:
            known = schema["enum"] if keyword == "enum" else [schema["const"]]
            listed = [value for value in known if fit.is_valid(value)]
            said = ", ".join(map(_json, listed))[:200]
            sentence = f"is one of {said}" if len(listed) > 1 else f"is {said}"
            ways = {"case": _case, "foreign": _foreign}
            for name, way in ways.items():
                if any(_misses(way(value), value, listed) for value in listed):
                    yield Fault(
                        keyword, f"{keyword}-{name}", sentence, _by(way), _good(way, listed)
                    )


def _misses(other: Any, value: Any, listed: list[Any]) -> bool:
    return not any(same(other, known) for known in listed)


def _good(way: Callable[[Any], Any], listed: list[Any]) -> Callable[[Maker, Schema], Any]:
    fit = [value for value in listed if _misses(way(value), value, listed)]
    return lambda maker, _: maker.choices.pick(fit)


def _by(way: Callable[[Any], Any]) -> Callable[[Maker, Any], Any]:
    return lambda maker, good: way(good)


def _case(value: Any) -> Any:
    return value.swapcase() if isinstance(value, str) else value


def _foreign(value: Any) -> Any:
    if isinstance(value, str):
        return f"{value}x"
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value + 1000003 if whole or isinstance(value, float) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
