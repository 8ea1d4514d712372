"""`minItems`, `maxItems`: how many items an array has."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from clientwright.schema.choice_sources import NthChoiceSource, PayloadChoiceSource
from clientwright.schema.constraint import Constraint, library_checks
from clientwright.schema.equality import equals_any
from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair
from clientwright.schema.keyword_fault import KeywordFault, MakeInvalid, Schema
from clientwright.schema.numbers import format_count
from clientwright.schema.protocols import (
    Contradiction,
    GenerationError,
    Generator,
    Refuter,
    Semantics,
)
from clientwright.schema.size_bounds import SizeBounds

LOW, HIGH = "minItems", "maxItems"
SIZES = SizeBounds(LOW, HIGH, "array", "item")
_ATTEMPTS = 64
"""Attempts at an item that differs from the others, beyond four for each of them."""


def largest_size(schema: Schema) -> float:
    """Return how many items an array may have; those after `prefixItems` may be forbidden."""
    bounds = [schema[HIGH]] if HIGH in schema else []
    if schema.get("items", {}) is False:
        bounds.append(len(schema.get("prefixItems", ())))
    return min(bounds, default=math.inf)


def violate(schema: Schema, _: Semantics) -> Iterator[KeywordFault]:
    """Yield an array with one item too few, and one with one too many."""
    if not SIZES.applies_to(schema):
        return
    if schema.get(LOW, 0) > 0:
        yield SIZES.break_bound(schema, LOW, SIZES.of_size, _keep_first)
    if HIGH in schema:
        yield SIZES.break_bound(schema, HIGH, SIZES.of_size, partial(_append_items, schema))


def _keep_first(size: int) -> MakeInvalid:
    return lambda _, valid: valid[:size]


def _append_items(schema: Schema, size: int) -> MakeInvalid:
    """Return an edit that adds valid items up to a size, different from the others if required."""

    def add(generator: Generator, valid: Any) -> Any:
        if size - len(valid) > MAX_ITEMS_ADDED:
            raise GenerationError("", f"no array of {format_count(size)} items is made")
        more = list(valid)
        while len(more) < size:
            more.append(_next_item(generator, schema, more))
        return more

    return add


MAX_ITEMS_ADDED = 100
"""The most items that an edit adds; a valid array on the bound lacks one, or a few."""


def _next_item(generator: Generator, schema: Schema, before: Sequence[Any]) -> Any:
    first = schema.get("prefixItems", [])
    sub = first[len(before)] if len(before) < len(first) else schema.get("items", {})
    item = generator.generate(sub)
    if schema.get("uniqueItems") and equals_any(item, before):
        return find_distinct(before, lambda choices: generator.with_choices(choices).generate(sub))
    return item


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare both bounds for arrays that both sides accept."""
    yield from SIZES.compare(pair, largest=largest_size)


def contradict(kind: str, schema: Schema, _: Refuter) -> Contradiction | None:
    """Return that the least size is above the largest."""
    low, most = schema.get(LOW, 0), largest_size(schema)
    if kind != "array" or low <= most:
        return None
    why = "" if schema.get(HIGH) == most else ", since items is false"
    return Contradiction(
        (LOW,), f"no array has {SIZES.wording[LOW].phrase(low)} and at most {most}{why}"
    )


def find_distinct(known: Sequence[Any], item: Callable[[PayloadChoiceSource], Any]) -> Any:
    """Return the first possible item that equals none of those given.

    Raises:
        GenerationError: every item that was made equals one of them.
    """
    for n in range(4 * len(known) + _ATTEMPTS):
        value = item(NthChoiceSource(n))
        if not equals_any(value, known):
            return value
    raise GenerationError("", "no further item differs from the others")


ITEM_COUNTS = Constraint(
    "item counts",
    SIZES.keywords,
    accept=library_checks(*SIZES.keywords),
    violate=violate,
    compare=compare,
    describe=SIZES.describe,
    wording=SIZES.wording,
    mutate=SIZES.mutate,
    emit=SIZES.emit,
    intersect=SIZES.intersect,
    normalize=SIZES.normalize,
    contradict=contradict,
    waived={"generate": "the arrays that `items` makes have such sizes"},
)
