"""Contract trials of recorded traffic.

Each cassette of `clientwright record` must be recorded by the current spec. What the server accepted
must be valid and what it refused invalid, its jobs must keep the service's promises, and the
generated client must read every call as it was recorded. The same holds for the calls to the service
in anybody's files of vcrpy, as far as they surely show it.

A trial keeps its file's path and reads the file again, so that a folder may hold any number.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from pathlib import Path

from clientwright.errors import UsageError
from clientwright.problems import Location, Problem, escape_unprintable, quote_value
from clientwright.schema.protocols import GenerationError
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.testing.cassettes.cassette_files import JSON_SUFFIX
from clientwright.testing.cassettes.problems import NothingToCheck
from clientwright.testing.cassettes.promise_checks import CHECKS, CassetteCheck, CassetteTarget
from clientwright.testing.cassettes.recording_checks import RecordingJudge, RecordingPart
from clientwright.testing.cassettes.recording_files import RecordingReader, ServiceCall
from clientwright.testing.cassettes.scenarios import endpoint_scenarios
from clientwright.testing.cassettes.service_addresses import ServiceAddresses
from clientwright.testing.cassettes.unreadable_files import (
    FileProblems,
    describe_problems,
    unreadable_trials,
)
from clientwright.testing.promises import (
    Effort,
    Finding,
    Promise,
    PromiseGroup,
    StageMove,
    Target,
    Trial,
    TrialResult,
    Verdict,
    VerdictState,
)
from clientwright.testing.targets.client_target import ClientTarget

ScenarioNames = Callable[[], Collection[str] | None]
"""Returns the names of an endpoint's scenarios, computed on demand; None if it has none."""

_KEPT_FILES = 16
"""So many files are kept in memory: the trials of a file follow each other."""

_CHANGED = "the file changed while the trials ran"
_RECORDING_SENTENCES = {
    "inputs": "Inputs that the server accepted are valid by the spec, and inputs it refused are not.",
    "lives": "The recorded jobs keep the service's promises about jobs.",
    "client": "The generated client reads every recorded answer as it was recorded.",
}


def list_trials(
    specs: Specs, folder: Path, client: ClientTarget | None = None, chosen: Collection[str] = ()
) -> list[Trial]:
    """Return the trials of all cassettes in a folder, or of the chosen endpoints.

    Without a client, none tests one.
    """
    found = _FolderTrials(specs, folder, client, chosen)
    return [*found.list(), *found.unknown_endpoints(), *unreadable_trials(folder, found.unread)]


def require_cassettes(folder: Path, specs: Specs, chosen: Collection[str] = ()) -> None:
    """Check that a folder has at least one recording that can be read, of the chosen endpoints.

    Raises:
        UsageError: it has none.
    """
    problems: list[Problem] = []
    if _has_recording(folder, specs, chosen, problems):
        return
    name = specs.service.name
    of = f" of {', '.join(chosen)}" if chosen else ""
    advice = (
        f"name a folder with files of vcrpy that call {name}, or record some with "
        f"'clientwright record --into {folder}'"
    )
    why = f"{describe_problems(problems)}\nOtherwise, " if problems else ""
    raise UsageError(f"no cassettes{of} in {folder}: {why}{advice}")


def _has_recording(
    folder: Path, specs: Specs, chosen: Collection[str], problems: list[Problem]
) -> bool:
    """Return whether a folder has a recording; what is wrong with other files is added to a list."""
    reader = RecordingReader(folder, ServiceAddresses.of_specs(specs))
    judge = RecordingJudge(specs)
    for path in reader.paths():
        found = reader.read(path)
        problems += found.problems
        if found.cassette and (not chosen or found.cassette.header.endpoint in chosen):
            return True
        parts = judge.parts(found.calls)
        ids = {_endpoint_id(part) for part in parts if any(judge.applicable(part))}
        problems += _nothing_to_check(judge, path, found.calls)
        if ids and (not chosen or ids & {*chosen}):
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What a file holds: our cassette, with the id of its endpoint, or calls by endpoint."""

    id: str
    own: CassetteTarget | None
    parts: Mapping[str, RecordingPart]
    problems: Sequence[Problem]


@dataclass
class _FolderTrials:
    """Lists the trials of a folder, reading one file at a time."""

    specs: Specs
    folder: Path
    client: ClientTarget | None
    chosen: Collection[str]
    unread: list[FileProblems] = field(default_factory=list[FileProblems])
    unknown: dict[str, list[Path]] = field(default_factory=dict[str, list[Path]])

    def __post_init__(self) -> None:
        self.reader = RecordingReader(self.folder, ServiceAddresses.of_specs(self.specs))
        self.judge = RecordingJudge(self.specs, self.client)
        self.endpoints = {str(endpoint.id): endpoint for endpoint in self.specs.endpoints}
        self.retired = {str(endpoint.id) for endpoint in self.specs.retired}
        self.load = lru_cache(maxsize=_KEPT_FILES)(self._load)
        service = self.specs.service
        self.names = {
            id: cache(partial(_scenario_names, service, one)) for id, one in self.endpoints.items()
        }
        self.roots = [self.folder.joinpath(service.name, *id.split("/")) for id in self.chosen]

    def list(self) -> Iterator[Trial]:
        """Yield the trials of every file; what cannot be read, or is of no endpoint, is kept."""
        for path in self.reader.paths():
            found = self.load(path)
            if found.problems and self._is_asked(path):
                self.unread.append((path, found.problems))
            if found.id in self.retired or (
                found.id and self.chosen and found.id not in self.chosen
            ):
                continue
            if found.own:
                yield from self._own_trials(path, found.own)
            elif found.id:
                self.unknown.setdefault(found.id, []).append(path)
            yield from self._recording_trials(path, found.parts)

    def unknown_endpoints(self) -> Iterator[Trial]:
        """Yield a trial for each endpoint that has cassettes and no spec."""
        yield from (_unknown_endpoint_trial(id, paths) for id, paths in self.unknown.items())

    def _is_asked(self, path: Path) -> bool:
        """Return whether a file may be of the chosen endpoints."""
        own = path.is_relative_to(self.folder / self.specs.service.name)
        return not (self.chosen and own) or any(map(path.is_relative_to, self.roots))

    def _load(self, path: Path) -> _Loaded:
        found = self.reader.read(path)
        id = found.cassette.header.endpoint if found.cassette else ""
        own = (
            CassetteTarget(self.specs, self.endpoints[id], found.cassette, self.client, str(path))
            if found.cassette and id in self.endpoints
            else None
        )
        parts = {_endpoint_id(one): one for one in self.judge.parts(found.calls)}
        problems = (*found.problems, *_nothing_to_check(self.judge, path, found.calls))
        return _Loaded(id, own, parts, problems)

    def _own_trials(self, path: Path, recorded: CassetteTarget) -> Iterator[Trial]:
        id, scenario = str(recorded.endpoint.id), recorded.cassette.header.scenario
        form = "" if path.suffix == JSON_SUFFIX else ".vcr"
        for name, check in CHECKS.items():
            if check.applies(recorded):
                promise = Promise(
                    f"{id}:cassettes/{scenario}{form}/{name}",
                    PromiseGroup.CASSETTES,
                    f"{scenario}: {check.sentence}",
                    Location(str(path)),
                    id,
                )
                moves = partial(self._own_moves, path, check)
                yield _trial(promise, partial(self._own_finding, path, id, check), moves)

    def _own_finding(self, path: Path, id: str, check: CassetteCheck) -> Finding | None:
        recorded = self.load(path).own
        if recorded is None or str(recorded.endpoint.id) != id:
            return Finding("the cassette that was there", _CHANGED)
        return _stray_finding(recorded, self.names[id]()) or check.run(recorded)

    def _own_moves(self, path: Path, check: CassetteCheck) -> tuple[StageMove, ...]:
        recorded = self.load(path).own
        return check.moves(recorded) if recorded else ()

    def _recording_trials(self, path: Path, parts: Mapping[str, RecordingPart]) -> Iterator[Trial]:
        name = escape_unprintable(path.relative_to(self.folder).as_posix())
        for id, part in parts.items():
            if self.chosen and id not in self.chosen:
                continue
            for check in self.judge.applicable(part):
                of = f"{id}:" if id else ""
                promise = Promise(
                    f"{of}cassettes/{name}/{check}",
                    PromiseGroup.CASSETTES,
                    f"{name}: {_RECORDING_SENTENCES[check]}",
                    Location(str(path)),
                    id,
                )
                yield _trial(promise, partial(self._part_finding, path, id, check))

    def _part_finding(self, path: Path, id: str, check: str) -> Finding | None:
        part = self.load(path).parts.get(id)
        if part is None:
            return Finding("the recording that was there", _CHANGED)
        return self.judge.check(check, part)


def _nothing_to_check(
    judge: RecordingJudge, path: Path, calls: Sequence[ServiceCall]
) -> Iterator[Problem]:
    """Yield a note about a recording whose calls to the service show nothing."""
    if judge.shows_nothing(calls):
        yield NothingToCheck(Location(str(path)), len(calls))


def _endpoint_id(part: RecordingPart) -> str:
    return str(part.endpoint.id) if part.endpoint else ""


def _trial(
    promise: Promise,
    find: Callable[[], Finding | None],
    moves: Callable[[], tuple[StageMove, ...]] = tuple,
) -> Trial:
    def run(effort: Effort) -> TrialResult:
        finding = find()
        state = VerdictState.BROKEN if finding else VerdictState.PROVED
        verdict = Verdict(promise, Target.CASSETTE, state, "", 1, finding)
        return TrialResult((verdict,), moves=moves())

    return Trial((promise,), Target.CASSETTE, run)


def _scenario_names(service: Service, endpoint: Endpoint) -> frozenset[str] | None:
    try:
        return frozenset(
            one.name for one in endpoint_scenarios(service, endpoint) if not one.never_reason
        )
    except GenerationError:
        return None


def _stray_finding(recorded: CassetteTarget, names: Collection[str] | None) -> Finding | None:
    scenario = recorded.cassette.header.scenario
    if names is None or scenario in names:
        return None
    return Finding(
        "a cassette of a scenario", f"there is no scenario named {quote_value(scenario)}"
    )


def _unknown_endpoint_trial(id: str, paths: Sequence[Path]) -> Trial:
    """Return the trial of all cassettes of an endpoint that has no spec: they have one cause."""
    files = f"{len(paths)} cassettes are" if len(paths) > 1 else "1 cassette is"
    return _broken_trial(
        f"cassettes/{id}/known",
        "The specs have the endpoint of these cassettes.",
        paths[0],
        "cassettes of endpoints of these specs",
        f"no spec has the id {quote_value(id, 200)}, and {files} of it",
    )


def _broken_trial(id: str, sentence: str, path: Path, expected: str, seen: str) -> Trial:
    promise = Promise(id, PromiseGroup.CASSETTES, sentence, Location(str(path)))
    verdict = Verdict(promise, Target.CASSETTE, VerdictState.BROKEN, "", 1, Finding(expected, seen))
    return Trial((promise,), Target.CASSETTE, lambda effort: TrialResult((verdict,)))
