"""`contains`, `minContains`, `maxContains`: how many matching items an array has."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from clientwright.schema.constraint import Constraint
from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair, refined_edit_kind
from clientwright.schema.keyword_fault import Schema
from clientwright.schema.library_checks import library_checks
from clientwright.schema.protocols import Semantics
from clientwright.schema.types import ARRAYS

KEYWORDS = ("contains", "minContains", "maxContains")


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the counts if `contains` is equal; otherwise compare its schemas."""
    if not pair.shares(ARRAYS) or _contains_part(pair.old) == _contains_part(pair.new):
        return
    old, new = pair.old.get("contains"), pair.new.get("contains")
    if old is not None and new is not None and old != new:
        yield from _compare_item_schemas(pair)
        return
    (low, high), (low_now, high_now) = _counts(pair.old), _counts(pair.new)
    for count_keyword, tighter, looser in (
        ("minContains", low_now > low, low_now < low),
        ("maxContains", high_now < high, high_now > high),
    ):
        if tighter or looser:
            keyword = count_keyword if old is not None and new is not None else "contains"
            edit_kind = refined_edit_kind(pair.edit_kind(keyword), tighter, looser)
            yield pair.keyword_edit(
                keyword, edit_kind, shrinks=tighter, grows=looser, keywords=KEYWORDS
            )


def _compare_item_schemas(pair: SchemaPair) -> Iterator[KeywordEdit]:
    below = list(pair.compare_branch(pair.old["contains"], pair.new["contains"], "contains"))
    capped = "maxContains" in pair.old or "maxContains" in pair.new
    counted = _counts(pair.old) != _counts(pair.new)
    shrinks = capped or counted or any(c.shrinks for c in below)
    grows = capped or counted or any(c.grows for c in below)
    edit_kind = refined_edit_kind(pair.edit_kind("contains"), shrinks, grows)
    yield pair.keyword_edit("contains", edit_kind, shrinks=shrinks, grows=grows, keywords=KEYWORDS)


def _contains_part(schema: Schema) -> Schema:
    return {keyword: schema[keyword] for keyword in KEYWORDS if keyword in schema}


def _counts(schema: Schema) -> tuple[float, float]:
    if "contains" not in schema:
        return 0, math.inf
    return schema.get("minContains", 1), schema.get("maxContains", math.inf)


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Drop the counts that have nothing to count."""
    if "contains" in schema:
        return schema
    return {word: value for word, value in schema.items() if word not in KEYWORDS}


CONTAINS = Constraint(
    "contains",
    KEYWORDS,
    unmade=KEYWORDS,
    unbroken=KEYWORDS,
    accept=library_checks(*KEYWORDS),
    compare=compare,
    normalize=normalize,
    waived={
        "emit": "no type counts items: the residual says it",
        "mutate": "no violation would show that an implementation misreads it",
        "generate": "no choice makes an item that matches without trying",
        "violate": "no choice makes items that do not match without trying",
        "describe": "the schema of the matching items is not said in a phrase",
    },
)
