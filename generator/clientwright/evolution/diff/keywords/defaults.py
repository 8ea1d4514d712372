"""`default`: a value that the service fills in. Another one changes what a payload without it means."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolution.diff.model.changes import EditKind
from clientwright.evolution.diff.model.keyword_edit import KeywordEdit, SchemaPair
from clientwright.evolution.diff.model.normal_form import is_same_schema


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare defaults: a first one only tells what was so before, another is a question to the caller."""
    defaults = [
        {w: v for w, v in schema.items() if w == "default"} for schema in (pair.old, pair.new)
    ]
    if not is_same_schema(*defaults):
        edit_kind = pair.edit_kind("default")
        yield pair.keyword_edit("default", edit_kind, undecidable=edit_kind is not EditKind.ADDED)
