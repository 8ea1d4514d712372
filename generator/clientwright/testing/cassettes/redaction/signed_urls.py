"""Redact signatures and credentials in URLs anywhere in a text.

A query parameter is redacted if its name signs or is that of a credential, or if its value is
long: no value that long is needed to distinguish two requests.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from clientwright.testing.cassettes.redaction.secrets import is_secret_name
from clientwright.testing.targets.secret_encodings import REDACTED

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
