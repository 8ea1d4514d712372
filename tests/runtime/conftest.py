"""Fixtures: a loopback server, a folder in memory, and one driver for sync, asyncio and trio clients."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import trio

from clientwright.runtime.job_operations import JobOperations
from runtime.byte_server import ByteServer, run_server
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo
from runtime.http_flavours import FLAVOURS, ClientFlavour

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""A folder in memory, where there is one: journals flush each change, which takes long on a disk."""


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Return a folder of the test."""
    with TemporaryDirectory(dir=MEMORY, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def server() -> Iterator[ByteServer]:
    """Run a server."""
    with run_server() as server:
        yield server


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a read that failed be tried again at once; how long the pauses are is seen without a clock elsewhere."""
    monkeypatch.setattr(JobOperations, "_backoff", lambda _, attempt: 0.001 * attempt)


class ClientDriver:
    """Calls the client as sync, asyncio or trio code."""

    def __init__(self, flavour: str) -> None:
        self.flavour = flavour

    def __call__(self, server: ByteServer, *calls: str, within: float = 5.0, **more: Any) -> Any:
        """Submit, make the calls on the job, and return the result of the last one."""
        if self.flavour == "sync":
            with Demo(TOKEN, server.base_url, within) as api:
                found: Any = api.submit(ENDPOINT.request({"prompt": "é"}))
                job = found
                for call in calls:
                    found = getattr(job, call)(**more)
                return found
        return self._run_loop(lambda: self._call_async(server, calls, within, more))

    async def _call_async(self, server: ByteServer, calls: Any, within: float, more: Any) -> Any:
        async with AsyncDemo(TOKEN, server.base_url, within) as api:
            found: Any = await api.submit(ENDPOINT.request({"prompt": "é"}))
            job = found
            for call in calls:
                found = await getattr(job, call)(**more)
            return found

    def _run_loop(self, main: Callable[[], Awaitable[Any]]) -> Any:
        if self.flavour == "trio":
            return trio.run(main)

        async def run() -> Any:
            return await main()

        return asyncio.run(run())


@pytest.fixture(params=["sync", "asyncio", "trio"])
def drive(request: pytest.FixtureRequest) -> ClientDriver:
    """Return a driver of each flavour."""
    return ClientDriver(request.param)


@pytest.fixture(params=FLAVOURS, ids="-".join)
def flavour(request: pytest.FixtureRequest) -> ClientFlavour:
    """Return the client on each HTTP library, called in each way."""
    return ClientFlavour(*request.param)
