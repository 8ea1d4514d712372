"""`default`: the value that the service fills in, and so the meaning of a payload without it."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.schema.keyword_edit import EditKind, KeywordEdit, SchemaPair
from clientwright.schema.normal_form import is_same_schema


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare defaults: a first one only documents what was so before, others are undecidable."""
    defaults = [
        {w: v for w, v in schema.items() if w == "default"} for schema in (pair.old, pair.new)
    ]
    if not is_same_schema(*defaults):
        edit_kind = pair.edit_kind("default")
        yield pair.keyword_edit("default", edit_kind, undecidable=edit_kind is not EditKind.ADDED)
