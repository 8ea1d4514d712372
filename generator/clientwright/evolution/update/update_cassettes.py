"""Which cassettes an update makes stale: those to record again, and those that only a person can."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from clientwright import atomic_files
from clientwright.cache import hash_text
from clientwright.errors import SourceError
from clientwright.evolution.update.problems import UnrecordedEndpoints
from clientwright.evolution.update.update_result import CassettePlan, CassetteToRecord
from clientwright.problems import Location, Problem
from clientwright.specs.model import Specs
from clientwright.testing.cassettes import cassette_files, folder_check
from clientwright.testing.cassettes.cassette_model import SANDBOX, CassetteHeader
from clientwright.testing.cassettes.cassette_paths import cassette_path, cassettes_in
from clientwright.testing.cassettes.problems import MissingCassette, StaleCassette, UnusableCassette
from clientwright.testing.cassettes.recording_plan import plan_recording


@dataclass(frozen=True, slots=True)
class _EndpointCassettes:
    """The cassettes of one endpoint; `free` where each of them is the sandbox's, and none a person's."""

    sandbox_only: bool
    prompts_hidden: bool


def plan_cassettes(folder: Path, specs: Specs) -> CassettePlan:
    """Look at the endpoints that have cassettes; a folder without any asks for nothing.

    What was recorded against the provider is never replaced by the sandbox's word, nor
    recorded again by itself: such jobs are paid. Beside such a cassette the sandbox adds
    none. Where prompts are hidden, they stay so.

    What is missing is recorded where something is stale, and before it: whatever stops that,
    something stale is left, which brings the next update back to it.

    Raises:
        UsageError: a cassette that is to be recorded cannot be written.
    """
    there = {path.parent for path in cassettes_in(folder, specs.service)}
    if not there:
        return CassettePlan()
    homes = {str(e.id): cassette_path(folder, specs.service, e, "").parent for e in specs.endpoints}
    kept = [e for e in specs.endpoints if homes[str(e.id)] in there]
    part = replace(specs, endpoints=tuple(kept))
    found = folder_check.check_folder(folder, part)
    touched = {p.endpoint for p in found if isinstance(p, StaleCassette | MissingCassette)}
    shelves = {id: _existing_cassettes(homes[id]) for id in touched}
    again = {(p.endpoint, p.scenario) for p in _sandbox_recordable(found, shelves)}
    ids = [str(endpoint.id) for endpoint in kept]
    planned = tuple(
        CassetteToRecord(
            one, path, cassette_digest(path), shelves[str(one.endpoint.id)].prompts_hidden
        )
        for one in (plan_recording(part, ids) if again else ())
        if (str(one.endpoint.id), one.scenario.name) in again and not one.skip_reason
        for path in [cassette_path(folder, specs.service, one.endpoint, one.scenario.name)]
    )
    atomic_files.require_writable(tape.path for tape in planned)
    left = tuple(problem for problem in found if _needs_person(problem))
    bare = tuple(str(e.id) for e in specs.endpoints if e not in kept)
    place = Location(str(folder / specs.service.name))
    planned = tuple(sorted(planned, key=lambda tape: tape.old_digest is not None))
    return CassettePlan(planned, (*left, *([UnrecordedEndpoints(place, bare)] if bare else ())))


def cassette_digest(path: Path) -> str | None:
    """Hash what a cassette says, None where there is none or it cannot be read."""
    try:
        return hash_text(atomic_files.read_text(path)) if path.exists() else None
    except SourceError:
        return None


def _existing_cassettes(home: Path) -> _EndpointCassettes:
    headers = [_header(path) for path in sorted(home.glob("*.json"))]
    known = [header for header in headers if header is not None]
    free = len(known) == len(headers) and all(header.against == SANDBOX for header in known)
    return _EndpointCassettes(free, any(header.prompts_hidden for header in known))


def _header(path: Path) -> CassetteHeader | None:
    try:
        return cassette_files.read(path).header
    except UnusableCassette:
        return None


def _sandbox_recordable(
    found: Collection[Problem], shelves: dict[str, _EndpointCassettes]
) -> Iterator[StaleCassette | MissingCassette]:
    """Give what the sandbox may record."""
    changed = {one.endpoint for one in found if isinstance(one, StaleCassette)}
    for problem in found:
        match problem:
            case StaleCassette(against=against) if against == SANDBOX:
                yield problem
            case MissingCassette(endpoint=id) if id in changed and shelves[id].sandbox_only:
                if not _needs_person(problem):
                    yield problem
            case _:
                pass


def _needs_person(problem: Problem) -> bool:
    """Tell whether a person has to look: nobody else knows what a live cassette, or a link that leads nowhere, holds."""
    match problem:
        case StaleCassette(against=against):
            return against != SANDBOX
        case MissingCassette(location=location):
            return Path(location.file).is_symlink()
        case _:
            return True
