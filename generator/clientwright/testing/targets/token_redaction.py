"""Redaction of tokens in answers: an echoed token must not reach a report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from clientwright.testing.targets.secret_encodings import secret_encodings

REDACTED = "<token>"
_SHORTEST_TOKEN = 4
"""Shorter tokens are not redacted: they would match ordinary words."""


def redact_tokens(text: str, tokens: Iterable[str]) -> str:
    """Replace every token in a text, in any encoding."""
    pattern = _pattern(frozenset(tokens))
    return pattern.sub(REDACTED, text) if pattern else text


@cache
def _pattern(tokens: frozenset[str]) -> re.Pattern[str] | None:
    found = {
        one for token in tokens if len(token) >= _SHORTEST_TOKEN for one in secret_encodings(token)
    }
    longest = sorted(found, key=lambda one: (-len(one), one))
    return re.compile("|".join(map(re.escape, longest)), re.IGNORECASE) if longest else None
