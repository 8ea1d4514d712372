"""Which trials there are: every endpoint's payloads, for the client and for the server, then the life of jobs, then what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from clientwright.contract.cassettes import verify
from clientwright.contract.following import trials as following
from clientwright.contract.jobs import trials as jobs
from clientwright.contract.judges.client import ClientJudge
from clientwright.contract.judges.server import Server
from clientwright.contract.judges.submits import Submits
from clientwright.contract.payload_trials import PayloadTrials
from clientwright.contract.promises import Trial
from clientwright.specs.model import Specs


def trials(
    specs: Specs,
    *,
    client: ClientJudge | None = None,
    server: Server | None = None,
    cassettes: Path | None = None,
) -> list[Trial]:
    """List the trials of the judges that are there, in the order in which they run."""
    found = list(_trials(specs, client, server))
    return [*found, *(verify.trials(specs, cassettes, client) if cassettes else ())]


def _trials(specs: Specs, client: ClientJudge | None, server: Server | None) -> Iterator[Trial]:
    schemes = tuple(specs.service.facts["media"]["schemes"])
    for endpoint in specs.endpoints:
        payloads = PayloadTrials(endpoint, schemes)
        if client is not None and client.knows(str(endpoint.id)):
            yield from payloads.of(client)
        if server is not None:
            yield from payloads.of(Submits.of(server, [endpoint]))
            yield from payloads.of_bodies(server)
    if client is not None:
        yield from following.trials(specs, client)
    if server is not None:
        yield from jobs.trials(specs, server)
