"""`multipleOf`: a multiple of the old step takes values away."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolution.diff.model.changes import EditKind
from clientwright.evolution.diff.model.keyword_edit import (
    KeywordEdit,
    SchemaPair,
    refined_edit_kind,
)
from clientwright.rules.numbers import to_fraction


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the steps."""
    if not pair.applies("multipleOf") or pair.old.get("multipleOf") == pair.new.get("multipleOf"):
        return
    edit_kind = pair.edit_kind("multipleOf")
    if edit_kind is EditKind.CHANGED:
        old, new = to_fraction(pair.old["multipleOf"]), to_fraction(pair.new["multipleOf"])
        shrinks, grows = (old / new).denominator != 1, (new / old).denominator != 1
    else:
        shrinks, grows = edit_kind is EditKind.ADDED, edit_kind is EditKind.REMOVED
    yield pair.keyword_edit(
        "multipleOf", refined_edit_kind(edit_kind, shrinks, grows), shrinks=shrinks, grows=grows
    )
