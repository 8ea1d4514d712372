"""JSON text: strict parsing, lines of JSON Pointers, and byte-stable output.

`parse_json` rejects what JSON readers disagree about (duplicate keys, `NaN`, very deep nesting) and
reports the line; `scan_json` does the same for a value inside a longer text; `find_line` finds the
line of a JSON Pointer; `dump_json` writes.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from clientwright.errors import ProblemsError
from clientwright.json_types import is_list
from clientwright.problems import Location, Problem
from clientwright.specs.problems import DuplicateKey, NestingTooDeep, NotJson

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Schema = dict[str, Any]

DEPTH_LIMIT = 100
_STRINGS = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    chr(code)
    for first, last in ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
    for code in range(first, last + 1)
)
"""Characters that Unicode calls printable although they are invisible."""
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
class ScanResult:
    """A value read from a text, its end offset, and the start offset of each pointer's value."""

    value: Any
    end: int
    offsets: dict[str, int]


@dataclass(slots=True)
class _ScanError(Exception):
    """The reason why scanning stopped, and the offset."""

    offset: int
    reason: str = ""
    key: str | None = None
    deep: bool = False


@dataclass(slots=True)
class _Scanner:
    """A strict recursive parser that records the offset of every value."""

    text: str
    offsets: dict[str, int] = field(default_factory=dict[str, int])

    def space(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def value(self, at: int, pointer: str, depth: int) -> tuple[Any, int]:
        if depth > DEPTH_LIMIT:
            raise _ScanError(at, deep=True)
        at = self.space(at)
        self.offsets[pointer] = at
        match self.text[at : at + 1]:
            case "{":
                return self.object(at + 1, pointer, depth)
            case "[":
                return self.array(at + 1, pointer, depth)
            case '"':
                return self.string(at)
            case "":
                raise _ScanError(at, "the text ends where a value is expected")
            case _:
                return self.scalar(at)

    def string(self, at: int) -> tuple[str, int]:
        try:
            value, end = _STRINGS.raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            raise _ScanError(error.pos, _string_error_reason(error.msg)) from None
        return str(value), end

    def scalar(self, at: int) -> tuple[Json, int]:
        for literal, value in _LITERALS:
            if self.text.startswith(literal, at):
                return value, at + len(literal)
        match = _NUMBER.match(self.text, at)
        if not match:
            raise _ScanError(at, f"unexpected {self.text[at : at + 10]!r}")
        try:
            number = json.loads(match.group())
        except ValueError:
            raise _ScanError(at, "a number has more digits than can be read") from None
        if number in (float("inf"), float("-inf")):
            raise _ScanError(at, "a number is too large")
        return number, match.end()

    def object(self, at: int, pointer: str, depth: int) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = self.space(at)
        if self.text.startswith("}", at):
            return found, at + 1
        while True:
            if not self.text.startswith('"', at):
                raise _ScanError(at, "a key in double quotes is expected")
            start = at
            key, at = self.string(at)
            if key in found:
                raise _ScanError(start, key=key)
            at = self.space(at)
            if not self.text.startswith(":", at):
                raise _ScanError(at, "a ':' is expected")
            found[key], at = self.value(at + 1, join_pointer(pointer, key), depth + 1)
            at, more = self.comma(at, "}")
            if not more:
                return found, at

    def array(self, at: int, pointer: str, depth: int) -> tuple[list[Any], int]:
        found: list[Any] = []
        at = self.space(at)
        if self.text.startswith("]", at):
            return found, at + 1
        while True:
            value, at = self.value(at, join_pointer(pointer, str(len(found))), depth + 1)
            found.append(value)
            at, more = self.comma(at, "]")
            if not more:
                return found, at

    def comma(self, at: int, close: str) -> tuple[int, bool]:
        at = self.space(at)
        if self.text.startswith(close, at):
            return at + 1, False
        if self.text.startswith(",", at):
            return self.space(at + 1), True
        reason = f"a ',' or '{close}' is expected"
        raise _ScanError(
            at, reason if at < len(self.text) else f"the text ends before its '{close}'"
        )


def scan_json(text: str, location: Location, start: int = 0) -> ScanResult:
    """Parse the JSON value that starts at offset `start`.

    Raises:
        ProblemsError: the text is not strict JSON; the problem has the line.
    """
    scanner = _Scanner(text)
    try:
        value, end = scanner.value(start, "", 0)
    except _ScanError as error:
        raise ProblemsError([_problem(text, location, error)]) from None
    return ScanResult(value, end, scanner.offsets)


def parse_json(text: str, location: Location) -> Any:
    """Parse a complete JSON document.

    Raises:
        ProblemsError: the text is not strict JSON; the problem has the line.
    """
    try:
        value = json.loads(
            text,
            object_pairs_hook=_reject_duplicates,
            parse_constant=_reject_constant,
            parse_float=_parse_finite,
        )
    except (ValueError, RecursionError):
        value = None
    else:
        if depth_of(value) <= DEPTH_LIMIT:
            return value
    scanned = scan_json(text, location)
    rest = _SPACE.match(text, scanned.end)
    end = rest.end() if rest else scanned.end
    if end < len(text):
        raise ProblemsError(
            [_problem(text, location, _ScanError(end, "there is more text after the value"))]
        )
    return scanned.value


def find_line(text: str, pointer: str, start: int = 0) -> tuple[int, int]:
    """Return line and column (from 1) of the value at `pointer`, or of its nearest parent; (0, 0) if none."""
    offsets = _value_offsets(text, start)
    while pointer and pointer not in offsets:
        pointer = pointer.rpartition("/")[0]
    return line_of_offset(text, offsets[pointer]) if pointer in offsets else (0, 0)


@lru_cache(maxsize=8)
def _value_offsets(text: str, start: int) -> Mapping[str, int]:
    """Return the offset of each pointer's value, up to the first error; many lines are asked of a file."""
    scanner = _Scanner(text)
    with contextlib.suppress(_ScanError):
        scanner.value(start, "", 0)
    return scanner.offsets


def line_of_offset(text: str, offset: int) -> tuple[int, int]:
    """Return line and column (from 1) of an offset."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def dump_json(value: object) -> str:
    """Return a document as text: indented by two, key order kept, invisible characters escaped."""
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    return "".join(map(_escape_invisible, text)) + "\n"


def join_pointer(pointer: str, *tokens: str | int) -> str:
    """Extend a JSON Pointer (RFC 6901) by tokens, which are escaped."""
    return pointer + "".join("/" + str(t).replace("~", "~0").replace("/", "~1") for t in tokens)


def split_pointer(pointer: str) -> list[str]:
    """Return the unescaped tokens of a JSON Pointer."""
    return [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]


def resolve_pointer(value: Any, pointer: str) -> Any:
    """Return the value at a JSON Pointer.

    Raises:
        LookupError: there is no such value.
    """
    for token in split_pointer(pointer):
        if isinstance(value, dict):
            value = cast(dict[str, Any], value)[token]
        elif is_list(value) and _INDEX.fullmatch(token):
            value = value[int(token)]
        else:
            raise LookupError(pointer)
    return value


def depth_of(value: object) -> int:
    """Return how deep objects and arrays nest, without recursion."""
    depth, layer = 0, [value]
    while layer:
        inner: list[object] = []
        for item in layer:
            if isinstance(item, dict):
                inner.extend(cast(dict[str, object], item).values())
            elif isinstance(item, list):
                inner.extend(cast(list[object], item))
        depth, layer = depth + bool(inner), inner
    return depth


def _string_error_reason(message: str) -> str:
    """Return a full sentence for why a string cannot be read."""
    return next((reason for start, reason in _STRING_ERRORS if message.startswith(start)), message)


def _problem(text: str, location: Location, error: _ScanError) -> Problem:
    line, column = line_of_offset(text, error.offset)
    here = Location(location.file, location.pointer, line, column)
    if error.deep:
        return NestingTooDeep(here, DEPTH_LIMIT)
    return NotJson(here, error.reason) if error.key is None else DuplicateKey(here, error.key)


def _reject_duplicates(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    pairs = list(pairs)
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("duplicate key")
    return found


def _reject_constant(literal: str) -> Any:
    raise ValueError(literal)


def _parse_finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(digits)
    return number


def _escape_invisible(char: str) -> str:
    is_visible = char == "\n" or (char.isprintable() and char not in _INVISIBLE)
    return char if is_visible else json.dumps(char)[1:-1]
