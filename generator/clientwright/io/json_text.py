"""JSON text: strict parsing, lines of JSON Pointers, and byte-stable output.

`parse_json` rejects what JSON readers disagree about (duplicate keys, `NaN`, very deep nesting) and
reports the line; `scan_json` does the same for a value inside a longer text; `find_line` finds the
line of a JSON Pointer; `dump_json` writes.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from clientwright.errors import ProblemsError
from clientwright.io.json_scanner import DEPTH_LIMIT, JsonScanner, ScanError
from clientwright.io.problems import DuplicateKey, NestingTooDeep, NotJson
from clientwright.problems import Location, Problem

_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    chr(code)
    for first, last in ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
    for code in range(first, last + 1)
)
"""Characters that Unicode calls printable although they are invisible."""


@dataclass(slots=True)
class ScanResult:
    """A value read from a text, its end offset, and the start offset of each pointer's value."""

    value: Any
    end: int
    offsets: dict[str, int]


def scan_json(text: str, location: Location, start: int = 0) -> ScanResult:
    """Parse the JSON value that starts at offset `start`.

    Raises:
        ProblemsError: the text is not strict JSON; the problem has the line.
    """
    scanner = JsonScanner(text)
    try:
        value, end = scanner.value(start)
    except ScanError as error:
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
    end = JsonScanner(text).skip_space(scanned.end)
    if end < len(text):
        raise ProblemsError(
            [_problem(text, location, ScanError(end, "there is more text after the value"))]
        )
    return scanned.value


def find_line(text: str, pointer: str, start: int = 0) -> tuple[int, int]:
    """Return line and column (from 1) of the value at `pointer`, or of its nearest parent; (0, 0) if none."""
    offsets = value_offsets(text, start)
    while pointer and pointer not in offsets:
        pointer = pointer.rpartition("/")[0]
    return line_of_offset(text, offsets[pointer]) if pointer in offsets else (0, 0)


@lru_cache(maxsize=8)
def value_offsets(text: str, start: int) -> Mapping[str, int]:
    """Return the offset of each pointer's value, up to the first error; many lines are asked of a file."""
    scanner = JsonScanner(text)
    with contextlib.suppress(ScanError):
        scanner.value(start)
    return scanner.offsets


def line_of_offset(text: str, offset: int) -> tuple[int, int]:
    """Return line and column (from 1) of an offset."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def dump_json(value: object) -> str:
    """Return a document as text: indented by two, key order kept, invisible characters escaped."""
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    escapes = {ord(char): _escaped(char) for char in set(text) if not _is_visible(char)}
    return (text.translate(escapes) if escapes else text) + "\n"


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


def _problem(text: str, location: Location, error: ScanError) -> Problem:
    line, column = line_of_offset(text, error.offset)
    here = Location(location.file, location.pointer, line, column)
    if error.deep:
        return NestingTooDeep(here, DEPTH_LIMIT)
    return NotJson(here, error.reason) if error.key is None else DuplicateKey(here, error.key)


def _reject_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
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


def _is_visible(char: str) -> bool:
    return char == "\n" or (char.isprintable() and char not in _INVISIBLE)


def _escaped(char: str) -> str:
    return json.dumps(char)[1:-1]
