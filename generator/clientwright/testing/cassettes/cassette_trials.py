"""Contract trials of recorded traffic.

Each cassette must be recorded by the current spec. What the server accepted must be valid and
what it refused invalid, its jobs must keep the service's promises, and the generated client
must read every call as it was recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache, partial
from pathlib import Path

from clientwright.problems import Location, quote_value
from clientwright.schema.protocols import GenerationError
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.testing.cassettes.cassette_files import read_all
from clientwright.testing.cassettes.errors import UnusableCassette
from clientwright.testing.cassettes.promise_checks import CHECKS, CassetteCheck, CassetteTarget
from clientwright.testing.cassettes.scenarios import endpoint_scenarios
from clientwright.testing.promises import (
    Effort,
    Finding,
    Promise,
    PromiseGroup,
    Target,
    Trial,
    TrialResult,
    Verdict,
    VerdictState,
)
from clientwright.testing.targets.client_target import ClientTarget

ScenarioNames = Callable[[], Collection[str] | None]
"""Returns the names of an endpoint's scenarios, computed on demand; None if it has none."""


def list_trials(
    specs: Specs, folder: Path, client: ClientTarget | None = None, chosen: Collection[str] = ()
) -> list[Trial]:
    """Return the trials of all cassettes in a folder, or of the chosen endpoints.

    Without a client, none tests one.
    """
    endpoints = {str(endpoint.id): endpoint for endpoint in specs.endpoints}
    retired = {str(endpoint.id) for endpoint in specs.retired}
    names = {
        id: cache(partial(_scenario_names, specs.service, one)) for id, one in endpoints.items()
    }
    found: list[Trial] = []
    unknown: dict[str, list[Path]] = {}
    for path, cassette in read_all(folder, specs.service, chosen):
        if isinstance(cassette, UnusableCassette):
            found.append(_unreadable_trial(path, cassette.reason))
            continue
        id = cassette.header.endpoint
        if id in endpoints:
            recorded = CassetteTarget(specs, endpoints[id], cassette, client)
            found.extend(_cassette_trials(path, recorded, names[id]))
        elif id not in retired:
            unknown.setdefault(id, []).append(path)
    return [*found, *(_unknown_endpoint_trial(id, paths) for id, paths in unknown.items())]


def _scenario_names(service: Service, endpoint: Endpoint) -> frozenset[str] | None:
    try:
        return frozenset(
            one.name for one in endpoint_scenarios(service, endpoint) if not one.never_reason
        )
    except GenerationError:
        return None


def _cassette_trials(path: Path, recorded: CassetteTarget, names: ScenarioNames) -> Iterator[Trial]:
    endpoint, cassette = recorded.endpoint, recorded.cassette
    scenario = cassette.header.scenario
    for name, check in CHECKS.items():
        if check.applies(recorded):
            id = f"{endpoint.id}:cassettes/{scenario}/{name}"
            sentence = f"{scenario}: {check.sentence}"
            promise = Promise(
                id, PromiseGroup.CASSETTES, sentence, Location(str(path)), str(endpoint.id)
            )
            yield _check_trial(promise, recorded, check, names)


def _check_trial(
    promise: Promise, recorded: CassetteTarget, check: CassetteCheck, names: ScenarioNames
) -> Trial:
    def run(effort: Effort) -> TrialResult:
        finding = _stray_finding(recorded, names()) or check.run(recorded)
        state = VerdictState.BROKEN if finding else VerdictState.PROVED
        verdict = Verdict(promise, Target.CASSETTE, state, "", 1, finding)
        return TrialResult((verdict,), moves=check.moves(recorded))

    return Trial((promise,), Target.CASSETTE, run)


def _stray_finding(recorded: CassetteTarget, names: Collection[str] | None) -> Finding | None:
    scenario = recorded.cassette.header.scenario
    if names is None or scenario in names:
        return None
    return Finding(
        "a cassette of a scenario", f"there is no scenario named {quote_value(scenario)}"
    )


def _unreadable_trial(path: Path, reason: str) -> Trial:
    id = f"cassettes/{path.parent.name}/{path.stem}/readable"
    return _broken_trial(
        id, "The cassette can be read.", path, "a cassette of an endpoint of these specs", reason
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
