"""Values of every other type in every place: numbers as strings, `true` for 1, null, NaN."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clientwright.contract.breaking.faults import Fault, Schema, any_good, good_of
from clientwright.contract.making.values import Maker, types
from clientwright.lint.schema_validator import make_validator

FINITE = "finite"
"""The promise that a number is one: NaN and the infinities are no JSON."""

Way = Callable[[Maker, Any], Any]
_WAYS: Mapping[str, tuple[str, Way]] = {
    "text": ("string", lambda maker, good: "text"),
    "numeric-string": ("string", lambda maker, good: str(good).lower()),
    "true": ("boolean", lambda maker, good: True),
    "false": ("boolean", lambda maker, good: False),
    "whole": ("integer", lambda maker, good: 5),
    "zero": ("integer", lambda maker, good: 0),
    "null": ("null", lambda maker, good: None),
    "array": ("array", lambda maker, good: [good]),
    "object": ("object", lambda maker, good: {"value": good}),
}
_FOR: Mapping[str, tuple[str, ...]] = {
    "string": ("whole", "true", "null", "array", "object"),
    "integer": ("numeric-string", "text", "fraction", "true", "false", "null", "array", "object"),
    "number": ("numeric-string", "text", "true", "false", "null", "array", "object"),
    "boolean": ("numeric-string", "whole", "zero", "null", "array", "object"),
    "array": ("unwrapped", "object", "text", "null", "zero"),
    "object": ("array", "text", "null", "true"),
    "null": ("text", "zero", "false"),
}
_OF = {"fraction": "integer", "unwrapped": "array"}
"""Ways that start from a value of one type."""
_BARE: Mapping[str, float] = {"nan": math.nan, "infinity": math.inf, "minus-infinity": -math.inf}


def faults(schema: Schema) -> Iterator[Fault]:
    """Put in what is of no type that the schema names."""
    if "type" not in schema:
        return
    allowed = set(types(schema)) | ({"integer"} if "number" in types(schema) else set())
    sentence = f"is of type {' or '.join(types(schema))}"
    ways = {
        **_WAYS,
        "fraction": ("number", _between(schema)),
        "unwrapped": (_item_kind(schema), _unwrapped(schema)),
    }
    for name in dict.fromkeys(way for kind in types(schema) for way in _FOR[kind]):
        kind, way = ways[name]
        if kind not in allowed:
            good = good_of(schema, _OF[name]) if name in _OF else any_good
            yield Fault("type", f"type-{name}", sentence, way, good)
    if allowed & {"integer", "number"}:
        for name, value in _BARE.items():
            yield Fault(FINITE, name, "is a finite number", _always(value))


def _always(value: float) -> Way:
    return lambda maker, good: value


def _unwrapped(schema: Schema) -> Way:
    """Give an item by itself instead of the array around it."""
    return lambda maker, good: good[0] if good else maker.make(schema.get("items", {}))


def _item_kind(schema: Schema) -> str:
    items = schema.get("items")
    found = types(items) if isinstance(items, dict) else ("array",)
    return found[0] if schema.get("maxItems") != 0 and len(found) == 1 else "array"


def _between(schema: Schema) -> Way:
    """Add half a step, or take it away above the upper bound: truncated, the number would be the good one."""

    rest = make_validator({word: value for word, value in schema.items() if word != "type"})

    def between(maker: Maker, good: Any) -> Any:
        return good - 0.5 if rest.is_valid(good - 0.5) > rest.is_valid(good + 0.5) else good + 0.5

    return between
