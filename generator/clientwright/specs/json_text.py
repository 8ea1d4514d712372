"""JSON as text: read strictly, found again by place, written byte-stably.

`parse` refuses what JSON readers disagree about (keys that repeat, `NaN`, nesting
without end) and says where; `scan` does the same for a value that starts in the
middle of a text; `locate` finds the line of a JSON Pointer; `dumps` writes.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
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
"""Letters and marks that Unicode calls printable and nobody can see."""
_STRING_ERRORS = (
    (
        "Invalid control character",
        "a line break or another control character stands in a text as it is, not as an escape such as \\n",
    ),
    ("Unterminated string", "a text that starts here has no closing quote"),
    ("Invalid \\u", "four hexadecimal digits should follow a \\u in a text"),
    ("Invalid \\", "no such character can follow a backslash in a text"),
)
"""What Python says of a string that cannot be read, and what we say."""
_WORDS: tuple[tuple[str, Json], ...] = (("true", True), ("false", False), ("null", None))


@dataclass(slots=True)
class ScanResult:
    """A value read from a text: where it ends, and where each pointer's value starts."""

    value: Any
    end: int
    offsets: dict[str, int]


@dataclass(slots=True)
class _ScanError(Exception):
    """Why reading stopped, and at which offset."""

    offset: int
    reason: str = ""
    key: str | None = None
    deep: bool = False


@dataclass(slots=True)
class _Scanner:
    """A strict recursive reader that remembers where every value starts."""

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
                raise _ScanError(at, "the text ends where a value should stand")
            case _:
                return self.scalar(at)

    def string(self, at: int) -> tuple[str, int]:
        try:
            value, end = _STRINGS.raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            raise _ScanError(error.pos, _string_error_reason(error.msg)) from None
        return str(value), end

    def scalar(self, at: int) -> tuple[Json, int]:
        for word, value in _WORDS:
            if self.text.startswith(word, at):
                return value, at + len(word)
        match = _NUMBER.match(self.text, at)
        if not match:
            raise _ScanError(at, f"unexpected {self.text[at : at + 10]!r}")
        try:
            number = json.loads(match.group())
        except ValueError:
            raise _ScanError(at, "a number of more digits than can be read") from None
        if number in (float("inf"), float("-inf")):
            raise _ScanError(at, "a number too large to hold")
        return number, match.end()

    def object(self, at: int, pointer: str, depth: int) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = self.space(at)
        if self.text.startswith("}", at):
            return found, at + 1
        while True:
            if not self.text.startswith('"', at):
                raise _ScanError(at, "a key in double quotes should stand here")
            start = at
            key, at = self.string(at)
            if key in found:
                raise _ScanError(start, key=key)
            at = self.space(at)
            if not self.text.startswith(":", at):
                raise _ScanError(at, "a ':' should stand here")
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
        reason = f"a ',' or '{close}' should stand here"
        raise _ScanError(
            at, reason if at < len(self.text) else f"the text ends before its '{close}'"
        )


def scan_json(text: str, place: Location, start: int = 0) -> ScanResult:
    """Read the JSON value that starts at `start`.

    Raises:
        Blocked: the text there is not strict JSON; the problem holds the line.
    """
    scanner = _Scanner(text)
    try:
        value, end = scanner.value(start, "", 0)
    except _ScanError as fault:
        raise ProblemsError([_problem(text, place, fault)]) from None
    return ScanResult(value, end, scanner.offsets)


def parse_json(text: str, place: Location) -> Any:
    """Read a whole JSON document.

    Raises:
        Blocked: the text is not strict JSON; the problem holds the line.
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
    scanned = scan_json(text, place)
    rest = _SPACE.match(text, scanned.end)
    end = rest.end() if rest else scanned.end
    if end < len(text):
        raise ProblemsError(
            [_problem(text, place, _ScanError(end, "something follows the end of the value"))]
        )
    return scanned.value


def find_line(text: str, pointer: str, start: int = 0) -> tuple[int, int]:
    """Find line and column (from 1) of the value at `pointer`, or of its nearest parent; (0, 0) if none."""
    scanner = _Scanner(text)
    with contextlib.suppress(_ScanError):
        scanner.value(start, "", 0)
    while pointer and pointer not in scanner.offsets:
        pointer = pointer.rpartition("/")[0]
    return line_of_offset(text, scanner.offsets[pointer]) if pointer in scanner.offsets else (0, 0)


def line_of_offset(text: str, offset: int) -> tuple[int, int]:
    """Give line and column (from 1) of an offset."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def dump_json(value: object) -> str:
    """Write a document: two spaces, keys as they stand, invisible characters escaped, a newline at the end."""
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    return "".join(map(_escape_invisible, text)) + "\n"


def join_pointer(pointer: str, *tokens: str | int) -> str:
    """Extend a JSON Pointer (RFC 6901) by tokens, escaped."""
    return pointer + "".join("/" + str(t).replace("~", "~0").replace("/", "~1") for t in tokens)


def split_pointer(pointer: str) -> list[str]:
    """Split a JSON Pointer into its tokens, unescaped."""
    return [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]


def resolve_pointer(value: Any, pointer: str) -> Any:
    """Follow a JSON Pointer.

    Raises:
        LookupError: nothing stands there.
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
    """Count how deep objects and arrays nest, without recursion."""
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
    """Say in a whole sentence why a string cannot be read."""
    return next((said for start, said in _STRING_ERRORS if message.startswith(start)), message)


def _problem(text: str, place: Location, fault: _ScanError) -> Problem:
    line, column = line_of_offset(text, fault.offset)
    here = Location(place.file, place.pointer, line, column)
    if fault.deep:
        return NestingTooDeep(here, DEPTH_LIMIT)
    return NotJson(here, fault.reason) if fault.key is None else DuplicateKey(here, fault.key)


def _reject_duplicates(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    pairs = list(pairs)
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("duplicate key")
    return found


def _reject_constant(word: str) -> Any:
    raise ValueError(word)


def _parse_finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(digits)
    return number


def _escape_invisible(char: str) -> str:
    seen = char == "\n" or (char.isprintable() and char not in _INVISIBLE)
    return char if seen else json.dumps(char)[1:-1]
