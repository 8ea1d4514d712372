"""Titles, descriptions, examples, comments; `deprecated`, `readOnly`, `writeOnly`."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.schema.keyword_edit import EditKind, KeywordEdit, SchemaPair

TEXT_ANNOTATIONS = ("title", "description", "examples", "$comment", "$schema")
FLAG_ANNOTATIONS = ("deprecated", "readOnly", "writeOnly")


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare annotations: texts never matter; a new or changed flag is undecidable."""
    for keyword in (*TEXT_ANNOTATIONS, *FLAG_ANNOTATIONS):
        if pair.old.get(keyword) != pair.new.get(keyword):
            edit_kind = pair.edit_kind(keyword)
            yield pair.keyword_edit(
                keyword,
                edit_kind,
                undecidable=keyword in FLAG_ANNOTATIONS and edit_kind is not EditKind.REMOVED,
            )
