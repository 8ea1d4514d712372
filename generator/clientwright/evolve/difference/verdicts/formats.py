"""`format` and the keywords of contents: said, but not asserted, so that nobody can tell who minds."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolve.difference.claims import Claim, Pair

WORDS = ("format", "contentEncoding", "contentMediaType", "contentSchema")


def claims(pair: Pair) -> Iterator[Claim]:
    """Compare what is said of a text's form."""
    for word in WORDS:
        if pair.old.get(word) != pair.new.get(word):
            yield pair.claim(word, pair.edit(word), open=True)
