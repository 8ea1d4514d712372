"""Combine the pages of a catalogue into one snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from clientwright.evolution.problems import (
    CatalogueEmpty,
    CatalogueGoesOn,
    CatalogueIncomplete,
    CatalogueUnnamed,
    EntriesDisagree,
    EntryRepeated,
)
from clientwright.evolution.sync.sync_result import CatalogueSnapshot, EndpointProblem, ReadEntry
from clientwright.problems import Location, Problem
from clientwright.schema.equality import short_hash
from clientwright.sources.catalogue import Catalogue
from clientwright.sources.catalogue_entry import CatalogueEntry, ParsedEntry
from clientwright.specs.model_ids import ModelId


def combine_pages(catalogues: Sequence[Catalogue], *, followed: bool = False) -> CatalogueSnapshot:
    """Return all pages as one snapshot: each endpoint once, with every problem found.

    With `followed`, the pages are those from the first to the one that no other follows.
    """
    named: defaultdict[str, list[CatalogueEntry]] = defaultdict(list)
    unnamed = list[CatalogueEntry]()
    for entry in (entry for one in catalogues for entry in one.entries):
        (named[entry.name] if entry.has_valid_id else unnamed).append(entry)
    read_entries, problems = dict[ModelId, ReadEntry](), list[EndpointProblem]()
    for entry in unnamed:
        problems += _entry_problems(entry.name, entry.parse())
    retired = [name for name, entries in named.items() if all(one.is_retired for one in entries)]
    for name, entries in sorted(named.items()):
        found, entry_problems = _read_entries(name, entries)
        read_entries |= {ModelId(name): found} if found else {}
        problems += entry_problems
    count = len(named) + len(unnamed)
    missing = tuple(_incompleteness(() if followed and count else catalogues, count))
    doubts = [CatalogueUnnamed(_location(catalogues), len(unnamed))] if unnamed else []
    any_total = any(one.total is not None for one in catalogues)
    return CatalogueSnapshot(
        tuple(catalogues),
        read_entries,
        frozenset(named),
        retired_ids=frozenset(map(ModelId, retired)),
        complete=(any_total or followed) and not missing and not doubts,
        known_incomplete=bool(missing),
        has_total=any_total or followed,
        endpoint_problems=(
            *(EndpointProblem("", problem) for problem in (*missing, *doubts)),
            *problems,
        ),
    )


def _read_entries(
    name: str, entries: Sequence[CatalogueEntry]
) -> tuple[ReadEntry | None, list[EndpointProblem]]:
    """Parse an endpoint's entry; of several, the first if all are equal."""
    first, hashes = entries[0], [short_hash(entry.value) for entry in entries]
    problems = list[EndpointProblem]()
    for entry, own in zip(entries[1:], hashes[1:], strict=True):
        kind = EntryRepeated if own == hashes[0] else EntriesDisagree
        problems.append(EndpointProblem(name, kind(entry.location, name, first.location)))
    if len(set(hashes)) > 1:
        return None, problems
    if first.is_retired:
        return None, problems
    found = first.parse()
    if isinstance(found, ParsedEntry):
        return ReadEntry(first, found, hashes[0]), problems
    return None, [*problems, *_entry_problems(name, found)]


def _entry_problems(name: str, found: ParsedEntry | tuple[Problem, ...]) -> list[EndpointProblem]:
    return [EndpointProblem(name, problem) for problem in found] if isinstance(found, tuple) else []


def _location(catalogues: Sequence[Catalogue]) -> Location:
    return Location(catalogues[0].source.name if catalogues else "-")


def _incompleteness(catalogues: Sequence[Catalogue], found: int) -> Iterator[Problem]:
    """Yield why the catalogue is certainly incomplete."""
    here = _location(catalogues)
    enough = {found, *(len(one.entries) for one in catalogues if len(catalogues) == 1)}
    wrong_totals = sorted({one.total for one in catalogues if one.total is not None} - enough)
    if wrong_totals:
        yield CatalogueIncomplete(here, found, wrong_totals[-1])
    elif catalogues and all(one.has_more for one in catalogues):
        yield CatalogueGoesOn(here, found)
    elif not found:
        yield CatalogueEmpty(here)
