"""The encodings of a secret in bodies, headers and URLs, and texts without tokens."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import quote, quote_plus

REDACTED = "REDACTED"
"""Replaces a secret; valid in a URL, a header and a JSON string."""

_IN_ITS_PLACE = "<token>"
_SHORTEST_TOKEN = 4
"""Shorter tokens are not redacted: they would match ordinary words."""

_PERCENT = re.compile(r"%[0-9A-F]{2}")
_MIN_ENCODED_LENGTH = 6
"""Shorter secrets are only searched as they are: their encodings would match by chance."""


def secret_encodings(secret: str) -> tuple[str, ...]:
    """Return the encodings of a secret, longest first."""
    found = {secret, secret.strip()}
    if len(secret) >= _MIN_ENCODED_LENGTH:
        found |= {*_escaped(secret), *_encoded(secret)}
    return tuple(sorted(filter(None, found), key=lambda text: (-len(text), text)))


def _escaped(secret: str) -> Iterator[str]:
    percent = (quote(secret, safe=""), quote(secret), quote_plus(secret))
    for text in (*percent, quote(percent[0], safe="")):
        yield from (text, _PERCENT.sub(lambda found: found[0].lower(), text))
    for ascii in (True, False):
        text = json.dumps(secret, ensure_ascii=ascii)[1:-1]
        yield from (text, text.replace("/", "\\/"))
    yield from (html.escape(secret), html.escape(secret).replace("&#x27;", "&#39;"))
    for entity in ("&#{};", "&#x{:x};", "&#x{:X};"):
        yield "".join(c if c.isalnum() else entity.format(ord(c)) for c in secret)
    yield "\0".join(secret)


def _encoded(secret: str) -> Iterator[str]:
    raw = secret.encode("utf-8", "surrogatepass")
    yield from (raw.hex(), raw.hex().upper())
    for offset in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = _stable_part(encode(b"\0" * offset + raw).decode("ascii"), offset, len(raw))
            yield from (text, quote(text, safe=""))


def _stable_part(text: str, offset: int, length: int) -> str:
    """Return the characters of a base64 text that depend on the secret alone, not on its neighbours."""
    first = (offset * 8 + 5) // 6
    last = (offset + length) * 8 // 6
    return text[first:last]


def redact_tokens(text: str, tokens: Iterable[str]) -> str:
    """Replace every token in a text, in any encoding."""
    pattern = _pattern(frozenset(tokens))
    return pattern.sub(_IN_ITS_PLACE, text) if pattern else text


@cache
def _pattern(tokens: frozenset[str]) -> re.Pattern[str] | None:
    found = {
        one for token in tokens if len(token) >= _SHORTEST_TOKEN for one in secret_encodings(token)
    }
    longest = sorted(found, key=lambda one: (-len(one), one))
    return re.compile("|".join(map(re.escape, longest)), re.IGNORECASE) if longest else None
