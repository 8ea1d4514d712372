"""All trials of a server for tests that run them often: examples are made once for all servers."""

from __future__ import annotations

import httpx

from clientwright.io.loopback_transport import LoopbackTransport
from clientwright.testing.jobs.job_trials import job_trials
from clientwright.testing.payloads.listed_elsewhere import ListedValues
from clientwright.testing.promises import Trial
from clientwright.testing.targets.server_target import ServerTarget
from clientwright.testing.targets.submit_target import SubmitTarget
from clientwright.testing.trials.payload_trials import PayloadTrials
from testing.independent.loopback import OTHER_TOKEN, TOKEN
from testing.support import NAMES, SPECS

LISTED = ListedValues(SPECS.endpoints)
OF = {name: PayloadTrials(one, listed=LISTED) for name, one in NAMES.items()}
"""The trials of payloads by endpoint."""


def shared_trials(server: ServerTarget) -> list[Trial]:
    """Return all trials of a server, as a run has them."""
    target = SubmitTarget.for_endpoints(server, NAMES.values())
    of_payloads = [trial for one in OF.values() for trial in one.for_target(target)]
    others = [trial for one in OF.values() for trial in one.for_server(server)]
    return [*of_payloads, *others, *job_trials(SPECS, server)]


def polled_server(url: str, http: httpx.Client) -> ServerTarget:
    """Return a server under test whose jobs advance with polls, so that waiting takes no time."""
    tokens = {"mine": TOKEN, "other": OTHER_TOKEN}
    return ServerTarget(SPECS.service, url, tokens, http, sleep=lambda seconds: None)


def open_http() -> httpx.Client:
    """Return an HTTP client for servers on this machine."""
    return httpx.Client(transport=LoopbackTransport(), timeout=30)
