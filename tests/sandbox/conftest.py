"""Fixtures: a sandbox with a real socket and file, and clients that call it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from clientwright.sandbox.server import RunningSandbox, run_sandbox
from clientwright.sandbox.stored_job import JobTiming
from sandbox.support import ClientFactory, SteppedClock, specs


@pytest.fixture
def clock() -> SteppedClock:
    """Return a clock that only the test advances."""
    return SteppedClock()


@pytest.fixture
def sandbox(tmp_path: Path, clock: SteppedClock) -> Iterator[RunningSandbox]:
    """Run a sandbox in which a job waits 6 seconds and runs 9, by the test's clock."""
    with run_sandbox(
        specs(), jobs_file=tmp_path / "jobs.sqlite", pace=JobTiming(), clock=clock
    ) as it:
        yield it


@pytest.fixture
def caller() -> Iterator[ClientFactory]:
    """Create clients, closed after the test."""
    with ExitStack() as stack:

        def client(base_url: str, token: str = "sandbox-token") -> httpx.Client:
            headers = {"Authorization": f"Bearer {token}"}
            http = httpx.Client(base_url=base_url, headers=headers, trust_env=False, timeout=20)
            return stack.enter_context(http)

        yield client


@pytest.fixture
def api(sandbox: RunningSandbox, caller: ClientFactory) -> httpx.Client:
    """Return a client of the account that works."""
    return caller(sandbox.base_url)
