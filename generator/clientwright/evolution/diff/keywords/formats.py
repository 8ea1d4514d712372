"""`format` and the keywords of contents: said, but not asserted, so that nobody can tell who minds."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolution.diff.model.keyword_edit import KeywordEdit, SchemaPair

FORMAT_KEYWORDS = ("format", "contentEncoding", "contentMediaType", "contentSchema")


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare what is said of a text's form."""
    for keyword in FORMAT_KEYWORDS:
        if pair.old.get(keyword) != pair.new.get(keyword):
            yield pair.keyword_edit(keyword, pair.edit_kind(keyword), undecidable=True)
