"""Properties that are missing, unknown, too few or too many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clientwright.contract.breaking.faults import Fault, Schema
from clientwright.contract.making.values import Maker, types

UNKNOWN = "no_such_field"


def faults(schema: Schema) -> Iterator[Fault]:
    """Take required properties away one by one; add one that nobody names."""
    if "object" not in types(schema):
        return
    named: Mapping[str, Any] = schema.get("properties", {})
    for name in schema.get("required", ()):
        yield Fault("required", f"required-{name}", f"has {name}", _without(name))
    for name, needs in schema.get("dependentRequired", {}).items():
        for need in needs:
            said = f"has {need} where it has {name}"
            good = _with(schema, name)
            yield Fault(
                "dependentRequired", f"dependentRequired-{name}-{need}", said, _without(need), good
            )
    closed = schema.get("additionalProperties") is False and not schema.get("patternProperties")
    if closed or (named and "additionalProperties" not in schema):
        said = "has no field that its documents do not name"
        keyword = "additionalProperties" if closed else "closed"
        yield Fault(keyword, "unknown-field", said, _unknown, only_client=not closed)


def _without(name: str) -> Callable[[Maker, Any], Any]:
    return lambda maker, good: {key: value for key, value in good.items() if key != name}


def _with(schema: Schema, name: str) -> Callable[[Maker, Schema], Any]:
    wanted = {**schema, "required": [*schema.get("required", ()), name]}
    return lambda maker, _: maker.make(wanted)


def _unknown(maker: Maker, good: Any) -> Any:
    return {**good, UNKNOWN: 1}
