"""Arrays with one item too few or too many, and equal items where all must differ."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from clientwright.contract.breaking.faults import Fault, Good, Schema
from clientwright.contract.making.arrays import among, other
from clientwright.contract.making.problems import NoStrategy
from clientwright.contract.making.values import Maker, types
from clientwright.rules.json_edit import MISSING


def faults(schema: Schema) -> Iterator[Fault]:
    """Break the number of items, then their difference."""
    if "array" not in types(schema):
        return
    low, high = schema.get("minItems", 0), schema.get("maxItems")
    if low > 0:
        said = f"has at least {low} item{'s' * (low != 1)}"
        yield Fault("minItems", "minItems", said, lambda maker, good: good[:-1], _sized(low))
    if high is not None:
        said = f"has at most {high} item{'s' * (high != 1)}"
        yield Fault("maxItems", "maxItems", said, _one_more(schema), _sized(high))
    if schema.get("uniqueItems") and (high is None or high >= 2):
        yield Fault("uniqueItems", "uniqueItems", "has no item twice", _twice, _sized(max(2, low)))


def _sized(size: int) -> Good:
    return lambda maker, schema: maker.make(
        {**schema, "type": "array", "minItems": size, "maxItems": size}
    )


def _one_more(schema: Schema) -> Callable[[Maker, Any], Any]:
    """Add an item that fits behind the last, another one where all must differ."""
    first = schema.get("prefixItems", [])

    def add(maker: Maker, good: Any) -> Any:
        sub = first[len(good)] if len(good) < len(first) else schema.get("items", {})
        item = maker.make(sub)
        if schema.get("uniqueItems") and among(item, good):
            item = other(good, lambda choices: maker.by(choices).make(sub))
        if item is MISSING:
            raise NoStrategy("", "there is no other item that differs")
        return [*good, item]

    return add


def _twice(maker: Maker, good: Any) -> Any:
    return [*good[:-1], copy.deepcopy(good[0])]
