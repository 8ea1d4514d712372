"""Arrays with one item too few or too many, or with equal items."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from clientwright.rules.json_edit import MISSING
from clientwright.schema.equality import equals_any
from clientwright.schema.generation.arrays import find_distinct
from clientwright.schema.generation.generation_error import GenerationError
from clientwright.schema.generation.value_generator import ValueGenerator, schema_types
from clientwright.schema.keyword_fault import KeywordFault, MakeValid, Schema


def iter_faults(schema: Schema) -> Iterator[KeywordFault]:
    """Yield the faults of the number of items and of their uniqueness."""
    if "array" not in schema_types(schema):
        return
    low, high = schema.get("minItems", 0), schema.get("maxItems")
    if low > 0:
        sentence = f"has at least {low} item{'s' * (low != 1)}"
        yield KeywordFault(
            "minItems",
            "minItems",
            sentence,
            lambda generator, valid: valid[:-1],
            _array_of_size(low),
        )
    if high is not None:
        sentence = f"has at most {high} item{'s' * (high != 1)}"
        yield KeywordFault(
            "maxItems", "maxItems", sentence, _append_item(schema), _array_of_size(high)
        )
    if schema.get("uniqueItems") and (high is None or high >= 2):
        yield KeywordFault(
            "uniqueItems",
            "uniqueItems",
            "has no item twice",
            _duplicate_item,
            _array_of_size(max(2, low)),
        )


def _array_of_size(size: int) -> MakeValid:
    return lambda generator, schema: generator.generate(
        {**schema, "type": "array", "minItems": size, "maxItems": size}
    )


def _append_item(schema: Schema) -> Callable[[ValueGenerator, Any], Any]:
    """Return an edit that adds a valid item, different from the others if required."""
    first = schema.get("prefixItems", [])

    def add(generator: ValueGenerator, valid: Any) -> Any:
        sub = first[len(valid)] if len(valid) < len(first) else schema.get("items", {})
        item = generator.generate(sub)
        if schema.get("uniqueItems") and equals_any(item, valid):
            item = find_distinct(
                valid, lambda choices: generator.with_choices(choices).generate(sub)
            )
        if item is MISSING:
            raise GenerationError("", "no further item differs from the others")
        return [*valid, item]

    return add


def _duplicate_item(generator: ValueGenerator, valid: Any) -> Any:
    return [*valid[:-1], copy.deepcopy(valid[0])]
