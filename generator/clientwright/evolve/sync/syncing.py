"""Specs held against a catalogue: pure, from what there is and what is offered to what changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from clientwright.evolve.sync.clashes import clashes
from clientwright.evolve.sync.doubting import doubt_of
from clientwright.evolve.sync.merging import Merged, merge
from clientwright.evolve.sync.naming import named
from clientwright.evolve.sync.offering import offered
from clientwright.evolve.sync.problems import NotListed
from clientwright.evolve.sync.values import (
    Change,
    Edit,
    Gathered,
    Kind,
    Mended,
    Offer,
    Synced,
    Trouble,
)
from clientwright.lint import lint_endpoint
from clientwright.lint.name_problems import NameClash
from clientwright.normalize.json_differences import json_differences
from clientwright.problems import Location, Problem, Severity, has_errors
from clientwright.specs import codec
from clientwright.specs.model import Endpoint, RepairNote, Service
from clientwright.specs.model_ids import ModelId
from clientwright.specs.spec_files import endpoint_spec_path

_SILENT = ("catalogue/said", "repairs")
"""What a spec remembers for the next sync: no edit of what it says."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a specs folder holds: its service, every endpoint that could be read, the problems of other files.

    `digests` are hashes of the files' texts as they were read.
    """

    root: Path
    service: Service
    endpoints: Mapping[ModelId, Endpoint] = field(default_factory=dict[ModelId, Endpoint])
    broken: Mapping[Path, tuple[Problem, ...]] = field(
        default_factory=dict[Path, tuple[Problem, ...]]
    )
    digests: Mapping[Path, str] = field(default_factory=dict[Path, str])


@dataclass(slots=True)
class _Sync:
    """A sync in the making."""

    known: Known
    changes: list[Change] = field(default_factory=list[Change])
    troubles: list[Trouble] = field(default_factory=list[Trouble])
    repaired: list[Mended] = field(default_factory=list[Mended])
    unchanged: int = 0

    def take(self, id: ModelId, offer: Offer, anew: bool) -> None:
        """Hold one endpoint against what is offered of it."""
        old = self.known.endpoints.get(id)
        path = endpoint_spec_path(self.known.root, self.known.service, id)
        if path in self.known.broken:
            self.tell(id, *self.known.broken[path])
        elif old and old.listing and old.listing.entry == offer.hash and not old.retired | anew:
            self.unchanged += 1
        else:
            self.merge(id, old, offer, path)

    def merge(self, id: ModelId, old: Endpoint | None, offer: Offer, path: Path) -> None:
        """Make the new spec; it is taken only if a client can be made of it."""
        found = offered(offer, self.known.service)
        before = set(old.repairs) if old else set[RepairNote]()
        self.repaired += [
            Mended(id, one, RepairNote(one.code, one.pointer) in before) for one in found.repairs
        ]
        self.tell(id, *found.problems)
        if found.endpoint is None:
            return
        merged: Merged = merge(old, replace(found.endpoint, path=path), found.listing)
        self.tell(id, *merged.problems)
        endpoint, wrong = merged.endpoint, _errors(merged.endpoint)
        if any(isinstance(problem, NameClash) for problem in wrong):
            endpoint, chosen = named(endpoint, old)
            self.tell(id, *(_pointed(problem, old, offer) for problem in chosen))
            wrong = _errors(endpoint)
        self.tell(id, *(_pointed(problem, old, offer) for problem in wrong))
        if not wrong:
            self.put(old, endpoint)

    def put(self, old: Endpoint | None, new: Endpoint) -> None:
        """Note a change, if there is one."""
        if old is None or codec.endpoint_as_json(old) != codec.endpoint_as_json(new):
            kind = Kind.ADDED if old is None else Kind.RETURNED if old.retired else Kind.CHANGED
            edits = () if old is None else tuple(_edits(old, new))
            self.changes.append(Change(kind, new, new.path, edits))
        else:
            self.unchanged += 1

    def retire(self, gathered: Gathered, whole: bool) -> None:
        """Retire what a whole catalogue no longer lists; of one that `whole` calls so, a person knows."""
        live = {id: old for id, old in self.known.endpoints.items() if not old.retired}
        listed = {id: old for id, old in live.items() if old.listing}
        gone = [id for id in listed if id not in gathered.present]
        sure = gathered.whole or whole
        if gathered.partial:
            return
        for id in live.keys() - listed.keys() - gathered.present if sure else ():
            self.tell(id, NotListed(live[id].place(), id))
        doubt = None if whole else doubt_of(gathered, gone, len(listed))
        if doubt:
            self.tell("", doubt)
        elif sure:
            kind = Kind.RETIRED
            self.changes += [
                Change(kind, replace(listed[id], retired=True), listed[id].path) for id in gone
            ]

    def tell(self, id: str, *problems: Problem) -> None:
        """Note problems of an endpoint."""
        self.troubles += [Trouble(id, problem) for problem in problems]


def sync(gathered: Gathered, known: Known, *, anew: bool = False, whole: bool = False) -> Synced:
    """Tell what changes in the specs.

    With `anew`, entries are read again that say what they said last; with `whole`, a person
    answers for it that a catalogue that may be whole is.
    """
    doing = _Sync(known)
    for id, offer in gathered.offers.items():
        doing.take(id, offer, anew)
    doing.retire(gathered, whole)
    changes = _without_clashes(doing, gathered)
    troubles = (*gathered.troubles, *doing.troubles)
    entries = sum(len(one.entries) for one in gathered.catalogues)
    return Synced(changes, troubles, tuple(doing.repaired), entries, doing.unchanged)


def _without_clashes(doing: _Sync, gathered: Gathered) -> tuple[Change, ...]:
    """Leave out new endpoints whose Python path another one has."""
    going = {change.endpoint.id for change in doing.changes if change.kind is Kind.RETIRED}
    old = doing.known.endpoints.items()
    live = {id: e.place("/id") for id, e in old if not e.retired and id not in going}
    new = {
        change.endpoint.id: gathered.offers[change.endpoint.id].entry.at("model_id")
        for change in doing.changes
        if change.kind in (Kind.ADDED, Kind.RETURNED)
    }
    found = clashes(doing.known.service, live, new)
    doing.troubles = [t for t in doing.troubles if t.model_id not in found]
    for id, problem in found.items():
        doing.tell(id, problem)
    kept = (change for change in doing.changes if change.endpoint.id not in found)
    return tuple(sorted(kept, key=lambda change: change.endpoint.id))


def _errors(endpoint: Endpoint) -> list[Problem]:
    return [p for p in lint_endpoint(endpoint) if p.severity is Severity.ERROR]


def _pointed(problem: Problem, old: Endpoint | None, offer: Offer) -> Problem:
    """Point into the catalogue where the fault is its own, and into the spec where a person's part is."""
    if isinstance(problem, NameClash):
        problem = replace(problem, elsewhere=_listed(problem.elsewhere, offer))
    if problem.place.pointer.startswith("/input"):
        return replace(problem, place=_listed(problem.place, offer))
    return problem if old else replace(problem, place=offer.entry.place)


def _listed(place: Location, offer: Offer) -> Location:
    """Give the place in the catalogue of a place in the input of a spec."""
    entry = offer.entry.at("input_schema")
    return entry.at(entry.pointer + place.pointer.removeprefix("/input"))


def _edits(old: Endpoint, new: Endpoint) -> Iterator[Edit]:
    before, after = (codec.endpoint_as_json(one) for one in (old, new))
    found = sorted(json_differences(before, after), key=lambda edit: _rank(edit[0]))
    for pointer, was, now in found:
        if not pointer.startswith(tuple(f"/{name}" for name in _SILENT)):
            yield Edit(pointer, was, now)


def _rank(pointer: str) -> int:
    """Put what costs a caller money first: rules, then the schema, then what only tells."""
    part = pointer.split("/")[1:2]
    return next((n for n, name in enumerate(("rules", "input", "output")) if part == [name]), 3)


def stopped(synced: Synced) -> bool:
    """Tell whether a problem stood in the way of any endpoint."""
    return has_errors(trouble.problem for trouble in synced.troubles)
