"""Fixtures: a server of jobs, and one way to map on sync, asyncio and trio clients."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trio

from clientwright.runtime.batch.batch_result import Batch
from clientwright.runtime.journal.entry import Entry
from clientwright.runtime.journal.open_journal import open_journal
from runtime.batch.job_server import JobServer, job_server
from runtime.batch.scripted_plan import request
from runtime.demo_service import TOKEN, AsyncDemo, Demo

FLAVOURS = ("sync", "asyncio", "trio")
Mapped = Callable[..., Batch[Any]]


@pytest.fixture
def jobs() -> Iterator[JobServer]:
    """Run a server of jobs."""
    with job_server() as server:
        yield server


def map_with(
    flavour: str, jobs: JobServer, requests: Iterable[Any], journal: object = None, **options: Any
) -> Batch[Any]:
    """Map on a new client of a flavour; texts become requests with that prompt."""
    found: Any = requests
    if not isinstance(requests, list | set | frozenset) or any(
        isinstance(one, str) for one in requests
    ):
        found = (request(one) if isinstance(one, str) else one for one in requests)
    if isinstance(requests, list) and found is not requests:
        found = [*found]
    client: dict[str, Any] = {"timeout": 5.0, "polls_per_second": 1000, "journal": journal}
    options = {"progress": False, **options}
    if flavour == "sync":
        with Demo(TOKEN, jobs.base_url, **client) as api:
            return api.map(found, **options)

    async def run() -> Batch[Any]:
        async with AsyncDemo(TOKEN, jobs.base_url, **client) as api:
            return await api.map(found, **options)

    return trio.run(run) if flavour == "trio" else asyncio.run(run())


@pytest.fixture(params=FLAVOURS)
def mapped(request: pytest.FixtureRequest, jobs: JobServer) -> Callable[..., Batch[Any]]:
    """Return `map` on a client of each flavour."""
    return lambda *given, **options: map_with(request.param, jobs, *given, **options)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where the journal is."""
    return tmp_path / "jobs.sqlite"


def entries(file: Path) -> list[Entry]:
    """Return everything in a journal."""
    database = open_journal(file)
    try:
        return database.entries()
    finally:
        database.close()


def ids(batch: Batch[Any]) -> list[str | None]:
    """Return the request ids of a batch."""
    return [one.request_id for one in batch]
