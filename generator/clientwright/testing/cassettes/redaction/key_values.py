"""Names with their values in plain text: headers, forms, dumps, pieces of JSON in a message."""

from __future__ import annotations

import re

from clientwright.testing.cassettes.redaction.secret_names import is_secret_name
from clientwright.testing.secret_encodings import REDACTED

_WHOLE_LINE_NAMES = re.compile(r"(?:.*[-_])?(?:authorization|(?:set-?)?cookies?2?)", re.I)
_NAME = r"(?<![\w%.-])(?P<name>[A-Za-z][\w.-]{1,80})"
_SEPARATOR = r"(?P<is>(?:\\*[\"'])?[ \t]*(?:=>|:(?!//)|=(?!=))[ \t]*)"
_QUOTED = r"(?P<quote>\\*[\"'])(?P<text>(?:(?!(?P=quote)).){0,20000})"
_REST = r"(?P<line>[^\r\n\"'<>\\{\[]+)"
_GROUP = r"(?P<group>[\[{][^\]}]{0,20000})"
_PAIR = re.compile(rf"{_NAME}{_SEPARATOR}(?:{_QUOTED}|{_GROUP}|{_REST})", re.S)
_WORD = re.compile(r"[^\s&;,)\]}]+")
_PROSE = re.compile(r"[a-z]+[.!?]?")


def redact_key_values(text: str) -> str:
    """Hide the value of each name of a credential."""
    parts: list[str] = []
    at = 0
    while found := _PAIR.search(text, at):
        start, end = _value_span(found)
        parts += [text[at:start], REDACTED if end > start else ""]
        at = max(end, found.end("is"))
    return "".join([*parts, text[at:]])


def _value_span(found: re.Match[str]) -> tuple[int, int]:
    """Give the place of what is to be hidden; an empty one where it is nothing."""
    empty = (found.end("is"), found.end("is"))
    name = found["name"]
    if not is_secret_name(name):
        return empty
    group = next((part for part in ("text", "group") if found[part]), "")
    if group or found["quote"]:
        return found.span(group or "text")
    start, end = found.span("line")
    if _WHOLE_LINE_NAMES.fullmatch(name):
        return start, start + len(found["line"].rstrip())
    word = _WORD.match(found["line"])
    if word is None or (":" in found["is"] and _is_prose(name, word[0])):
        return empty
    return start, min(end, start + word.end())


def _is_prose(name: str, value: str) -> bool:
    """Tell whether a sentence goes on after a colon: `Invalid token: must be a text`."""
    return name.isalpha() and _PROSE.fullmatch(value) is not None
