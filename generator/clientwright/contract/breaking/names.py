"""Properties that are missing or unknown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from clientwright.contract.breaking.faults import Fault, Good, Schema
from clientwright.contract.making.objects import closed_over, named
from clientwright.contract.making.problems import NoStrategy
from clientwright.contract.making.values import Maker, types

UNKNOWN = "no_such_field"


def faults(schema: Schema) -> Iterator[Fault]:
    """Take required properties away one by one; add one that nobody names."""
    if "object" not in types(schema):
        return
    for name in schema.get("required", ()):
        said, good = f"has {name}", _spared(schema, name)
        yield Fault("required", f"required-{name}", said, _without(name), good)
    for name, needs in schema.get("dependentRequired", {}).items():
        for need in dict.fromkeys(needs):
            if need != name:
                said, good = f"has {need} where it has {name}", _spared(schema, need, name)
                word = "dependentRequired"
                yield Fault(word, f"{word}-{name}-{need}", said, _without(need), good)
    if (keyword := closing(schema)) is not None:
        said = "has no field that its documents do not name"
        only_client = keyword == "closed"
        yield Fault(keyword, "unknown-field", said, _unknown, _roomy, only_client)


def closing(schema: Schema) -> str | None:
    """Name what refuses unknown fields: the keyword, or the client of its own accord."""
    if schema.get("patternProperties"):
        return None
    if schema.get("additionalProperties") is False:
        return "additionalProperties"
    named: Mapping[str, Any] = schema.get("properties", {})
    return "closed" if named and "additionalProperties" not in schema else None


def _without(name: str) -> Callable[[Maker, Any], Any]:
    return lambda maker, good: {key: value for key, value in good.items() if key != name}


def _spared(schema: Schema, name: str, *others: str) -> Good:
    """Give what makes objects that have a property, and others, and of which nothing else asks for it."""
    needs: Mapping[str, Collection[str]] = schema.get("dependentRequired", {})
    required = closed_over({*schema.get("required", ()), *others, name}, needs) - {name}
    bare: dict[str, Any] = {
        **schema,
        "type": "object",
        "required": sorted(required),
        "properties": {**schema.get("properties", {}), name: False},
        "dependentRequired": {
            one: [need for need in asked if need != name or one not in others]
            for one, asked in needs.items()
        },
    }
    if "maxProperties" in schema:
        bare["maxProperties"] = schema["maxProperties"] - 1

    def make(maker: Maker, _: Schema) -> Any:
        try:
            return {**maker.make(bare), name: maker.make(named(schema, name))}
        except NoStrategy:
            return maker.make({**schema, "type": "object", "required": sorted({*required, name})})

    return make


def _roomy(maker: Maker, schema: Schema) -> Any:
    """Make an object to which a property can be added."""
    if schema.get("maxProperties"):
        try:
            return maker.make(
                {**schema, "type": "object", "maxProperties": schema["maxProperties"] - 1}
            )
        except NoStrategy:
            pass
    return maker.make({**schema, "type": "object"})


def _unknown(maker: Maker, good: Any) -> Any:
    return {**good, UNKNOWN: 1}
