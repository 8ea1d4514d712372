"""Arrays with one item too few or too many, and equal items where all must differ."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from clientwright.rules.json_edit import MISSING
from clientwright.testing.payloads.generation.arrays import contains_equal, find_distinct
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.value_generator import ValueGenerator, schema_types
from clientwright.testing.payloads.violations.keyword_faults import KeywordFault, MakeValid, Schema


def iter_faults(schema: Schema) -> Iterator[KeywordFault]:
    """Break the number of items, then their difference."""
    if "array" not in schema_types(schema):
        return
    low, high = schema.get("minItems", 0), schema.get("maxItems")
    if low > 0:
        said = f"has at least {low} item{'s' * (low != 1)}"
        yield KeywordFault(
            "minItems", "minItems", said, lambda maker, good: good[:-1], _array_of_size(low)
        )
    if high is not None:
        said = f"has at most {high} item{'s' * (high != 1)}"
        yield KeywordFault("maxItems", "maxItems", said, _append_item(schema), _array_of_size(high))
    if schema.get("uniqueItems") and (high is None or high >= 2):
        yield KeywordFault(
            "uniqueItems",
            "uniqueItems",
            "has no item twice",
            _duplicate_item,
            _array_of_size(max(2, low)),
        )


def _array_of_size(size: int) -> MakeValid:
    return lambda maker, schema: maker.generate(
        {**schema, "type": "array", "minItems": size, "maxItems": size}
    )


def _append_item(schema: Schema) -> Callable[[ValueGenerator, Any], Any]:
    """Add an item that fits behind the last, another one where all must differ."""
    first = schema.get("prefixItems", [])

    def add(maker: ValueGenerator, good: Any) -> Any:
        sub = first[len(good)] if len(good) < len(first) else schema.get("items", {})
        item = maker.generate(sub)
        if schema.get("uniqueItems") and contains_equal(item, good):
            item = find_distinct(good, lambda choices: maker.with_choices(choices).generate(sub))
        if item is MISSING:
            raise GenerationError("", "there is no other item that differs")
        return [*good, item]

    return add


def _duplicate_item(maker: ValueGenerator, good: Any) -> Any:
    return [*good[:-1], copy.deepcopy(good[0])]
