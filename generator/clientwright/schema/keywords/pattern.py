"""`pattern`: two different patterns may differ in any way, unless a string shows how."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.schema.keyword_edit import EditKind, KeywordEdit, SchemaPair


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the patterns; two different ones may shrink and grow."""
    if not pair.applies("pattern") or pair.old.get("pattern") == pair.new.get("pattern"):
        return
    edit_kind = pair.edit_kind("pattern")
    yield pair.keyword_edit(
        "pattern",
        edit_kind,
        shrinks=edit_kind is not EditKind.REMOVED,
        grows=edit_kind is not EditKind.ADDED,
    )
