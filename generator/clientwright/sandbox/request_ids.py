"""Request ids that fit the pattern of the service."""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import product
from uuid import uuid4

_ALPHABETS = (string.hexdigits[:16], string.digits, string.ascii_uppercase, string.ascii_lowercase)
_LENGTHS = (32, *range(31, 0, -1), 36, 40, 48, 64)
_TRIES = 30
"""How many ids of a kind have to fit: one could fit by chance."""
_LITERAL = re.compile(r"\^?([A-Za-z0-9_-]*)")


def new_request_id() -> str:
    """Return a new request id: 32 random characters that need no escaping in a URL, and look like no option."""
    return secrets.token_hex(16)


@cache
def request_id_maker(pattern: str) -> Callable[[], str] | None:
    """Return a function that makes request ids of a pattern; None if the usual ones fit, or none is known.

    It makes UUIDs, or as many letters or digits as fit after the text with which the pattern begins.
    """
    try:
        fits = re.compile(pattern).fullmatch
    except re.error:
        return None
    if fits(new_request_id()):
        return None
    found = (make for make in _makers(pattern) if all(fits(make()) for _ in range(_TRIES)))
    return next(found, None)


def _makers(pattern: str) -> Iterator[Callable[[], str]]:
    yield lambda: str(uuid4())
    literal = _LITERAL.match(pattern)
    for begin in dict.fromkeys((literal[1] if literal else "", "")):
        for letters, length in product(_ALPHABETS, _LENGTHS):
            yield partial(_random_text, begin, letters, length)


def _random_text(begin: str, letters: str, length: int) -> str:
    return begin + "".join(secrets.choice(letters) for _ in range(length))
