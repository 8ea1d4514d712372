"""Read a specs folder, sync it with a catalogue, and write the changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from clientwright import atomic_files, locations
from clientwright.cache import hash_text
from clientwright.errors import ProblemsError, UsageError
from clientwright.evolution.sync.catalogue_snapshot import combine_pages
from clientwright.evolution.sync.specs_lock import lock_specs_folder
from clientwright.evolution.sync.sync_plan import SpecsFolder, plan_sync
from clientwright.evolution.sync.sync_result import (
    CatalogueSnapshot,
    EndpointProblem,
    EntryRepair,
    SyncResult,
)
from clientwright.problems import Location, Problem
from clientwright.sources.catalogue import Catalogue, parse_catalogue
from clientwright.sources.documents import Source
from clientwright.sources.line_index import locate_in_catalogues
from clientwright.specs import spec_files


def read_specs_folder(root: Path) -> SpecsFolder:
    """Read a specs folder, which need not exist yet.

    Raises:
        Blocked: its service file is broken.
        SourceError: its service file cannot be read.
    """
    service = spec_files.load_service(root)
    if not any(root.glob("*/service.json")):
        return SpecsFolder(root, service)
    loaded = spec_files.load_specs(root)
    mine = next((s for s in loaded.services if s.service.name == service.name), None)
    if mine is None:
        raise ProblemsError(locations.add_lines(loaded.problems))
    broken = defaultdict[Path, tuple[Problem, ...]](tuple)
    for problem in loaded.problems:
        broken[Path(problem.location.file)] += (problem,)
    everyone = (*mine.endpoints, *mine.retired)
    return SpecsFolder(
        root, service, {e.id: e for e in everyone}, dict(broken), digests=loaded.digests
    )


def sync_specs_folder(
    sources: list[Source],
    have: SpecsFolder,
    *,
    write: bool,
    anew: bool = False,
    whole: bool = False,
) -> SyncResult:
    """Sync a specs folder with the pages of a catalogue.

    Everything is read and checked before the first file is written, and each file is
    replaced atomically.

    Raises:
        Blocked: a page is not JSON, cut off, or not a catalogue; nothing was written.
    """
    found, wrong = list[Catalogue](), list[Problem]()
    for source in sources:
        try:
            found.append(parse_catalogue(source))
        except ProblemsError as blocked:
            wrong += blocked.problems
    if wrong:
        raise ProblemsError(wrong)
    gathered = combine_pages(found)
    synced = plan_sync(gathered, have, anew=anew, whole=whole)
    synced = replace(
        synced,
        endpoint_problems=_with_problem_lines(synced.endpoint_problems, gathered),
        entry_repairs=_with_repair_lines(synced.entry_repairs, found),
    )
    if write:
        save_changes(synced, have)
    return synced


def save_changes(
    synced: SyncResult,
    have: SpecsFolder,
    before: Callable[[], None] = lambda: None,
    wrote: Callable[[Path], None] = lambda _: None,
) -> None:
    """Write the changes of a sync, each file atomically; nothing if a file changed since it was read.

    `before` is called once the folder is locked and checked; `wrote` is called with each path written.

    Raises:
        UsageError: the folder cannot be written, another sync is writing, or somebody changed
            a file that would be written.
    """
    if not synced.changes:
        before()
        return
    spec_files.save_service(have.root, have.service)
    with lock_specs_folder(have.root / have.service.name):
        touched = [change.path for change in synced.changes if _was_touched(change.path, have)]
        if touched:
            raise UsageError(
                f"{touched[0]} was changed by somebody while the sync was at work"
                f"{f' (and {len(touched) - 1} more)' if touched[1:] else ''}; "
                "nothing was written. Sync again."
            )
        before()
        for change in synced.changes:
            spec_files.save_endpoint(have.root, have.service, change.endpoint)
            wrote(change.path)


def _was_touched(path: Path, have: SpecsFolder) -> bool:
    """Return whether a file differs from what was read, or was created meanwhile."""
    now = hash_text(atomic_files.read_text(path)) if path.exists() else None
    return now != have.digests.get(path)


def _with_repair_lines(
    repaired: Sequence[EntryRepair], catalogues: Sequence[Catalogue]
) -> tuple[EntryRepair, ...]:
    """Add line numbers to the locations of repairs."""
    places = locate_in_catalogues(catalogues, [one.repair.location for one in repaired])
    return tuple(
        replace(one, repair=replace(one.repair, location=place))
        for one, place in zip(repaired, places, strict=True)
    )


def _with_problem_lines(
    troubles: tuple[EndpointProblem, ...], gathered: CatalogueSnapshot
) -> tuple[EndpointProblem, ...]:
    """Add line numbers to the locations of problems, and sort the problems."""
    texts = dict[str, str]()
    names = {one.source.name for one in gathered.catalogues}

    def lined(place: Location) -> Location:
        for one in gathered.catalogues:
            place = one.add_line(place)
        return place if place.file in names else locations.add_line(place, texts)

    found = [
        EndpointProblem(t.model_id, replace(t.problem, location=lined(t.problem.location)))
        for t in troubles
    ]
    return tuple(sorted(found, key=lambda t: (t.model_id, t.problem.location, t.problem.code)))
