"""A catalogue: the provider's list of all its endpoints, with their schemas, as one JSON answer.

Each entry is read by itself, so that what is wrong with one costs no other. A saved answer of
`GET /v1/models?include_schema=true` is one, so is a bare list of entries; one entry alone is
an endpoint's document like a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from clientwright.errors import ProblemsError, SourceError
from clientwright.problems import Location, Problem
from clientwright.sources.catalogue_entry import CatalogueEntry, ParsedEntry, parse_entry
from clientwright.sources.catalogue_problems import IsCatalogue, NotACatalogue
from clientwright.sources.documents import RawEndpoint, Source
from clientwright.sources.json_values import is_array, is_object
from clientwright.sources.load_source import (
    decode_text,
    format_mebibytes,
    is_url,
    load_source,
    read_limited_bytes,
)
from clientwright.specs.json_text import (
    DEPTH_LIMIT,
    find_line,
    join_pointer,
    line_of_offset,
    parse_json,
)
from clientwright.specs.problems import DuplicateKey, NestingTooDeep, NotJson

CATALOGUE_LIMIT = 32 * 1024 * 1024
"""The most bytes that one answer of a catalogue may have."""

_NEXT_PAGE_KEYS = ("has_more", "next", "next_page", "next_cursor", "next_offset", "next_url")
"""Keys by which an answer says that it is not the last one."""
_DECODER = json.JSONDecoder()
_WORDS = ("true", "false", "null", "-Infinity")
_NUMBER_END = re.compile(r"\.|[eE][+-]?")
"""What is left of a number that was cut off before its last digit."""
_GAP = re.compile(r"[ \t\n\r,:]*")
_ENTRY = re.compile(r"(?:/models)?/(\d+)((?:/.*)?)", re.S)

ValueSpan = tuple[Any, int, int]
"""A JSON value, where it starts in a text, and where it ends."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The entries of one answer, how many there are in all (None: not said), whether it says that more follow, and its text."""

    source: Source
    entries: tuple[CatalogueEntry, ...]
    total: int | None = None
    has_more: bool = False
    starts: tuple[int, ...] = field(default=(), repr=False)

    def add_line(self, place: Location) -> Location:
        """Fill in the line of a place in this answer; any other place stays as it is."""
        entry = split_entry_pointer(place.pointer)
        if place.line or place.file != self.source.name or entry is None:
            return place
        number, below = entry
        line, column = find_line(self.source.text, below, self.starts[number])
        return replace(place, line=line, column=column)


def split_entry_pointer(pointer: str) -> tuple[int, str] | None:
    """Give the number of the entry in which a pointer of an answer leads, and the rest of the pointer."""
    match = _ENTRY.fullmatch(pointer)
    return (int(match[1]), match[2]) if match else None


def load_catalogue(name: str) -> Source:
    """Load a saved answer of a catalogue.

    Raises:
        SourceError: it is absent, no file, unreadable, too large or not UTF-8.
    """
    if is_url(name):
        return load_source(name, limit=CATALOGUE_LIMIT)
    data, size = read_limited_bytes(name, CATALOGUE_LIMIT, example=f"{name}/models.json")
    if size > CATALOGUE_LIMIT:
        has = (
            format_mebibytes(size)
            if size > CATALOGUE_LIMIT + 1
            else f"more than {format_mebibytes(CATALOGUE_LIMIT)}"
        )
        raise SourceError(
            f"{name} has {has}; of a catalogue's answer at most {format_mebibytes(CATALOGUE_LIMIT)} are read. "
            "Save it in pages (limit=100&offset=0 and so on), and give --catalogue once for each."
        )
    return Source(name, decode_text(name, data))


def can_read(source: Source) -> bool:
    """Tell whether a source is a catalogue or an entry of one."""
    if '"model' not in source.text or source.text.lstrip("\ufeff \t\r\n")[:1] != "{":
        return False
    try:
        value = json.loads(source.text)
    except (ValueError, RecursionError):
        return False
    return is_object(value) and bool(value.keys() & {"models", "model_id"})


def read(
    source: Source,
    *,
    service_hosts: Sequence[str],
    id: str | None = None,
    locale: str | None = None,
) -> RawEndpoint | tuple[Problem, ...]:
    """Read one entry as an endpoint's document; a whole catalogue is for `clientwright sync`."""
    here = Location(source.name)
    try:
        value = parse_json(source.text, here)
        if "model_id" not in value:
            return (IsCatalogue(here, len(parse_catalogue(source).entries)),)
    except ProblemsError as blocked:
        return blocked.problems
    found = parse_entry(CatalogueEntry(value, here))
    return found.raw if isinstance(found, ParsedEntry) else found


def parse_catalogue(source: Source) -> Catalogue:
    """Read a whole answer: an object with `models`, or a bare list; an entry that is no strict JSON keeps to itself.

    Raises:
        Blocked: it is no JSON, cut off, or no catalogue.
    """
    document, here = _parse_answer(source), Location(source.name)
    models = document.get("models") if is_object(document) else document
    if not is_array(models):
        raise ProblemsError([NotACatalogue(here)])
    root = "/models" if is_object(document) else ""
    spans = list(_list_elements(source.text, _find_list_start(source, root)))
    entries = tuple(
        _parse_element(source, join_pointer(root, n), span) for n, span in enumerate(spans)
    )
    total = document.get("total") if is_object(document) else None
    said = total if isinstance(total, int) and not isinstance(total, bool) else None
    goes_on = is_object(document) and any(document.get(key) for key in _NEXT_PAGE_KEYS)
    return Catalogue(source, entries, said, goes_on, tuple(start for _, start, _ in spans))


def _parse_answer(source: Source) -> Any:
    try:
        return json.loads(source.text)
    except json.JSONDecodeError as error:
        place = Location(source.name, "", error.lineno, error.colno)
        raise ProblemsError([NotJson(place, _json_error_reason(source.text, error))]) from None
    except ValueError:
        raise ProblemsError(
            [NotJson(Location(source.name), "a number of more digits than can be read")]
        ) from None
    except RecursionError:
        raise ProblemsError([NestingTooDeep(Location(source.name), DEPTH_LIMIT)]) from None


def _json_error_reason(text: str, error: json.JSONDecodeError) -> str:
    """Say why a text is no JSON: most often it is a web page, or the beginning of one that was not saved whole."""
    rest = text[error.pos :].strip()
    if text.lstrip()[:1] == "<":
        return "it begins with '<', as a web page does"
    short = error.msg.startswith("Invalid \\u") and len(text) - error.pos < 6
    short = short or bool(_NUMBER_END.fullmatch(rest))
    if short or error.msg.startswith("Unterminated") or any(w.startswith(rest) for w in _WORDS):
        return "the text ends too early: it is cut off"
    return error.msg[0].lower() + error.msg[1:]


def _find_list_start(source: Source, root: str) -> int:
    """Find where the list of entries opens.

    Raises:
        Blocked: a key of the answer stands there twice, so that readers would differ about it.
    """
    text = source.text
    at = _skip_gap(text, 0)
    if not root:
        return at
    found, at = dict[str, int](), _skip_gap(text, at + 1)
    while text[at] != "}":
        begins = at
        key, at = _DECODER.raw_decode(text, at)
        if key in found:
            raise ProblemsError(
                [DuplicateKey(Location(source.name, "", *line_of_offset(text, begins)), key)]
            )
        found[key] = at = _skip_gap(text, at)
        at = _skip_gap(text, _DECODER.raw_decode(text, at)[1])
    return found["models"]


def _list_elements(text: str, start: int) -> Iterator[ValueSpan]:
    """Give each element of the list that opens at `start`."""
    at = _skip_gap(text, start + 1)
    while text[at] != "]":
        value, end = _DECODER.raw_decode(text, at)
        yield value, at, end
        at = _skip_gap(text, end)


def _parse_element(source: Source, pointer: str, span: ValueSpan) -> CatalogueEntry:
    """Read an entry strictly; what is wrong with its text stands where it stands in the whole."""
    value, start, end = span
    place = Location(source.name, pointer)
    try:
        return CatalogueEntry(parse_json(source.text[start:end], place), place)
    except ProblemsError as blocked:
        line, column = line_of_offset(source.text, start)
        return CatalogueEntry(
            value, place, tuple(_shift_location(p, line, column) for p in blocked.problems)
        )


def _shift_location(problem: Problem, line: int, column: int) -> Problem:
    there = problem.location
    moved = there.column + column - 1 if there.line == 1 else there.column
    return replace(problem, location=replace(there, line=there.line + line - 1, column=moved))


def _skip_gap(text: str, at: int) -> int:
    match = _GAP.match(text, at)
    return match.end() if match else at
