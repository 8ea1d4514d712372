"""Which cassettes an update makes stale: those to record again, and those left to a person."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from clientwright.errors import SourceError
from clientwright.evolution.problems import UnrecordedEndpoints
from clientwright.evolution.update.update_result import CassettePlan, CassetteToRecord
from clientwright.io import atomic_files
from clientwright.io.cache import hash_text
from clientwright.problems import Location, Problem
from clientwright.specs.model import Specs
from clientwright.testing.cassettes import cassette_files, stale_cassettes
from clientwright.testing.cassettes.cassette_files import cassette_path, cassettes_in
from clientwright.testing.cassettes.cassette_model import SANDBOX, CassetteHeader
from clientwright.testing.cassettes.errors import UnusableCassette
from clientwright.testing.cassettes.problems import MissingCassette, StaleCassette
from clientwright.testing.cassettes.recording_plan import plan_recording


@dataclass(frozen=True, slots=True)
class _EndpointCassettes:
    """Whether all cassettes of one endpoint are from the sandbox, and whether any hides its prompts."""

    sandbox_only: bool
    prompts_hidden: bool


def plan_cassettes(folder: Path, specs: Specs) -> CassettePlan:
    """Return the cassettes to record again, for the endpoints that have some.

    What was recorded against the provider is never replaced from the sandbox or recorded again:
    such jobs are paid for. Next to such a cassette no sandbox cassette is added. Hidden prompts
    stay hidden.

    Missing cassettes are recorded only if another is stale, and before it: if recording is
    interrupted, something stale is left that makes the next update continue.

    Raises:
        UsageError: a cassette to record cannot be written.
    """
    there = {path.parent for path in cassettes_in(folder, specs.service)}
    if not there:
        return CassettePlan()
    folders = {
        str(e.id): cassette_path(folder, specs.service, e, "").parent for e in specs.endpoints
    }
    recorded = [e for e in specs.endpoints if folders[str(e.id)] in there]
    part = replace(specs, endpoints=tuple(recorded))
    found = stale_cassettes.check_folder(folder, part)
    affected = {p.endpoint for p in found if isinstance(p, StaleCassette | MissingCassette)}
    existing = {id: _existing_cassettes(folders[id]) for id in affected}
    scenarios = {(p.endpoint, p.scenario) for p in _sandbox_recordable(found, existing)}
    ids = [str(endpoint.id) for endpoint in recorded]
    planned = tuple(
        CassetteToRecord(
            one, path, cassette_digest(path), existing[str(one.endpoint.id)].prompts_hidden
        )
        for one in (plan_recording(part, ids) if scenarios else ())
        if (str(one.endpoint.id), one.scenario.name) in scenarios and not one.skip_reason
        for path in [cassette_path(folder, specs.service, one.endpoint, one.scenario.name)]
    )
    atomic_files.require_writable(cassette.path for cassette in planned)
    left = tuple(problem for problem in found if _needs_person(problem))
    unrecorded = tuple(str(e.id) for e in specs.endpoints if e not in recorded)
    location = Location(str(folder / specs.service.name))
    planned = tuple(sorted(planned, key=lambda cassette: cassette.old_digest is not None))
    return CassettePlan(
        planned, (*left, *([UnrecordedEndpoints(location, unrecorded)] if unrecorded else ()))
    )


def cassette_digest(path: Path) -> str | None:
    """Return the hash of a cassette's text, or None if it does not exist or cannot be read."""
    try:
        return hash_text(atomic_files.read_text(path)) if path.exists() else None
    except SourceError:
        return None


def _existing_cassettes(endpoint_folder: Path) -> _EndpointCassettes:
    headers = [_header(path) for path in sorted(endpoint_folder.glob("*.json"))]
    known = [header for header in headers if header is not None]
    from_sandbox = len(known) == len(headers) and all(header.against == SANDBOX for header in known)
    return _EndpointCassettes(from_sandbox, any(header.prompts_hidden for header in known))


def _header(path: Path) -> CassetteHeader | None:
    try:
        return cassette_files.read(path).header
    except UnusableCassette:
        return None


def _sandbox_recordable(
    found: Collection[Problem], existing: dict[str, _EndpointCassettes]
) -> Iterator[StaleCassette | MissingCassette]:
    """Yield what may be recorded against the sandbox."""
    changed = {one.endpoint for one in found if isinstance(one, StaleCassette)}
    for problem in found:
        match problem:
            case StaleCassette(against=against) if against == SANDBOX:
                yield problem
            case MissingCassette(endpoint=id) if id in changed and existing[id].sandbox_only:
                if not _needs_person(problem):
                    yield problem
            case _:
                pass


def _needs_person(problem: Problem) -> bool:
    """Return whether a person has to look: at live cassettes, and links that lead nowhere."""
    match problem:
        case StaleCassette(against=against):
            return against != SANDBOX
        case MissingCassette(location=location):
            return Path(location.file).is_symlink()
        case _:
            return True
