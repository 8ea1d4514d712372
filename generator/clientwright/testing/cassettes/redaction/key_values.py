"""Redact the values of credential names in plain text: headers, forms, dumps, JSON fragments."""

from __future__ import annotations

import re

from clientwright.testing.cassettes.redaction.secret_names import is_secret_name
from clientwright.testing.targets.secret_encodings import REDACTED

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
    """Return a text with the value of every credential name redacted."""
    parts: list[str] = []
    at = 0
    while found := _PAIR.search(text, at):
        start, end = _value_span(found)
        parts += [text[at:start], REDACTED if end > start else ""]
        at = max(end, found.end("is"))
    return "".join([*parts, text[at:]])


def _value_span(found: re.Match[str]) -> tuple[int, int]:
    """Return the span to redact, empty if there is none."""
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
    """Return whether a sentence follows the colon: `Invalid token: must be a text`."""
    return name.isalpha() and _PROSE.fullmatch(value) is not None
