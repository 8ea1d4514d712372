"""The third judge: recorded traffic, held to the specs as they are now.

For each cassette: it was recorded by this spec; what the server took as input is valid and
what it refused as input is not; the lives of its jobs keep the promises of the service; the
generated client makes the same of every call.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from clientwright.contract.cassettes import files
from clientwright.contract.cassettes.checks import CHECKS, Check
from clientwright.contract.cassettes.folder import cassettes_in
from clientwright.contract.cassettes.problems import UnusableCassette
from clientwright.contract.cassettes.recorded import Recorded
from clientwright.contract.cassettes.values import Cassette
from clientwright.contract.judges.client import ClientJudge
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
from clientwright.problems import Place
from clientwright.spec.values import Specs


def trials(specs: Specs, folder: Path, client: ClientJudge | None = None) -> list[Trial]:
    """List the trials of every cassette in a folder; without a client, none of them is about it."""
    found: list[Trial] = []
    for path in cassettes_in(folder, specs.service):
        try:
            found.extend(_of(specs, path, files.read(path), client))
        except UnusableCassette as error:
            found.append(_broken(path, error.reason))
    return found


def _of(
    specs: Specs, path: Path, cassette: Cassette, client: ClientJudge | None
) -> Iterator[Trial]:
    known = {str(endpoint.id): endpoint for endpoint in specs.endpoints}
    endpoint = known.get(cassette.header.endpoint)
    if cassette.header.endpoint in {one.id for one in specs.retired}:
        return
    if endpoint is None:
        yield _broken(path, f"no spec has the id {cassette.header.endpoint}")
        return
    recorded = Recorded(specs, endpoint, cassette, client)
    scenario = cassette.header.scenario
    for name, check in CHECKS.items():
        if check.applies(recorded):
            id = f"{endpoint.id}:cassettes/{scenario}/{name}"
            sentence = f"{scenario}: {(check.hold.__doc__ or '').strip()}"
            promise = Promise(id, Group.CASSETTES, sentence, Place(str(path)), str(endpoint.id))
            yield _trial(promise, recorded, check)


def _trial(promise: Promise, recorded: Recorded, check: Check) -> Trial:
    def run(effort: Effort) -> Outcome:
        finding = check.hold(recorded)
        state = State.BROKEN if finding else State.PROVED
        return Outcome((Verdict(promise, Judge.CASSETTE, state, "", 1, finding),))

    return Trial((promise,), Judge.CASSETTE, run)


def _broken(path: Path, reason: str) -> Trial:
    id = f"cassettes/{path.parent.name}/{path.stem}/readable"
    promise = Promise(id, Group.CASSETTES, "A cassette can be read.", Place(str(path)))
    finding = Finding("a cassette of an endpoint of these specs", reason)
    verdict = Verdict(promise, Judge.CASSETTE, State.BROKEN, "", 1, finding)
    return Trial((promise,), Judge.CASSETTE, lambda effort: Outcome((verdict,)))
