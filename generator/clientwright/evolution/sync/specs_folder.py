"""Read a specs folder, sync it with a catalogue, and write the changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from clientwright import locations
from clientwright.errors import ProblemsError, UsageError
from clientwright.evolution.sync.catalogue_snapshot import combine_pages
from clientwright.evolution.sync.listed_catalogue import parse_service_catalogue
from clientwright.evolution.sync.sync_plan import SpecsFolder, plan_sync
from clientwright.evolution.sync.sync_result import (
    CatalogueSnapshot,
    EndpointProblem,
    EntryRepair,
    SyncResult,
)
from clientwright.io import atomic_files
from clientwright.io.cache import hash_text
from clientwright.io.folder_lock import lock_for_writing
from clientwright.problems import Problem
from clientwright.sources.catalogue import Catalogue
from clientwright.sources.documents import Source
from clientwright.sources.line_index import locate_in_catalogues
from clientwright.specs import spec_files
from clientwright.specs.catalogue_facts import CatalogueFacts
from clientwright.specs.service_files import find_service_files, specs_root


def read_specs_folder(root: Path, service_name: str = "") -> SpecsFolder:
    """Read a specs folder, which need not exist yet; of several services, the one that is named.

    Raises:
        UsageError: there are several services and none is named, or there is none of the name.
        Blocked: its service file is broken.
        SourceError: its service file cannot be read.
    """
    service = spec_files.load_service(root, service_name)
    files = find_service_files(root)
    if not any(path.resolve().parent.name == service.name for path in files):
        return SpecsFolder(specs_root(root), service)
    loaded = spec_files.load_specs(root)
    own_specs = next((s for s in loaded.services if s.service.name == service.name), None)
    if own_specs is None:
        own = [p for p in loaded.problems if service.path == Path(p.location.file)]
        raise ProblemsError(locations.add_lines(own or loaded.problems))
    broken = defaultdict[Path, tuple[Problem, ...]](tuple)
    for problem in loaded.problems:
        file = Path(problem.location.file)
        if service.path.parent in file.parents:
            broken[file] += (problem,)
    all_endpoints = (*own_specs.endpoints, *own_specs.retired)
    return SpecsFolder(
        specs_root(root),
        service,
        {e.id: e for e in all_endpoints},
        dict(broken),
        digests=loaded.digests,
        services=(service.name,) if service_name else tuple(path.parent.name for path in files),
    )


def sync_specs_folder(
    sources: list[Source],
    folder: SpecsFolder,
    *,
    write: bool,
    anew: bool = False,
    whole: bool = False,
    live: bool = False,
) -> SyncResult:
    """Sync a specs folder with the pages of a catalogue; `live` pages were fetched just now, all of them.

    Everything is read and checked before the first file is written, and each file is
    replaced atomically.

    Raises:
        Blocked: a page is not JSON, cut off, or not a catalogue; nothing was written.
    """
    found, problems = list[Catalogue](), list[Problem]()
    for source in sources:
        try:
            found.append(parse_service_catalogue(source, folder.service))
        except ProblemsError as blocked:
            problems += blocked.problems
    if problems:
        raise ProblemsError(problems)
    described = CatalogueFacts.of_service(folder.service) is not None
    snapshot = combine_pages(found, followed=live and described)
    result = plan_sync(snapshot, folder, anew=anew, whole=whole)
    result = replace(
        result,
        endpoint_problems=_with_problem_lines(result.endpoint_problems, snapshot),
        entry_repairs=_with_repair_lines(result.entry_repairs, found),
    )
    if write:
        save_changes(result, folder)
    return result


def save_changes(
    result: SyncResult,
    folder: SpecsFolder,
    before: Callable[[], None] = lambda: None,
    wrote: Callable[[Path], None] = lambda _: None,
) -> None:
    """Write the changes of a sync, each file atomically; nothing if a file changed since it was read.

    `before` is called once the folder is locked and checked; `wrote` is called with each path written.

    Raises:
        UsageError: the folder cannot be written, another sync is writing, or somebody changed
            a file that would be written.
    """
    if not result.changes:
        before()
        return
    spec_files.save_service(folder.root, folder.service)
    below = folder.root / folder.service.name
    with lock_for_writing(below, below, who="sync"):
        atomic_files.remove_abandoned(below, ".json")
        touched = [change.path for change in result.changes if _was_touched(change.path, folder)]
        if touched:
            raise UsageError(
                f"{touched[0]} was changed by somebody while the sync was at work"
                f"{f' (and {len(touched) - 1} more)' if touched[1:] else ''}; "
                "nothing was written. Sync again."
            )
        before()
        for change in result.changes:
            spec_files.save_endpoint(folder.root, folder.service, change.endpoint)
            wrote(change.path)


def _was_touched(path: Path, folder: SpecsFolder) -> bool:
    """Return whether a file differs from what was read, or was created meanwhile."""
    now = hash_text(atomic_files.read_text(path)) if path.exists() else None
    return now != folder.digests.get(path)


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
    endpoint_problems: tuple[EndpointProblem, ...], snapshot: CatalogueSnapshot
) -> tuple[EndpointProblem, ...]:
    """Add line numbers to the locations of problems, and sort the problems."""
    texts = dict[str, str]()
    names = {one.source.name for one in snapshot.catalogues}
    places = [one.problem.location for one in endpoint_problems]
    found = [
        EndpointProblem(
            one.model_id,
            replace(
                one.problem,
                location=place if place.file in names else locations.add_line(place, texts),
            ),
        )
        for one, place in zip(
            endpoint_problems, locate_in_catalogues(snapshot.catalogues, places), strict=True
        )
    ]
    return tuple(sorted(found, key=lambda t: (t.model_id, t.problem.location, t.problem.code)))
