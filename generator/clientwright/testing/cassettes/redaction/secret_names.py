"""Recognize names of credentials by their words: `api_token`, `clientSecret`, `X-Auth-Token`."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")

_SENSITIVE_WORDS = (
    "token|secret|password|passwd|passphrase|pwd|auth|authorization|csrf|xsrf|session|sessid"
    "|cookie|credential|signature|jwt|bearer"
)
_KEY_PREFIXES = "api|access|private|secret|client|auth|signing|account|master|shared|subscription"
_SECRET_NAME = re.compile(
    rf"(?:.* )?(?:{_SENSITIVE_WORDS})s?\d*(?: .*)?|(?:.* )?(?:{_KEY_PREFIXES}) ?keys?(?: .*)?", re.S
)
_SECRET_JOINED_WORD = re.compile(
    r"(?:\w*(?:token|secret|password|passwd|apikey|accesskey|privatekey|secretkey|csrf|xsrf"
    r"|cookie|credential|signature)|(?:j|php|asp|web)?sess(?:ion)?)s?(?:id|key|value)?2?"
)
_COUNTER_NAME = re.compile(
    r"(?:.* )?(?:max|min|total|count|used|usage|prompt|completion|input|output|cached|limit"
    r"|remaining|expires|expiry|ttl|seconds|duration)(?: .*)?"
)


def is_secret_name(name: str) -> bool:
    """Return whether a name is that of a credential."""
    words = _words(name)
    return bool(_SECRET_NAME.fullmatch(words)) or any(
        map(_SECRET_JOINED_WORD.fullmatch, words.split())
    )


def is_counter_name(name: str) -> bool:
    """Return whether a number under such a name is a count: `max_tokens`, `session_seconds`."""
    return bool(_COUNTER_NAME.fullmatch(_words(name)))


def _words(name: str) -> str:
    return " ".join(_WORD.findall(name)).lower()
