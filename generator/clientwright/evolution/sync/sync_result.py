"""The results of a sync, as values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from clientwright.normalize.repair_result import Repair
from clientwright.problems import Location, Problem
from clientwright.sources.catalogue import Catalogue
from clientwright.sources.catalogue_entry import CatalogueEntry, ParsedEntry
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId


class EndpointChangeKind(StrEnum):
    """What happened to an endpoint."""

    ADDED = "added"
    CHANGED = "changed"
    RETIRED = "retired"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class SpecEdit:
    """One pointer of a spec with its old and new value; `ABSENT` for none."""

    pointer: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class EndpointChange:
    """An endpoint whose spec changes, with the edits."""

    kind: EndpointChangeKind
    endpoint: Endpoint
    path: Path
    edits: tuple[SpecEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class EndpointProblem:
    """A problem and its endpoint (empty: the whole catalogue)."""

    model_id: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class EntryRepair:
    """A repair of an endpoint's entry; `known` if the spec already lists it."""

    model_id: str
    repair: Repair
    known: bool = False


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """One catalogue entry: as listed, parsed, and hashed."""

    entry: CatalogueEntry
    listed: ParsedEntry
    hash: str


@dataclass(frozen=True, slots=True)
class CatalogueSnapshot:
    """The catalogue at one time: readable entries, listed ids and problems.

    Only a `complete` catalogue proves that an endpoint is gone. A `known_incomplete` one lacks
    something for certain; of one that is neither, only a person can know. The entries of `retired_ids`
    say themselves that their endpoints are no longer offered.
    """

    catalogues: tuple[Catalogue, ...]
    read_entries: Mapping[ModelId, ReadEntry]
    listed_ids: frozenset[str]
    complete: bool
    known_incomplete: bool = False
    has_total: bool = True
    retired_ids: frozenset[ModelId] = frozenset()
    endpoint_problems: tuple[EndpointProblem, ...] = ()

    @property
    def location(self) -> Location:
        """The location of the catalogue."""
        return Location(self.catalogues[0].source.name if self.catalogues else "-")


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a sync changed or, in a dry run, would change; `entry_repairs` are those of all entries read."""

    changes: tuple[EndpointChange, ...] = ()
    endpoint_problems: tuple[EndpointProblem, ...] = ()
    entry_repairs: tuple[EntryRepair, ...] = ()
    entry_count: int = 0
    unchanged_count: int = 0

    @property
    def repair_counts(self) -> Mapping[str, int]:
        """The number of repairs by code."""
        return dict(sorted(Counter(one.repair.code for one in self.entry_repairs).items()))
