"""Plan a sync: convert catalogue entries to endpoints and compare them with the specs, without reading or writing files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from clientwright.evolution.problems import NoLongerOffered, NotListed, RetiredUnread
from clientwright.evolution.sync.losses import removal_doubt, stated_doubt
from clientwright.evolution.sync.schema_merge import part_hashes
from clientwright.evolution.sync.spec_merge import SpecMerge, merge_into_spec
from clientwright.evolution.sync.sync_result import (
    CatalogueSnapshot,
    EndpointChange,
    EndpointChangeKind,
    EndpointProblem,
    EntryRepair,
    ReadEntry,
    SpecEdit,
    SyncResult,
)
from clientwright.io.process_pool import map_in_processes
from clientwright.lint.chosen_names import find_path_clashes
from clientwright.lint.imported_specs import check_endpoint
from clientwright.lint.problems import NameClash
from clientwright.normalize.combine import combine_pages, json_differences
from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.normalize.repair_result import NormalizedEndpoint, Repair
from clientwright.problems import Location, Problem, has_errors
from clientwright.schema.equality import short_hash
from clientwright.sources.catalogue_entry import CATALOGUE_LOCALE, ParsedEntry
from clientwright.specs import codec
from clientwright.specs.model import CatalogueListing, Endpoint, RepairNote, Service
from clientwright.specs.model_ids import ModelId
from clientwright.specs.spec_files import endpoint_spec_path

_UNREPORTED_PARTS = ("catalogue/said", "repairs")
"""Parts of a spec that only the next sync needs; they are not reported as edits."""
_WORTHWHILE = 60
"""From twice as many entries on, several processes convert them sooner than one."""


@dataclass(frozen=True, slots=True)
class SpecsFolder:
    """The content of a specs folder: its service, its readable endpoints, and the problems of other files.

    `digests` are hashes of the files' texts as they were read; `services` are the names of all
    services that were asked for, of which it is the first.
    """

    root: Path
    service: Service
    endpoints: Mapping[ModelId, Endpoint] = field(default_factory=dict[ModelId, Endpoint])
    unreadable_files: Mapping[Path, tuple[Problem, ...]] = field(
        default_factory=dict[Path, tuple[Problem, ...]]
    )
    digests: Mapping[Path, str] = field(default_factory=dict[Path, str])
    services: tuple[str, ...] = ()


@dataclass(slots=True)
class _SyncPlanner:
    """The state of a plan while it is built."""

    folder: SpecsFolder
    changes: list[EndpointChange] = field(default_factory=list[EndpointChange])
    endpoint_problems: list[EndpointProblem] = field(default_factory=list[EndpointProblem])
    entry_repairs: list[EntryRepair] = field(default_factory=list[EntryRepair])
    unchanged: int = 0

    def plan_endpoints(self, entries: Mapping[ModelId, ReadEntry], anew: bool) -> None:
        """Compare the endpoints with their entries in the catalogue; those that changed are converted at once."""
        changed = [id for id, entry in entries.items() if self.is_changed(id, entry, anew)]
        convert = partial(convert_entry, service=self.folder.service)
        found = map_in_processes(convert, map(entries.__getitem__, changed), worthwhile=_WORTHWHILE)
        conversions = dict(zip(changed, found, strict=True))
        for id, entry in entries.items():
            if problems := self.folder.unreadable_files.get(self.path_of(id)):
                self.add_problems(id, *problems)
            elif id in conversions:
                self.merge_entry(id, entry, conversions[id])
            else:
                self.unchanged += 1

    def path_of(self, id: ModelId) -> Path:
        """Return the path of an endpoint's spec."""
        return endpoint_spec_path(self.folder.root, self.folder.service, id)

    def is_changed(self, id: ModelId, read_entry: ReadEntry, anew: bool) -> bool:
        """Return whether an entry has to be read: its spec can be, and does not stem from the same entry."""
        if self.path_of(id) in self.folder.unreadable_files:
            return False
        old = self.folder.endpoints.get(id)
        if old is None or old.listing is None or old.retired or anew:
            return True
        has_own_version = old.listing.version not in ("", old.version)
        return has_own_version or old.listing.entry != read_entry.hash

    def merge_entry(self, id: ModelId, read_entry: ReadEntry, found: EntryConversion) -> None:
        """Merge an entry into a spec; the result is used only if a client can be generated from it."""
        old = self.folder.endpoints.get(id)
        before = set(old.repairs) if old else set[RepairNote]()
        self.entry_repairs += [
            EntryRepair(id, one, RepairNote(one.code, one.pointer) in before)
            for one in found.repairs
        ]
        self.add_problems(id, *found.problems)
        if found.endpoint is None:
            return
        merged: SpecMerge = merge_into_spec(
            old, replace(found.endpoint, path=self.path_of(id)), found.listing
        )
        self.add_problems(id, *merged.problems)
        endpoint, problems = check_endpoint(merged.endpoint, old)
        self.add_problems(id, *(_with_location(one, old, read_entry) for one in problems))
        if not has_errors(problems):
            self.record_change(old, endpoint)

    def record_change(self, old: Endpoint | None, new: Endpoint) -> None:
        """Add a change, if the spec differs."""
        if old is None or codec.endpoint_as_json(old) != codec.endpoint_as_json(new):
            kind = (
                EndpointChangeKind.ADDED
                if old is None
                else EndpointChangeKind.RETURNED
                if old.retired
                else EndpointChangeKind.CHANGED
            )
            edits = () if old is None else tuple(_spec_edits(old, new))
            self.changes.append(EndpointChange(kind, new, new.path, edits))
        else:
            self.unchanged += 1

    def retire_missing(self, snapshot: CatalogueSnapshot, whole: bool) -> None:
        """Retire the endpoints that a complete catalogue no longer lists.

        With `whole`, a person vouches that a catalogue of unknown completeness is complete.
        """
        live = {id: old for id, old in self.folder.endpoints.items() if not old.retired}
        listed = {id: old for id, old in live.items() if old.listing}
        gone = [id for id in listed if id not in snapshot.listed_ids]
        self.retire_stated(snapshot, live, whole)
        sure = snapshot.complete or whole
        if snapshot.known_incomplete:
            return
        for id in live.keys() - listed.keys() - snapshot.listed_ids if sure else ():
            self.add_problems(id, NotListed(live[id].location(), id))
        doubt = None if whole else removal_doubt(snapshot, gone, len(listed))
        if doubt:
            self.add_problems("", doubt)
        elif sure:
            self.changes += [self.retirement(listed[id]) for id in gone]

    def retire_stated(
        self, snapshot: CatalogueSnapshot, live: Mapping[ModelId, Endpoint], whole: bool
    ) -> None:
        """Retire the endpoints whose entries say that they are no longer offered."""
        stated = sorted(snapshot.retired_ids & live.keys())
        gone = [id for id in stated if live[id].listing]
        for id in stated:
            if not live[id].listing:
                self.add_problems(id, NoLongerOffered(live[id].location(), id))
        listed = sum(1 for one in live.values() if one.listing)
        doubt = None if whole else stated_doubt(snapshot, gone, listed)
        if doubt:
            self.add_problems("", doubt)
        else:
            self.changes += [self.retirement(live[id]) for id in gone]
        unknown = sorted(snapshot.retired_ids - self.folder.endpoints.keys())
        if unknown:
            names = tuple(map(str, unknown))
            self.add_problems("", RetiredUnread(snapshot.location, names))

    def retirement(self, old: Endpoint) -> EndpointChange:
        """Return the change that retires an endpoint."""
        return EndpointChange(EndpointChangeKind.RETIRED, replace(old, retired=True), old.path)

    def add_problems(self, id: str, *problems: Problem) -> None:
        """Add problems of an endpoint."""
        self.endpoint_problems += [EndpointProblem(id, problem) for problem in problems]


def plan_sync(
    snapshot: CatalogueSnapshot, current: SpecsFolder, *, anew: bool = False, whole: bool = False
) -> SyncResult:
    """Return what changes in the specs.

    With `anew`, entries that have not changed are read again; with `whole`, a person vouches
    that a catalogue of unknown completeness is complete.
    """
    planner = _SyncPlanner(current)
    planner.plan_endpoints(snapshot.read_entries, anew)
    planner.retire_missing(snapshot, whole)
    changes = _without_clashes(planner, snapshot)
    problems = (*snapshot.endpoint_problems, *planner.endpoint_problems)
    entries = sum(len(one.entries) for one in snapshot.catalogues)
    return SyncResult(changes, problems, tuple(planner.entry_repairs), entries, planner.unchanged)


def _without_clashes(
    planner: _SyncPlanner, snapshot: CatalogueSnapshot
) -> tuple[EndpointChange, ...]:
    """Drop new endpoints whose Python path is taken."""
    retiring = {
        change.endpoint.id
        for change in planner.changes
        if change.kind is EndpointChangeKind.RETIRED
    }
    old = planner.folder.endpoints.items()
    live = {id: e.location("/id") for id, e in old if not e.retired and id not in retiring}
    new = {
        change.endpoint.id: snapshot.read_entries[change.endpoint.id].entry.id_location
        for change in planner.changes
        if change.kind in (EndpointChangeKind.ADDED, EndpointChangeKind.RETURNED)
    }
    found = find_path_clashes(planner.folder.service, live, new)
    planner.endpoint_problems = [t for t in planner.endpoint_problems if t.model_id not in found]
    for id, problem in found.items():
        planner.add_problems(id, problem)
    kept = (change for change in planner.changes if change.endpoint.id not in found)
    return tuple(sorted(kept, key=lambda change: change.endpoint.id))


@dataclass(frozen=True, slots=True)
class EntryConversion:
    """The endpoint made from an entry (None if beyond repair), its listing, repairs and problems."""

    endpoint: Endpoint | None
    listing: CatalogueListing
    repairs: tuple[Repair, ...] = ()
    problems: tuple[Problem, ...] = ()


def convert_entry(read_entry: ReadEntry, service: Service) -> EntryConversion:
    """Return the endpoint of an entry, with its schema repaired."""
    repaired = repair_endpoint(read_entry.listed.raw, service)
    repaired = replace(repaired, words=_with_entry_words(repaired, read_entry.listed))
    found = combine_pages([repaired])
    if not isinstance(found, Endpoint):
        return EntryConversion(None, CatalogueListing(read_entry.hash, ""), repaired.repairs, found)
    structure = found.sources[CATALOGUE_LOCALE].structure
    endpoint = replace(found, sources={})
    listing = _make_listing(read_entry, structure, endpoint)
    return EntryConversion(endpoint, listing, repaired.repairs, repaired.problems)


def _with_entry_words(
    repaired: NormalizedEndpoint, listed: ParsedEntry
) -> Mapping[str, Mapping[str, str]]:
    """Add the entry's name and description to the endpoint's own texts."""
    texts = {"title": listed.name, "description": listed.description}
    root = {**repaired.words.get("", {}), **{key: text for key, text in texts.items() if text}}
    return {**({"": root} if root else {}), **{at: w for at, w in repaired.words.items() if at}}


def _make_listing(read_entry: ReadEntry, structure: str, endpoint: Endpoint) -> CatalogueListing:
    listed, words = read_entry.listed, endpoint.words.get(CATALOGUE_LOCALE, {})
    return CatalogueListing(
        entry=read_entry.hash,
        structure=structure,
        words={pointer: short_hash(text) for pointer, text in words.items()},
        parts=part_hashes(endpoint.input),
        version=endpoint.version,
        output="" if endpoint.output is None else short_hash(endpoint.output),
        output_words={
            pointer: short_hash(text)
            for pointer, text in endpoint.output_words.get(CATALOGUE_LOCALE, {}).items()
        },
        kind=listed.kind,
        categories=listed.categories,
        price=listed.price,
    )


def _with_location(problem: Problem, old: Endpoint | None, read_entry: ReadEntry) -> Problem:
    """Point into the catalogue if the fault is there, and into the spec if it is in a person's part."""
    if isinstance(problem, NameClash):
        problem = replace(problem, elsewhere=_catalogue_location(problem.elsewhere, read_entry))
    if problem.location.pointer.startswith(("/input", "/output")):
        return replace(problem, location=_catalogue_location(problem.location, read_entry))
    return problem if old else replace(problem, location=read_entry.entry.location)


def _catalogue_location(location: Location, read_entry: ReadEntry) -> Location:
    """Return the location in the catalogue of a location in a spec's input or output."""
    raw, pointer = read_entry.listed.raw, location.pointer
    if pointer.startswith("/output"):
        return raw.locate_output(pointer.removeprefix("/output"))
    return raw.locate(pointer.removeprefix("/input"))


def _spec_edits(old: Endpoint, new: Endpoint) -> Iterator[SpecEdit]:
    before, after = (codec.endpoint_as_json(one) for one in (old, new))
    found = sorted(json_differences(before, after), key=lambda edit: _rank(edit[0]))
    for pointer, was, now in found:
        if not pointer.startswith(tuple(f"/{name}" for name in _UNREPORTED_PARTS)):
            yield SpecEdit(pointer, was, now)


def _rank(pointer: str) -> int:
    """Return the order of edits: the version, rules, then the schema, then texts."""
    part = pointer.split("/")[1:2]
    return next(
        (n for n, name in enumerate(("version", "rules", "input", "output")) if part == [name]), 3
    )


def has_blocking_problems(result: SyncResult) -> bool:
    """Return whether any problem is an error."""
    return has_errors(one.problem for one in result.endpoint_problems)
