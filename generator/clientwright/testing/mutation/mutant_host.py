"""One server for all mutants: each is an application under its own path prefix, with a shared job store."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from clientwright.sandbox.accounts import ACCOUNTS
from clientwright.sandbox.app import create_app
from clientwright.sandbox.handlers import path_prefix
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.server import host_app
from clientwright.sandbox.stored_job import JobTiming
from clientwright.specs.model import Specs
from clientwright.testing.targets.offset_clock import OffsetClock
from clientwright.testing.targets.server_target import ServerTarget

PACE = JobTiming(4.0, 4.0)
"""How long jobs wait and run, in seconds of the host's clock."""


@dataclass
class MutantHost:
    """The server of all mutants; its clock advances with the time and with every pause of a trial."""

    base: str
    jobs: JobStore
    http: httpx.Client
    apps: dict[str, ASGIApp] = field(default_factory=dict[str, ASGIApp])
    clock: OffsetClock = field(default_factory=OffsetClock)

    def sandbox(self, specs: Specs) -> ASGIApp:
        """Return an unchanged sandbox of some specs."""
        return create_app(specs, jobs=self.jobs, pace=PACE, clock=self.clock.now)

    def serve(self, specs: Specs, app: ASGIApp) -> ServerTarget:
        """Serve an application under its own prefix; return it as a server under test."""
        name = f"m{len(self.apps)}"
        self.apps[name] = app
        tokens = dict(zip(("mine", "other"), ACCOUNTS.by_token, strict=False))
        base = f"{self.base}/{name}{path_prefix(specs.service)}"
        return ServerTarget(specs.service, base, tokens, self.http, self.clock.sleep)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call to the application of its prefix."""
        if scope["type"] != "http":
            return
        _, name, rest = scope["path"].split("/", 2)
        inner = {**scope, "path": f"/{rest}", "raw_path": f"/{rest}".encode()}
        await self.apps[name](inner, receive, send)


@contextmanager
def mutant_host() -> Generator[MutantHost]:
    """Start a host on a free local port for the duration of the block."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        jobs = stack.enter_context(closing(JobStore.open(folder / "jobs.sqlite")))
        http = stack.enter_context(httpx.Client(timeout=30, trust_env=False))
        host = MutantHost("", jobs, http)
        host.base = stack.enter_context(host_app(host))
        yield host
