"""A catalogue that a service's file describes: pages, lists of entries, or single entries.

The document of an endpoint is read as `import` reads it.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from clientwright.errors import ProblemsError
from clientwright.evolution.problems import EntryWithoutDocument, NotAPage
from clientwright.io.json_pointer import join_pointer, split_pointer
from clientwright.io.json_text import parse_json
from clientwright.io.json_types import is_dict, is_list
from clientwright.problems import Location, Problem
from clientwright.sources import data_document
from clientwright.sources.catalogue import (
    Catalogue,
    find_list_start,
    list_elements,
    parse_answer,
    parse_catalogue,
    shift_location,
)
from clientwright.sources.catalogue_entry import (
    CATALOGUE_LOCALE,
    CatalogueEntry,
    ParsedEntry,
)
from clientwright.sources.documents import JsonBlock, RawEndpoint, ReadOptions, Source
from clientwright.sources.problems import BadEntry
from clientwright.specs.catalogue_facts import CatalogueFacts, value_at
from clientwright.specs.model import Service
from clientwright.specs.model_ids import ModelId, check_model_id


def parse_service_catalogue(source: Source, service: Service) -> Catalogue:
    """Parse a response of a service's catalogue.

    Raises:
        ProblemsError: the response is not JSON, is cut off, or is not a catalogue.
    """
    facts = CatalogueFacts.of_service(service)
    return parse_catalogue(source) if facts is None else _parse_page(source, service, facts)


def lists_entries(source: Source, service: Service) -> bool:
    """Return whether a source is a page of a service's catalogue, or a list of its entries."""
    facts = CatalogueFacts.of_service(service)
    if facts is None:
        return False
    try:
        document = json.loads(source.text)
    except (ValueError, RecursionError):
        return False
    listed = document if is_list(document) else value_at(document, facts.items)
    return is_list(listed) and any(facts.entry_id(one) for one in listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntry(CatalogueEntry):
    """An entry as a service's file describes it, with its text, which begins at the entry's location."""

    text: str
    service: Service
    facts: CatalogueFacts

    @property
    def name(self) -> str:
        """The model id of the entry, "" if it has none."""
        return self.facts.entry_id(self.value)

    @property
    def id_location(self) -> Location:
        """The location of its id."""
        return self.location_of(*split_pointer(self.facts.id_at[0]))

    @property
    def is_retired(self) -> bool:
        """Whether the entry says that its endpoint is no longer offered."""
        return self.facts.is_retired(self.value)

    def location_of(self, *tokens: str) -> Location:
        """Return a location inside the entry, on the line where it begins."""
        return replace(self.location, pointer=join_pointer(self.location.pointer, *tokens))

    def parse(self) -> ParsedEntry | tuple[Problem, ...]:
        """Read the entry's document, or return every problem that makes it unusable."""
        if self.problems:
            return self.problems
        if not self.name:
            places = ", ".join(self.facts.id_at)
            reason = f"it has no id at {places}" if is_dict(self.value) else "it is not an object"
            return (BadEntry(self.location, reason),)
        checked = check_model_id(self.name, self.id_location)
        if not isinstance(checked, ModelId):
            return (checked,)
        options = ReadOptions.of_service(self.service, id=self.name, locale=CATALOGUE_LOCALE)
        found = data_document.read(Source(self.location.file, self.text), options)
        if not isinstance(found, RawEndpoint):
            at = self.facts.document
            if at is not None and not is_dict(value_at(self.value, at)):
                return (EntryWithoutDocument(self.location, self.name, at or "its root"),)
            return tuple(self._in_page(one) for one in found)
        return ParsedEntry(
            self._endpoint_in_page(found),
            name=self._text_at(self.facts.title),
            description=self._text_at(self.facts.description),
        )

    def _text_at(self, pointer: str | None) -> str:
        found = None if pointer is None else value_at(self.value, pointer)
        return found.strip() if isinstance(found, str) else ""

    def _endpoint_in_page(self, raw: RawEndpoint) -> RawEndpoint:
        """Return an endpoint that was read from the entry's text, with its locations in the page."""
        return replace(
            raw,
            location=self.in_page(raw.location),
            problems=tuple(self._in_page(one) for one in raw.problems),
            input_block=_block_in_page(self, raw.input_block),
            output_block=_block_in_page(self, raw.output_block),
        )

    def _in_page(self, problem: Problem) -> Problem:
        return replace(problem, location=self.in_page(problem.location))

    def in_page(self, inner: Location) -> Location:
        """Return the location in the page of a location in the entry's text."""
        if not inner.line:
            return replace(self.location, pointer=self.location.pointer + inner.pointer)
        return shift_location(inner, self.location.line, self.location.column)


@dataclass(frozen=True, slots=True)
class _EntryBlock(JsonBlock):
    """A schema of an entry, whose locations are in the page."""

    inner: JsonBlock
    entry: ListedEntry

    def locate(self, pointer: str) -> Location:
        """Return the location of a pointer in the schema."""
        return self.entry.in_page(self.inner.locate(pointer))

    def as_written(self, reference: str) -> str:
        """Return how the document writes a reference."""
        return self.inner.as_written(reference)


def _block_in_page(entry: ListedEntry, inner: JsonBlock | None) -> JsonBlock | None:
    if inner is None:
        return None
    return _EntryBlock(inner.value, inner.document, inner.offsets, inner, entry)


def _parse_page(source: Source, service: Service, facts: CatalogueFacts) -> Catalogue:
    document = parse_answer(source)
    if is_dict(document) and facts.entry_id(document):
        whole = (document, 0, len(source.text))
        entry = next(_entries(source, service, facts, None, [whole]))
        return Catalogue(source, (entry,))
    root = "" if is_list(document) else facts.items
    if not is_list(value_at(document, root)):
        raise ProblemsError([NotAPage(Location(source.name), facts.items or "its root")])
    spans = list(list_elements(source.text, find_list_start(source, root)))
    return Catalogue(
        source,
        tuple(_entries(source, service, facts, root, spans)),
        has_more=is_dict(document) and facts.next_page(document) is not None,
        starts=tuple(start for _, start, _ in spans),
    )


def _entries(
    source: Source,
    service: Service,
    facts: CatalogueFacts,
    root: str | None,
    spans: list[tuple[Any, int, int]],
) -> Iterator[ListedEntry]:
    """Yield the entries at spans of a text; without a root, the text is one entry."""
    breaks = [at for at, char in enumerate(source.text) if char == "\n"]
    for n, (value, start, end) in enumerate(spans):
        line = bisect_left(breaks, start)
        column = start - (breaks[line - 1] if line else -1)
        pointer = "" if root is None else join_pointer(root, n)
        here, text = Location(source.name, pointer, line + 1, column), source.text[start:end]
        problems: tuple[Problem, ...] = ()
        try:
            read = parse_json(text, Location(source.name, pointer))
        except ProblemsError as error:
            read = value
            problems = tuple(
                replace(p, location=shift_location(p.location, line + 1, column))
                for p in error.problems
            )
        yield ListedEntry(read, here, problems, text=text, service=service, facts=facts)
