"""What a sync finds and does, as values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from clientwright.normalize.repair_result import Repair
from clientwright.problems import Problem
from clientwright.sources.catalogue import Catalogue
from clientwright.sources.catalogue_entry import CatalogueEntry, ParsedEntry
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId


class EndpointChangeKind(StrEnum):
    """What became of an endpoint."""

    ADDED = "added"
    CHANGED = "changed"
    RETIRED = "retired"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class SpecEdit:
    """One place of a spec that says something else now; `ABSENT` where nothing stands."""

    pointer: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class EndpointChange:
    """An endpoint whose spec changes, and where in it."""

    kind: EndpointChangeKind
    endpoint: Endpoint
    path: Path
    edits: tuple[SpecEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class EndpointProblem:
    """A problem, and the endpoint that has it (empty: the catalogue as a whole)."""

    model_id: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class EntryRepair:
    """A repair of an endpoint's entry; `known` where the spec remembers it from an earlier time."""

    model_id: str
    repair: Repair
    known: bool = False


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """One endpoint as the catalogue has it now: its entry, what was read in it, and a hash of it."""

    entry: CatalogueEntry
    listed: ParsedEntry
    hash: str


@dataclass(frozen=True, slots=True)
class CatalogueSnapshot:
    """All endpoints of a catalogue that could be read, those that are there at all, and what is wrong.

    Only a catalogue that is `whole` can say that an endpoint is gone. Of one that is `partial`
    it is known that something is missing; of one that is neither, only a person can know.
    """

    catalogues: tuple[Catalogue, ...]
    read_entries: Mapping[ModelId, ReadEntry]
    listed_ids: frozenset[str]
    complete: bool
    known_incomplete: bool = False
    has_total: bool = True
    endpoint_problems: tuple[EndpointProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a sync did, or (in a dry run) would do; `repaired` are the repairs of all entries that were read."""

    changes: tuple[EndpointChange, ...] = ()
    endpoint_problems: tuple[EndpointProblem, ...] = ()
    entry_repairs: tuple[EntryRepair, ...] = ()
    entry_count: int = 0
    unchanged_count: int = 0

    @property
    def repair_counts(self) -> Mapping[str, int]:
        """How many repairs of each code there are."""
        return dict(sorted(Counter(one.repair.code for one in self.entry_repairs).items()))
