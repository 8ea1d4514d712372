"""The order of all trials: payloads for client and server, client protocol, jobs, cassettes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from clientwright.specs.model import Specs
from clientwright.testing.cassettes import cassette_trials
from clientwright.testing.client_protocol.client_trials import client_trials
from clientwright.testing.jobs.job_trials import job_trials
from clientwright.testing.promises import Trial
from clientwright.testing.targets.client_target import ClientTarget
from clientwright.testing.targets.server_target import ServerTarget
from clientwright.testing.targets.submit_target import SubmitTarget
from clientwright.testing.trials.payload_trials import PayloadTrials


def plan_trials(
    specs: Specs,
    *,
    client: ClientTarget | None = None,
    server: ServerTarget | None = None,
    cassettes: Path | None = None,
    chosen: Collection[str] = (),
) -> list[Trial]:
    """Return the trials for the given targets, in the order in which they run.

    If endpoints are `chosen`, by their ids, the trials are about them and the service only.
    """
    kept = tuple(one for one in specs.endpoints if str(one.id) in chosen)
    part = replace(specs, endpoints=kept) if chosen else specs
    found = list(_target_trials(part, client, server))
    if cassettes:
        found += cassette_trials.list_trials(specs, cassettes, client, chosen)
    return found


def _target_trials(
    specs: Specs, client: ClientTarget | None, server: ServerTarget | None
) -> Iterator[Trial]:
    schemes = tuple(specs.service.document["media"]["schemes"])
    for endpoint in specs.endpoints:
        payloads = PayloadTrials(endpoint, schemes)
        if client is not None and client.has_endpoint(str(endpoint.id)):
            yield from payloads.for_target(client)
        if server is not None:
            yield from payloads.for_target(SubmitTarget.for_endpoints(server, [endpoint]))
            yield from payloads.for_server(server)
    if client is not None:
        yield from client_trials(specs, client)
    if server is not None:
        yield from job_trials(specs, server)
