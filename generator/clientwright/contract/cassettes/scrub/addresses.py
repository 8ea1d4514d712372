"""URLs anywhere in a text: what signs them, and who they are signed for, is taken out.

A query parameter goes by its name, where that is known to sign, and by the length of its
value, where it is not: nothing that long is needed to tell two requests apart.
"""

from __future__ import annotations

import re

from clientwright.contract.cassettes.scrub.spellings import HIDDEN

_NAMES = (
    r"x-(?:amz|goog|oss|cos|ms|bce|tos)-[\w-]+",
    r"(?:aws|oss)?accesskeyid|googleaccessid|key-pair-id|policy|signature|expires?|hmac|hash|hdnts|hdnea",
    r"sig|sign|sv|st|se|sr|sp|spr|sks\w*|ske|skv|skt|skoid|sktid|e|q-[\w-]+|exp|verify|auth[\w-]*",
    r"(?:[\w-]*[_-])?(?:token|secret|password|passwd|pwd|credential|credentials|signature|jwt|session)(?:[_-]?id)?",
    r"(?:api|access|private|secret|client)?[_-]?key",
)
_START = r"(?P<start>[?&;]|&amp;|%3[Ff]|%26|\\u0026|\\u003[Ff])"
_EQUALS = r"(?P<equals>=|%3[Dd]|\\u003[Dd])"
_VALUE = r"(?P<value>(?:(?!%26|\\u0026|\\u003)[^&;#\s\"'<>\\)\]},])+)"
_SIGNS = re.compile(rf"{_START}(?P<name>{'|'.join(_NAMES)}){_EQUALS}{_VALUE}", re.I)
_LONG = re.compile(
    rf"{_START}(?P<name>[\w.\[\]%-]+){_EQUALS}(?P<value>(?:(?!%26|\\u0026)[^&;#\s\"'<>\\]){{25,}})"
)
_USER = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.-]*:(?:\\?/){2})[^\s/?#\"'<>@\\]+@", re.I)


def unsigned(text: str) -> str:
    """Give a text whose URLs are signed no more."""
    text = _USER.sub(rf"\g<scheme>{HIDDEN}@", text)
    for pattern in (_SIGNS, _LONG):
        text = pattern.sub(rf"\g<start>\g<name>\g<equals>{HIDDEN}", text)
    return text


def unsigned_query(query: str) -> str:
    """Do the same to a query that stands alone."""
    return unsigned(f"?{query}")[1:] if query else ""
