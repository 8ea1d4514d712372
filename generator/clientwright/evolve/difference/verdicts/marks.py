"""Words and marks: titles, descriptions, examples, comments; `deprecated`, `readOnly`, `writeOnly`."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolve.difference.claims import Claim, Pair
from clientwright.evolve.difference.values import Edit

WORDS = ("title", "description", "examples", "$comment", "$schema")
MARKS = ("deprecated", "readOnly", "writeOnly")


def claims(pair: Pair) -> Iterator[Claim]:
    """Compare them: words change nothing; a field that becomes read-only or goes out of use is a question."""
    for word in (*WORDS, *MARKS):
        if pair.old.get(word) != pair.new.get(word):
            found = pair.edit(word)
            yield pair.claim(word, found, open=word in MARKS and found is not Edit.REMOVED)
