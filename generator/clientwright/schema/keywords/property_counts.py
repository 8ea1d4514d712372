"""`minProperties`, `maxProperties`: how many properties an object has."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from clientwright.schema.constraint import Constraint
from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair
from clientwright.schema.keyword_fault import Schema
from clientwright.schema.keywords.properties import accepted_properties
from clientwright.schema.library_checks import library_checks
from clientwright.schema.protocols import Semantics
from clientwright.schema.size_bounds import compare_sizes, drop_zero, tighter_sizes
from clientwright.schema.types import OBJECTS
from clientwright.schema.unnamed_properties import surely_additional_schema
from clientwright.schema.wording import count_wording, range_phrases

KEYWORDS = LOW, HIGH = ("minProperties", "maxProperties")
_WORDING = {
    LOW: count_wording("field", "at least", "have as few fields as {}"),
    HIGH: count_wording("field", "at most", "have up to {} fields"),
}


def smallest_size(schema: Schema) -> float:
    """Return how many properties an object has at least."""
    least: float = max(schema.get(LOW, 0), len(schema.get("required", ())))
    return least


def largest_size(schema: Schema, closed: bool) -> float:
    """Return how many properties an object may have; `closed`: unknown ones are rejected."""
    bounds = [schema[HIGH]] if HIGH in schema else []
    if surely_additional_schema(schema, closed=closed) is False and not schema.get(
        "patternProperties"
    ):
        bounds.append(len(accepted_properties(schema)))
    return min(bounds, default=math.inf)


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare both bounds for objects that both sides accept."""
    if pair.shares(OBJECTS):
        yield from compare_sizes(
            pair,
            LOW,
            HIGH,
            smallest=smallest_size,
            largest=lambda schema: largest_size(schema, pair.closed),
        )


def describe(schema: Schema) -> Iterator[str]:
    """Yield the range of the number of properties."""
    yield from range_phrases(drop_zero({**schema}, LOW), KEYWORDS, "{} to {} fields", _WORDING)


def intersect(one: Schema, other: Schema, _: str) -> Schema:
    """Return the tighter of each bound."""
    return tighter_sizes(one, other, [KEYWORDS])


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Drop a lower bound of zero."""
    return drop_zero(schema, LOW)


PROPERTY_COUNTS = Constraint(
    "property counts",
    KEYWORDS,
    unbroken=KEYWORDS,
    accept=library_checks(*KEYWORDS),
    compare=compare,
    describe=describe,
    wording=_WORDING,
    intersect=intersect,
    normalize=normalize,
    waived={
        "mutate": "no violation would show that an implementation misreads it",
        "generate": "the objects that `properties` makes have so many",
        "violate": "which property to leave out or to add is not decided yet",
    },
)
