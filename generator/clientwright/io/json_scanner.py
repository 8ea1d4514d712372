"""A strict JSON parser that records where every value starts, and why and where it stopped."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Json

DEPTH_LIMIT = 100
"""How deep objects and arrays may nest."""
_STRINGS = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_STRING_ERRORS = (
    (
        "Invalid control character",
        "a string contains a line break or another control character, not an escape such as \\n",
    ),
    ("Unterminated string", "the string that starts here has no closing quote"),
    ("Invalid \\u", "four hexadecimal digits must follow \\u in a string"),
    ("Invalid \\", "this character must not follow a backslash in a string"),
)
"""Python's messages for unreadable strings, and ours."""
_LITERALS: tuple[tuple[str, Json], ...] = (("true", True), ("false", False), ("null", None))


@dataclass(slots=True)
class ScanError(Exception):
    """The reason why scanning stopped, and the offset."""

    offset: int
    reason: str = ""
    key: str | None = None
    deep: bool = False


@dataclass(slots=True)
class JsonScanner:
    """A strict recursive parser that records the offset of every value."""

    text: str
    offsets: dict[str, int] = field(default_factory=dict[str, int])

    def skip_space(self, at: int) -> int:
        """Return the offset of the next character that is not white space."""
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def value(self, at: int, pointer: str = "", depth: int = 0) -> tuple[Any, int]:
        """Return the value that starts at an offset, and its end; record the offsets of all values in it.

        Raises:
            ScanError: the text is not strict JSON.
        """
        if depth > DEPTH_LIMIT:
            raise ScanError(at, deep=True)
        at = self.skip_space(at)
        self.offsets[pointer] = at
        match self.text[at : at + 1]:
            case "{":
                return self._object(at + 1, pointer, depth)
            case "[":
                return self._array(at + 1, pointer, depth)
            case '"':
                return self._string(at)
            case "":
                raise ScanError(at, "the text ends where a value is expected")
            case _:
                return self._scalar(at)

    def _string(self, at: int) -> tuple[str, int]:
        try:
            value, end = _STRINGS.raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            raise ScanError(error.pos, _string_error_reason(error.msg)) from None
        return str(value), end

    def _scalar(self, at: int) -> tuple[Json, int]:
        for literal, value in _LITERALS:
            if self.text.startswith(literal, at):
                return value, at + len(literal)
        match = _NUMBER.match(self.text, at)
        if not match:
            raise ScanError(at, f"unexpected {self.text[at : at + 10]!r}")
        try:
            number = json.loads(match.group())
        except ValueError:
            raise ScanError(at, "a number has more digits than can be read") from None
        if number in (float("inf"), float("-inf")):
            raise ScanError(at, "a number is too large")
        return number, match.end()

    def _object(self, at: int, pointer: str, depth: int) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = self.skip_space(at)
        if self.text.startswith("}", at):
            return found, at + 1
        while True:
            if not self.text.startswith('"', at):
                raise ScanError(at, "a key in double quotes is expected")
            start = at
            key, at = self._string(at)
            if key in found:
                raise ScanError(start, key=key)
            at = self.skip_space(at)
            if not self.text.startswith(":", at):
                raise ScanError(at, "a ':' is expected")
            found[key], at = self.value(at + 1, join_pointer(pointer, key), depth + 1)
            at, more = self._comma(at, "}")
            if not more:
                return found, at

    def _array(self, at: int, pointer: str, depth: int) -> tuple[list[Any], int]:
        found: list[Any] = []
        at = self.skip_space(at)
        if self.text.startswith("]", at):
            return found, at + 1
        while True:
            value, at = self.value(at, join_pointer(pointer, str(len(found))), depth + 1)
            found.append(value)
            at, more = self._comma(at, "]")
            if not more:
                return found, at

    def _comma(self, at: int, close: str) -> tuple[int, bool]:
        at = self.skip_space(at)
        if self.text.startswith(close, at):
            return at + 1, False
        if self.text.startswith(",", at):
            return self.skip_space(at + 1), True
        reason = f"a ',' or '{close}' is expected"
        raise ScanError(
            at, reason if at < len(self.text) else f"the text ends before its '{close}'"
        )


def _string_error_reason(message: str) -> str:
    """Return a full sentence for why a string cannot be read."""
    return next((reason for start, reason in _STRING_ERRORS if message.startswith(start)), message)
