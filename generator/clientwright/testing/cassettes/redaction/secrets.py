"""Find the secrets in traffic, every credential in a header or URL, and redact them in URLs."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from http.cookies import CookieError, SimpleCookie
from urllib.parse import unquote, urlsplit

from clientwright.testing.cassettes.cassette_model import RawExchange
from clientwright.testing.targets.secret_encodings import REDACTED

KEPT_HEADERS = frozenset({"content-type", "retry-after"})
"""The only headers that are written to a file."""

_CREDENTIAL_NAME = re.compile(
    r"auth|token|secret|key|password|cookie|session|credential|signature", re.I
)
_AUTH_SCHEMES = frozenset({"bearer", "basic", "digest", "key", "token", "negotiate"})
_MIN_LENGTH = {True: 4, False: 8}
"""Minimum length of a credential, in the Authorization header (True) and in others (False)."""


def find_secrets(
    traffic: Iterable[RawExchange], known: Iterable[str] = (), auth_header: str = "Authorization"
) -> frozenset[str]:
    """Return the known secrets and those in the traffic; `auth_header` is the header that has the token."""
    header = auth_header.lower()
    found = frozenset(known).union(*(_secrets_in(raw, header) for raw in traffic))
    return found | {part for text in found for part in _of_pair(text)}


def _secrets_in(raw: RawExchange, auth_header: str) -> frozenset[str]:
    found = {text for text in _of_url(raw.url) if len(text) >= _MIN_LENGTH[True]}
    for name, value in ((name.lower(), value) for name, value in raw.sent_headers):
        if name == auth_header and name not in KEPT_HEADERS:
            found |= {text for text in _of_token(value) if len(text) >= _MIN_LENGTH[True]}
    for name, value in ((name.lower(), value) for name, value in (*raw.sent_headers, *raw.headers)):
        if name not in KEPT_HEADERS and _CREDENTIAL_NAME.search(name):
            min_length = _MIN_LENGTH[name == "authorization"]
            found |= {text for text in _of_header(name, value) if len(text) >= min_length}
    return frozenset(found)


def _of_token(value: str) -> Iterator[str]:
    """Yield the token in the header that has it, whatever its scheme is called."""
    yield value.strip()
    yield value.strip().partition(" ")[2].strip()


def _of_pair(text: str) -> Iterator[str]:
    """Yield the secret of a token that is an id and a secret, such as `id:secret`."""
    id, colon, secret = text.partition(":")
    if colon and " " not in text and id and len(secret) >= _MIN_LENGTH[False]:
        yield secret


def _of_header(name: str, value: str) -> Iterator[str]:
    if "cookie" in name:
        yield from _of_cookie(value)
        return
    yield value.strip()
    word, _, rest = value.strip().partition(" ")
    if rest and word.lower() in _AUTH_SCHEMES:
        yield rest.strip()
        yield from _of_basic(rest.strip()) if word.lower() == "basic" else ()


def _of_basic(text: str) -> Iterator[str]:
    try:
        pair = base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return
    yield from (pair, pair.partition(":")[2])


def _of_cookie(value: str) -> Iterator[str]:
    """Yield the values of cookies; `SimpleCookie` rejects odd ones, so the first is also split by hand."""
    try:
        values = {morsel.value for morsel in SimpleCookie(value).values()}
    except CookieError:
        values = set[str]()
    first = (pair.partition("=")[2].strip().strip('"') for pair in value.split(";")[:1])
    yield from (*values, *first)


def _of_url(url: str) -> Iterator[str]:
    password = urlsplit(url).password
    if password:
        yield from (password, unquote(password))


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


_SIGNING_PARAMETERS = re.compile(
    r"x-(?:amz|goog|oss|cos|ms|bce|tos)-[\w-]+"
    r"|(?:aws|oss)?accesskeyid|googleaccessid|key-pair-id|policy|expires?|hmac|hash|hdnts|hdnea"
    r"|sig|sign|sv|st|se|sr|sp|spr|sks\w*|ske|skv|skt|skoid|sktid|e|q-[\w-]+|exp|verify|auth[\w-]*"
    r"|key",
    re.I,
)
_LONG_VALUE = 25
_PARAMETER = re.compile(
    r"(?P<start>[?&;#]|&amp;|%3F|%26|%23|\\u0026|\\u003F)(?P<name>(?:(?!%3D)[\w.\[\]%-])+)"
    r"(?P<equals>=|%3D|\\u003D)(?P<value>(?:(?!%26|\\u0026|\\u003)[^&;#\s\"'<>\\)\]},])+)",
    re.I,
)
_USER_INFO = re.compile(
    r"(?P<scheme>\b[a-z][a-z0-9+.-]*(?::(?:\\?/){2}|%3A%2F%2F))"
    r"(?:(?!%2F|%3F)[^\s/?#\"'<>\\])+(?P<at>@|%40)",
    re.I,
)


def redact_urls(text: str) -> str:
    """Return a text whose URLs have no passwords or signatures."""
    return _PARAMETER.sub(_redact_parameter, _USER_INFO.sub(rf"\g<scheme>{REDACTED}\g<at>", text))


def redact_query(query: str) -> str:
    """Return a query string without signatures."""
    return redact_urls(f"?{query}")[1:] if query else ""


def _redact_parameter(found: re.Match[str]) -> str:
    name, value = unquote(found["name"]), found["value"]
    if _SIGNING_PARAMETERS.fullmatch(name) or is_secret_name(name):
        value = REDACTED
    else:
        value = _PARAMETER.sub(_redact_parameter, value)
        value = REDACTED if len(value) >= _LONG_VALUE else value
    return f"{found['start']}{found['name']}{found['equals']}{value}"
