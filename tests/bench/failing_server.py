"""Contract runs over servers that fail: how long each takes, beside a run over a good server."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from clientwright.sandbox.app import create_app
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.server import host_app
from clientwright.sandbox.stored_job import JobTiming
from clientwright.specs.spec_files import load_specs
from clientwright.testing.promises import Effort
from clientwright.testing.targets.server_access import SANDBOX_TOKENS
from clientwright.testing.targets.server_target import ServerTarget
from clientwright.testing.trials.runner import plan_trials, run_trials
from tests.bench.results import Row, row
from tests.bench.sampling import Measure, alternate
from tests.bench.unlike_endpoints import SPECS

ROUNDS = 3
Fails = Callable[[int], bool]
"""Whether a server fails at a call, by the number of calls before it."""


@dataclass
class FailingApp:
    """A sandbox that answers some calls with a failure of its own."""

    app: ASGIApp
    fails: Fails
    status: int
    calls: int = 0
    body: bytes = field(default=json.dumps({"error_code": 500001}).encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Fail, or pass the call on."""
        self.calls += 1
        if not self.fails(self.calls):
            await self.app(scope, receive, send)
            return
        while (await receive()).get("more_body", False):
            pass
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def _at_random() -> Fails:
    choices = random.Random(0)
    return lambda _: choices.random() < 0.1


GOOD = "no error"
SERVERS: dict[str, tuple[Callable[[], Fails], int]] = {
    GOOD: (lambda: lambda _: False, 500),
    "500 to every tenth call": (lambda: lambda call: call % 10 == 0, 500),
    "500 to 10 % at random": (_at_random, 500),
    "503 to every tenth call": (lambda: lambda call: call % 10 == 0, 503),
    "503 to 10 % at random": (_at_random, 503),
    "500 to every call": (lambda: lambda _: True, 500),
}


def measure() -> Iterator[Row]:
    """Yield the rows of runs over failing servers, beside a run over a good one."""
    measures = {name: _timed(*server) for name, server in SERVERS.items()}
    found = alternate(measures, ROUNDS)
    for name in SERVERS:
        if name != GOOD:
            id = f"failing-{name.replace(' ', '-').replace('%', 'percent')}"
            work = f"contract over a server that answers {name}"
            yield row(id, work, "s", found[name], rival="a good server", theirs=found[GOOD])


def _timed(fails: Callable[[], Fails], status: int) -> Measure:
    def run() -> float:
        started = time.perf_counter()
        _run_over(fails(), status)
        return time.perf_counter() - started

    return run


def _run_over(fails: Fails, status: int) -> None:
    specs = load_specs(SPECS).services[0]
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(JobStore.open(Path(folder) / "jobs.sqlite")) as jobs,
        httpx.Client(timeout=30, trust_env=False) as http,
    ):
        pace = JobTiming(0.2, 0.2)
        app = FailingApp(create_app(specs, jobs=jobs, pace=pace), fails, status)
        with host_app(app) as url:
            server = ServerTarget(specs.service, f"{url}/v1", SANDBOX_TOKENS, http)
            run_trials(plan_trials(specs, server=server), Effort())
