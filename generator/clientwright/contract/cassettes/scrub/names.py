"""Names of credentials, by their words: `api_token`, `clientSecret`, `X-Auth-Token`, `AccessKeyId`."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")

_ALONE = (
    "token|secret|password|passwd|passphrase|pwd|auth|authorization|csrf|xsrf|session|sessid"
    "|cookie|credential|signature|jwt|bearer"
)
_BEFORE_KEY = "api|access|private|secret|client|auth|signing|account|master|shared|subscription"
_NAME = re.compile(
    rf"(?:.* )?(?:{_ALONE})s?\d*(?: .*)?|(?:.* )?(?:{_BEFORE_KEY}) ?keys?(?: .*)?", re.S
)
_JOINED = re.compile(
    r"(?:\w*(?:token|secret|password|passwd|apikey|accesskey|privatekey|secretkey|csrf|xsrf"
    r"|cookie|credential|signature)|(?:j|php|asp|web)?sess(?:ion)?)s?(?:id|key|value)?2?"
)
_COUNTED = re.compile(
    r"(?:.* )?(?:max|min|total|count|used|usage|prompt|completion|input|output|cached|limit"
    r"|remaining|expires|expiry|ttl|seconds|duration)(?: .*)?"
)


def secret_name(name: str) -> bool:
    """Tell whether what stands under a name is a credential."""
    words = _words(name)
    return bool(_NAME.fullmatch(words)) or any(map(_JOINED.fullmatch, words.split()))


def counting_name(name: str) -> bool:
    """Tell whether a number under such a name counts something: `max_tokens`, `session_seconds`."""
    return bool(_COUNTED.fullmatch(_words(name)))


def _words(name: str) -> str:
    return " ".join(_WORD.findall(name)).lower()
