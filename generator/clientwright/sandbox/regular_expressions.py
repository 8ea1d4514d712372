"""Regular expressions as JSON Schema reads them: ECMA-262 with the flag `u`, by the engine `regress`.

Nothing is translated to Python's dialect: the engine reads the pattern itself, in code points.
"""

from __future__ import annotations

from functools import lru_cache

from regress import Regex, RegressError


def has_match(pattern: str, text: str) -> bool:
    """Return whether a pattern matches somewhere in a text; half of a surrogate pair counts as U+FFFD."""
    return _compile(pattern).find(_as_unicode(text)) is not None


@lru_cache(maxsize=1024)
def _compile(pattern: str) -> Regex:
    """Return a compiled pattern; without the flag if only engines without it can read the pattern."""
    try:
        return Regex(pattern, "u")
    except RegressError:
        return Regex(pattern)


def _as_unicode(text: str) -> str:
    return (
        text
        if text.isascii()
        else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
