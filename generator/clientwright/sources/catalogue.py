"""A catalogue: the provider's list of all its endpoints, with their schemas, as one JSON response.

Entries are read one by one, so that a broken entry affects no other. A catalogue is a saved response
of `GET /v1/models?include_schema=true`, or a bare list of entries; a single entry is read as an
endpoint's document, like a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from clientwright.errors import ProblemsError, SourceError
from clientwright.io.json_pointer import join_pointer, split_pointer
from clientwright.io.json_scanner import DEPTH_LIMIT
from clientwright.io.json_text import line_of_offset, parse_json
from clientwright.io.json_types import is_dict, is_list
from clientwright.io.problems import DuplicateKey, NestingTooDeep, NotJson
from clientwright.problems import Location, Problem
from clientwright.sources.catalogue_entry import CatalogueEntry, ParsedEntry
from clientwright.sources.documents import RawEndpoint, ReadOptions, Source
from clientwright.sources.load_source import (
    decode_text,
    format_mebibytes,
    is_url,
    load_source,
    read_limited_bytes,
)
from clientwright.sources.problems import IsCatalogue, NotACatalogue

CATALOGUE_LIMIT = 32 * 1024 * 1024
"""Largest accepted response, in bytes."""

_NEXT_PAGE_KEYS = ("has_more", "next", "next_page", "next_cursor", "next_offset", "next_url")
"""Keys by which a response announces another page."""
_DECODER = json.JSONDecoder()
_LITERALS = ("true", "false", "null", "-Infinity")
_NUMBER_END = re.compile(r"\.|[eE][+-]?")
"""The rest of a number cut off before its last digit."""
_GAP = re.compile(r"[ \t\n\r,:]*")
_ENTRY = re.compile(r"(?:/models)?/(\d+)((?:/.*)?)", re.S)

ValueSpan = tuple[Any, int, int]
"""A JSON value, and its start and end offset in the text."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The entries of one response; `total` is the stated number of entries, None if not stated."""

    source: Source
    entries: tuple[CatalogueEntry, ...]
    total: int | None = None
    has_more: bool = False
    starts: tuple[int, ...] = field(default=(), repr=False)


def split_entry_pointer(pointer: str) -> tuple[int, str] | None:
    """Split a pointer into the number of its entry and the pointer inside the entry."""
    match = _ENTRY.fullmatch(pointer)
    return (int(match[1]), match[2]) if match else None


def load_catalogue(name: str) -> Source:
    """Load a saved catalogue response.

    Raises:
        SourceError: it is missing, not a file, unreadable, too large or not UTF-8.
    """
    if is_url(name):
        return load_source(name, limit=CATALOGUE_LIMIT)
    data, size = read_limited_bytes(name, CATALOGUE_LIMIT, example=f"{name}/models.json")
    if size > CATALOGUE_LIMIT:
        size_text = (
            format_mebibytes(size)
            if size > CATALOGUE_LIMIT + 1
            else f"more than {format_mebibytes(CATALOGUE_LIMIT)}"
        )
        raise SourceError(
            f"{name} is too large: {size_text}; the limit for a catalogue is {format_mebibytes(CATALOGUE_LIMIT)}. "
            "Save it page by page (limit=100&offset=0 and so on), and pass --catalogue once for each page."
        )
    return Source(name, decode_text(name, data))


def can_read(source: Source) -> bool:
    """Return whether a source is a catalogue or one of its entries."""
    if '"model' not in source.text or source.text.lstrip("\ufeff \t\r\n")[:1] != "{":
        return False
    try:
        value = json.loads(source.text)
    except (ValueError, RecursionError):
        return False
    return is_dict(value) and ("model_id" in value or _lists_entries(value))


def _lists_entries(value: Mapping[str, Any]) -> bool:
    """Return whether `models` is a catalogue's, not a list of models of another form."""
    models = value.get("models", ())
    others = is_list(models) and models and not any("model_id" in m for m in models if is_dict(m))
    return "models" in value and not others


def read(source: Source, options: ReadOptions) -> RawEndpoint | tuple[Problem, ...]:
    """Read one entry as an endpoint's document; a full catalogue is left to `clientwright sync`.

    An entry whose schema is elsewhere, or is a reference or branches, is read as any model's answer.
    """
    from clientwright.sources import data_document

    if options.schema is not None:
        return data_document.read(source, options)
    here = Location(source.name)
    try:
        value = parse_json(source.text, here)
        if "model_id" not in value:
            return (IsCatalogue(here, len(parse_catalogue(source).entries)),)
    except ProblemsError as error:
        return error.problems
    found = CatalogueEntry(value, here).parse()
    if isinstance(found, ParsedEntry):
        return found.raw
    other = data_document.read(source, options)
    return other if isinstance(other, RawEndpoint) else found


def parse_catalogue(source: Source) -> Catalogue:
    """Parse a response: an object with `models`, or a bare list.

    An entry that is not strict JSON keeps its problems; it does not affect the others.

    Raises:
        ProblemsError: the response is not JSON, is cut off, or is not a catalogue.
    """
    document, here = parse_answer(source), Location(source.name)
    models = document.get("models") if is_dict(document) else document
    if not is_list(models):
        raise ProblemsError([NotACatalogue(here)])
    root = "/models" if is_dict(document) else ""
    spans = list(list_elements(source.text, find_list_start(source, root)))
    entries = tuple(
        _parse_element(source, join_pointer(root, n), span) for n, span in enumerate(spans)
    )
    total = document.get("total") if is_dict(document) else None
    stated_total = total if isinstance(total, int) and not isinstance(total, bool) else None
    has_more = is_dict(document) and any(document.get(key) for key in _NEXT_PAGE_KEYS)
    return Catalogue(source, entries, stated_total, has_more, tuple(start for _, start, _ in spans))


def parse_answer(source: Source) -> Any:
    """Return the JSON of a response.

    Raises:
        ProblemsError: it is not JSON, or is cut off.
    """
    try:
        return json.loads(source.text)
    except json.JSONDecodeError as error:
        location = Location(source.name, "", error.lineno, error.colno)
        raise ProblemsError([NotJson(location, _json_error_reason(source.text, error))]) from None
    except ValueError:
        raise ProblemsError(
            [NotJson(Location(source.name), "a number has more digits than can be read")]
        ) from None
    except RecursionError:
        raise ProblemsError([NestingTooDeep(Location(source.name), DEPTH_LIMIT)]) from None


def _json_error_reason(text: str, error: json.JSONDecodeError) -> str:
    """Explain why a text is not JSON; usually it is a web page, or was saved only in part."""
    rest = text[error.pos :].strip()
    if text.lstrip()[:1] == "<":
        return "it begins with '<', as a web page does"
    is_cut_off = error.msg.startswith("Invalid \\u") and len(text) - error.pos < 6
    is_cut_off = is_cut_off or bool(_NUMBER_END.fullmatch(rest))
    if (
        is_cut_off
        or error.msg.startswith("Unterminated")
        or any(w.startswith(rest) for w in _LITERALS)
    ):
        return "the text ends too early: it is cut off"
    return error.msg[0].lower() + error.msg[1:]


def find_list_start(source: Source, root: str) -> int:
    """Return the offset at which the list of entries opens; `root` is its pointer, by keys of objects.

    Raises:
        ProblemsError: a key occurs twice, and JSON readers disagree about which one counts.
    """
    at = _skip_gap(source.text, 0)
    for key in split_pointer(root):
        at = _find_key(source, at, key)
    return at


def _find_key(source: Source, at: int, wanted: str) -> int:
    """Return the offset of the value that the object at an offset has for a key."""
    text, found = source.text, dict[str, int]()
    at = _skip_gap(text, at + 1)
    while text[at] != "}":
        begins = at
        key, at = _DECODER.raw_decode(text, at)
        if key in found:
            raise ProblemsError(
                [DuplicateKey(Location(source.name, "", *line_of_offset(text, begins)), key)]
            )
        found[key] = at = _skip_gap(text, at)
        at = _skip_gap(text, _DECODER.raw_decode(text, at)[1])
    return found[wanted]


def list_elements(text: str, start: int) -> Iterator[ValueSpan]:
    """Yield each element of the list that opens at `start`."""
    at = _skip_gap(text, start + 1)
    while text[at] != "]":
        value, end = _DECODER.raw_decode(text, at)
        yield value, at, end
        at = _skip_gap(text, end)


def _parse_element(source: Source, pointer: str, span: ValueSpan) -> CatalogueEntry:
    """Parse an entry strictly; its problems get lines of the full text."""
    value, start, end = span
    location = Location(source.name, pointer)
    try:
        return CatalogueEntry(parse_json(source.text[start:end], location), location)
    except ProblemsError as error:
        line, column = line_of_offset(source.text, start)
        return CatalogueEntry(
            value,
            location,
            tuple(
                replace(p, location=shift_location(p.location, line, column))
                for p in error.problems
            ),
        )


def shift_location(inner: Location, line: int, column: int) -> Location:
    """Return the location in a text of a location in a part of it, which begins at a line and column."""
    shifted = inner.column + column - 1 if inner.line == 1 else inner.column
    return replace(inner, line=inner.line + line - 1, column=shifted)


def _skip_gap(text: str, at: int) -> int:
    match = _GAP.match(text, at)
    return match.end() if match else at
