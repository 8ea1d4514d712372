"""`format` and content keywords: annotations, so a change is a warning."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair

FORMAT_KEYWORDS = ("format", "contentEncoding", "contentMediaType", "contentSchema")


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the format keywords; every difference is undecidable."""
    for keyword in FORMAT_KEYWORDS:
        if pair.old.get(keyword) != pair.new.get(keyword):
            yield pair.keyword_edit(keyword, pair.edit_kind(keyword), undecidable=True)
