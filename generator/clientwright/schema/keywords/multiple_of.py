"""`multipleOf`: a multiple of the old step removes values."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.schema.keyword_edit import EditKind, KeywordEdit, SchemaPair, refined_edit_kind
from clientwright.schema.numbers import to_fraction


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
