"""Words and marks: titles, descriptions, examples, comments; `deprecated`, `readOnly`, `writeOnly`."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolution.diff.model.changes import EditKind
from clientwright.evolution.diff.model.keyword_edit import KeywordEdit, SchemaPair

TEXT_ANNOTATIONS = ("title", "description", "examples", "$comment", "$schema")
FLAG_ANNOTATIONS = ("deprecated", "readOnly", "writeOnly")


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare them: words change nothing; a field that becomes read-only or goes out of use is a question."""
    for keyword in (*TEXT_ANNOTATIONS, *FLAG_ANNOTATIONS):
        if pair.old.get(keyword) != pair.new.get(keyword):
            edit_kind = pair.edit_kind(keyword)
            yield pair.keyword_edit(
                keyword,
                edit_kind,
                undecidable=keyword in FLAG_ANNOTATIONS and edit_kind is not EditKind.REMOVED,
            )
