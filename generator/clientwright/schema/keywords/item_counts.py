"""`minItems`, `maxItems`: how many items an array has."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from clientwright.schema.choice_sources import NthChoiceSource, PayloadChoiceSource
from clientwright.schema.constraint import Constraint, SchemaMutation, library_checks
from clientwright.schema.equality import equals_any
from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair
from clientwright.schema.keyword_fault import KeywordFault, MakeInvalid, MakeValid, Schema
from clientwright.schema.protocols import (
    Contradiction,
    GenerationError,
    Generator,
    Refuter,
    Semantics,
)
from clientwright.schema.size_bounds import (
    compare_sizes,
    drop_zero,
    exact_sizes,
    size_mutations,
    tighter_sizes,
)
from clientwright.schema.types import ARRAYS, schema_types
from clientwright.schema.wording import count_wording, range_phrases

KEYWORDS = LOW, HIGH = ("minItems", "maxItems")
_WORDING = {
    LOW: count_wording("item", "at least", "have as few items as {}"),
    HIGH: count_wording("item", "at most", "have up to {} items"),
}
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
    if "array" not in schema_types(schema):
        return
    low, high = schema.get(LOW, 0), schema.get(HIGH)
    if low > 0:
        yield KeywordFault(LOW, LOW, _WORDING[LOW].promise(low), _drop_last, array_of_size(low))
    if high is not None:
        edit, valid = _append_item(schema), array_of_size(high)
        yield KeywordFault(HIGH, HIGH, _WORDING[HIGH].promise(high), edit, valid)


def array_of_size(size: int) -> MakeValid:
    """Return a function that makes arrays of exactly a size."""
    return lambda generator, schema: generator.generate(
        {**schema, "type": "array", LOW: size, HIGH: size}
    )


def _drop_last(_: Generator, valid: Any) -> Any:
    return valid[:-1]


def _append_item(schema: Schema) -> MakeInvalid:
    """Return an edit that adds a valid item, different from the others if required."""
    first = schema.get("prefixItems", [])

    def add(generator: Generator, valid: Any) -> Any:
        sub = first[len(valid)] if len(valid) < len(first) else schema.get("items", {})
        item = generator.generate(sub)
        if schema.get("uniqueItems") and equals_any(item, valid):
            item = find_distinct(
                valid, lambda choices: generator.with_choices(choices).generate(sub)
            )
        return [*valid, item]

    return add


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare both bounds for arrays that both sides accept."""
    if pair.shares(ARRAYS):
        yield from compare_sizes(pair, LOW, HIGH, largest=largest_size)


def describe(schema: Schema) -> Iterator[str]:
    """Yield the range of the number of items."""
    yield from range_phrases(drop_zero({**schema}, LOW), KEYWORDS, "{} to {} items", _WORDING)


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield each bound dropped, one looser and one tighter."""
    yield from size_mutations(schema, LOW, HIGH)


def intersect(one: Schema, other: Schema, _: str) -> Schema:
    """Return the tighter of each bound."""
    return tighter_sizes(one, other, [KEYWORDS])


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Drop a lower bound of zero."""
    return drop_zero(schema, LOW)


def emit(kind: str, schema: Schema) -> Mapping[str, Any]:
    """Return the bounds of an array."""
    return exact_sizes(schema, KEYWORDS) if kind == "array" else {}


def contradict(kind: str, schema: Schema, _: Refuter) -> Contradiction | None:
    """Return that the least size is above the largest."""
    low, most = schema.get(LOW, 0), largest_size(schema)
    if kind != "array" or low <= most:
        return None
    why = "" if schema.get(HIGH) == most else ", since items is false"
    return Contradiction(
        (LOW,), f"no array has {_WORDING[LOW].phrase(low)} and at most {most}{why}"
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
    KEYWORDS,
    accept=library_checks(*KEYWORDS),
    violate=violate,
    compare=compare,
    describe=describe,
    wording=_WORDING,
    mutate=mutate,
    emit=emit,
    intersect=intersect,
    normalize=normalize,
    contradict=contradict,
    waived={"generate": "the arrays that `items` makes have such sizes"},
)
