"""`minProperties`, `maxProperties`: how many properties an object has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.schema.constraint import Constraint
from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair
from clientwright.schema.keyword_fault import Schema
from clientwright.schema.library_checks import library_checks
from clientwright.schema.protocols import Semantics
from clientwright.schema.size_bounds import compare_sizes, drop_zero, tighter_sizes
from clientwright.schema.types import OBJECTS
from clientwright.schema.wording import count_wording, range_phrases

KEYWORDS = LOW, HIGH = ("minProperties", "maxProperties")
_WORDING = {
    LOW: count_wording("field", "at least", "have as few fields as {}"),
    HIGH: count_wording("field", "at most", "have up to {} fields"),
}


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare both bounds for objects that both sides accept."""
    if pair.shares(OBJECTS):
        yield from compare_sizes(pair, LOW, HIGH)


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
        "emit": "no type counts fields: the residual says it",
        "mutate": "no violation would show that an implementation misreads it",
        "generate": "the objects that `properties` makes have so many",
        "violate": "which property to leave out or to add is not decided yet",
    },
)
