"""`pattern`: whether one takes away what another let in is shown by a text, or stays open."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolution.diff.model.changes import EditKind
from clientwright.evolution.diff.model.keyword_edit import KeywordEdit, SchemaPair


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the patterns; two different ones may do anything."""
    if not pair.applies("pattern") or pair.old.get("pattern") == pair.new.get("pattern"):
        return
    edit_kind = pair.edit_kind("pattern")
    yield pair.keyword_edit(
        "pattern",
        edit_kind,
        shrinks=edit_kind is not EditKind.REMOVED,
        grows=edit_kind is not EditKind.ADDED,
    )
