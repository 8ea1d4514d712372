"""The third judge: recorded traffic, held to the specs as they are now.

For each cassette: it was recorded by this spec; what the server took as input is valid and
what it refused as input is not; the lives of its jobs keep the promises of the service; the
generated client makes the same of every call.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache, partial
from pathlib import Path

from clientwright.contract.cassettes import files
from clientwright.contract.cassettes.checks import CHECKS, Check
from clientwright.contract.cassettes.folder import cassettes_in
from clientwright.contract.cassettes.problems import UnusableCassette
from clientwright.contract.cassettes.recorded import Recorded
from clientwright.contract.cassettes.scenarios import scenarios
from clientwright.contract.judges.client import ClientJudge
from clientwright.contract.making.problems import NoStrategy
from clientwright.contract.promises import (
    Effort,
    Finding,
    Group,
    Judge,
    Outcome,
    Promise,
    State,
    Trial,
    Verdict,
)
from clientwright.problems import Location, quote_value
from clientwright.specs.model import Endpoint, Service, Specs

Names = Callable[[], Collection[str] | None]
"""The names of an endpoint's scenarios, found only when asked for; None where it has none."""


def trials(specs: Specs, folder: Path, client: ClientJudge | None = None) -> list[Trial]:
    """List the trials of every cassette in a folder; without a client, none of them is about it."""
    endpoints = {str(endpoint.id): endpoint for endpoint in specs.endpoints}
    retired = {str(endpoint.id) for endpoint in specs.retired}
    names = {id: cache(partial(_names, specs.service, one)) for id, one in endpoints.items()}
    found: list[Trial] = []
    for path in cassettes_in(folder, specs.service):
        try:
            cassette = files.read(path)
            id = cassette.header.endpoint
            if id in endpoints:
                recorded = Recorded(specs, endpoints[id], cassette, client)
                found.extend(_of(path, recorded, names[id]))
            elif id not in retired:
                found.append(_broken(path, f"no spec has the id {id}"))
        except UnusableCassette as error:
            found.append(_broken(path, error.reason))
    return found


def _names(service: Service, endpoint: Endpoint) -> frozenset[str] | None:
    try:
        return frozenset(one.name for one in scenarios(service, endpoint) if not one.never)
    except NoStrategy:
        return None


def _of(path: Path, recorded: Recorded, names: Names) -> Iterator[Trial]:
    endpoint, cassette = recorded.endpoint, recorded.cassette
    scenario = cassette.header.scenario
    for name, check in CHECKS.items():
        if check.applies(recorded):
            id = f"{endpoint.id}:cassettes/{scenario}/{name}"
            sentence = f"{scenario}: {(check.hold.__doc__ or '').strip()}"
            promise = Promise(id, Group.CASSETTES, sentence, Location(str(path)), str(endpoint.id))
            yield _trial(promise, recorded, check, names)


def _trial(promise: Promise, recorded: Recorded, check: Check, names: Names) -> Trial:
    def run(effort: Effort) -> Outcome:
        finding = _stray(recorded, names()) or check.hold(recorded)
        state = State.BROKEN if finding else State.PROVED
        return Outcome((Verdict(promise, Judge.CASSETTE, state, "", 1, finding),))

    return Trial((promise,), Judge.CASSETTE, run)


def _stray(recorded: Recorded, names: Collection[str] | None) -> Finding | None:
    scenario = recorded.cassette.header.scenario
    if names is None or scenario in names:
        return None
    return Finding("a cassette of a scenario", f"no scenario is called {quote_value(scenario)}")


def _broken(path: Path, reason: str) -> Trial:
    id = f"cassettes/{path.parent.name}/{path.stem}/readable"
    promise = Promise(id, Group.CASSETTES, "A cassette can be read.", Location(str(path)))
    finding = Finding("a cassette of an endpoint of these specs", reason)
    verdict = Verdict(promise, Judge.CASSETTE, State.BROKEN, "", 1, finding)
    return Trial((promise,), Judge.CASSETTE, lambda effort: Outcome((verdict,)))
