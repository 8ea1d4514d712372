"""Arrays and objects with one too few or one too many, and equal items where all must differ."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from clientwright.contract.breaking.faults import Fault, Schema
from clientwright.contract.making.values import Maker, types

LARGEST = 10_000
"""Beyond so many items no array is made."""


def faults(schema: Schema) -> Iterator[Fault]:
    """Break the number of items, then their difference."""
    if "array" not in types(schema):
        return
    low, high = schema.get("minItems", 0), schema.get("maxItems")
    if low > 0:
        said = f"has at least {low} item{'s' * (low != 1)}"
        yield Fault("minItems", "minItems", said, lambda maker, good: good[:-1], _sized(low))
    if high is not None and high < LARGEST:
        said = f"has at most {high} item{'s' * (high != 1)}"
        more = _one_more(schema.get("items", {}))
        yield Fault("maxItems", "maxItems", said, more, _sized(high))
    if schema.get("uniqueItems") and (high is None or high >= 2):
        yield Fault("uniqueItems", "uniqueItems", "has no item twice", _twice, _room(low, high))


def _sized(size: int) -> Callable[[Maker, Schema], Any]:
    def make(maker: Maker, schema: Schema) -> Any:
        return maker.make({**schema, "minItems": size, "maxItems": size})

    return make


def _room(low: int, high: int | None) -> Callable[[Maker, Schema], Any]:
    """Leave room for the item that is added."""
    return _sized(max(1, min(low, (high or low + 2) - 1)))


def _one_more(items: Any) -> Callable[[Maker, Any], Any]:
    return lambda maker, good: [*good, maker.make(items)]


def _twice(maker: Maker, good: Any) -> Any:
    return [*good, copy.deepcopy(good[0])]
