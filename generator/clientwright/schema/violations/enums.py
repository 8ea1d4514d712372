"""Values that are not listed: in another case, misspelt, or foreign."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from clientwright.schema.equality import json_equal
from clientwright.schema.generation.value_generator import ValueGenerator
from clientwright.schema.keyword_fault import KeywordFault, Schema
from clientwright.schema.validator import make_validator


def iter_faults(schema: Schema) -> Iterator[KeywordFault]:
    """Yield the faults of `enum` and `const`."""
    fit = make_validator({**schema})
    for keyword in ("enum", "const"):
        if keyword in schema:
            known = schema["enum"] if keyword == "enum" else [schema["const"]]
            listed = [value for value in known if fit.is_valid(value)]
            values = ", ".join(map(_json, listed))[:200]
            sentence = f"is one of {values}" if len(listed) > 1 else f"is {values}"
            ways = {"case": _swap_case, "foreign": _change_value}
            for name, way in ways.items():
                if any(_is_unlisted(way(value), value, listed) for value in listed):
                    yield KeywordFault(
                        keyword,
                        f"{keyword}-{name}",
                        sentence,
                        _apply_edit(way),
                        _choose_listed(way, listed),
                    )


def _is_unlisted(other: Any, value: Any, listed: list[Any]) -> bool:
    return not any(json_equal(other, known) for known in listed)


def _choose_listed(
    way: Callable[[Any], Any], listed: list[Any]
) -> Callable[[ValueGenerator, Schema], Any]:
    fit = [value for value in listed if _is_unlisted(way(value), value, listed)]
    return lambda generator, _: generator.choices.pick(fit)


def _apply_edit(way: Callable[[Any], Any]) -> Callable[[ValueGenerator, Any], Any]:
    return lambda generator, valid: way(valid)


def _swap_case(value: Any) -> Any:
    return value.swapcase() if isinstance(value, str) else value


def _change_value(value: Any) -> Any:
    if isinstance(value, str):
        return f"{value}x"
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value + 1000003 if whole or isinstance(value, float) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
