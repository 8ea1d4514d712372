"""Tokens hidden in what a server says: an echo must not reach a report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from clientwright.contract.cassettes.scrub.spellings import spellings

MARK = "<token>"
_SHORTEST = 4
"""Shorter tokens than any real one are words, which would be hidden by chance."""


def hidden(text: str, tokens: Iterable[str]) -> str:
    """Replace every token in a text, however it is encoded there."""
    pattern = _pattern(frozenset(tokens))
    return pattern.sub(MARK, text) if pattern else text


@cache
def _pattern(tokens: frozenset[str]) -> re.Pattern[str] | None:
    found = {one for token in tokens if len(token) >= _SHORTEST for one in spellings(token)}
    longest = sorted(found, key=lambda one: (-len(one), one))
    return re.compile("|".join(map(re.escape, longest)), re.IGNORECASE) if longest else None
