"""The request id in an answer that broke off, which may be all that is known of a paid job."""

from __future__ import annotations

import json
import re
from typing import Any

_TOKEN = re.compile(
    r"""[ \t\r\n]*+(?:(?P<begin>[\[{])|(?P<end>[\]}])|(?P<comma>,)|(?P<colon>:)"""
    r"""|(?P<text>"(?:[^"\\]++|\\.)*+")|[^\s\[\]{},:"]++)""",
    re.DOTALL,
)
_DEEPEST = 100
"""How many open lists and objects are followed; ids are looked for in few."""


def data_in_part(body: bytes) -> Any:
    """Return the JSON data in a body that may be cut anywhere."""
    return json_in_part(_text(body))


def json_in_part(text: str) -> Any:
    """Return the JSON value at the start of a text that may be cut, without what is incomplete.

    A key without a complete value has None. A number at the cut may go on, so it is not complete.
    """
    closers: list[str] = []
    at = safe = 0
    filler, is_value = "", False
    while token := _TOKEN.match(text, at):
        at, kind = token.end(), token.lastgroup
        if (kind != "begin" and not closers) or len(closers) > _DEEPEST:
            break
        if kind == "begin":
            closers.append("]" if text[at - 1] == "[" else "}")
        elif kind == "end":
            closers.pop()
        is_whole = kind == "text" or (kind is None and at < len(text))
        if kind in ("begin", "end") or (is_whole and (is_value or closers[-1] == "]")):
            safe, filler = at, ""
        elif kind == "comma":
            safe, filler = token.start("comma"), ""
        elif kind == "colon":
            safe, filler = at, "null"
        is_value = kind == "colon"
        if not closers:
            break
    try:
        return json.loads(text[:safe] + filler + "".join(reversed(closers)))
    except (ValueError, RecursionError):
        return None


def _text(body: bytes) -> str:
    """Return a body as text; what is no text cannot be a part of an id."""
    encoding = json.detect_encoding(body)
    return body.decode(encoding, "surrogateescape" if encoding[:5] == "utf-8" else "replace")
