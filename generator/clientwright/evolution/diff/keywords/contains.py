"""`contains`, `minContains`, `maxContains`: how many matching items an array has."""

from __future__ import annotations

import math
from collections.abc import Iterator

from clientwright.evolution.diff.model.keyword_edit import (
    KeywordEdit,
    SchemaPair,
    refined_edit_kind,
)
from clientwright.io.json_types import Schema

CONTAINS_KEYWORDS = ("contains", "minContains", "maxContains")


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the counts if `contains` is equal; otherwise compare its schemas."""
    if not pair.applies("contains") or _contains_part(pair.old) == _contains_part(pair.new):
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
                keyword, edit_kind, shrinks=tighter, grows=looser, keywords=CONTAINS_KEYWORDS
            )


def _compare_item_schemas(pair: SchemaPair) -> Iterator[KeywordEdit]:
    below = list(pair.compare_branch(pair.old["contains"], pair.new["contains"], "contains"))
    capped = "maxContains" in pair.old or "maxContains" in pair.new
    counted = _counts(pair.old) != _counts(pair.new)
    shrinks = capped or counted or any(c.shrinks for c in below)
    grows = capped or counted or any(c.grows for c in below)
    edit_kind = refined_edit_kind(pair.edit_kind("contains"), shrinks, grows)
    yield pair.keyword_edit(
        "contains", edit_kind, shrinks=shrinks, grows=grows, keywords=CONTAINS_KEYWORDS
    )


def _contains_part(schema: Schema) -> Schema:
    return {keyword: schema[keyword] for keyword in CONTAINS_KEYWORDS if keyword in schema}


def _counts(schema: Schema) -> tuple[float, float]:
    if "contains" not in schema:
        return 0, math.inf
    return schema.get("minContains", 1), schema.get("maxContains", math.inf)
