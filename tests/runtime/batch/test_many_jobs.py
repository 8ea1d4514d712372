"""Many jobs in one batch, and one budget for many processes, on a server in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import resource
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clientwright.runtime.batch.batch_result import Batch
from clientwright.runtime.journal.open_journal import open_journal
from runtime.batch.scripted_plan import request as request_of
from runtime.batch.shared_budget import BUDGET, PRICE
from runtime.demo_service import TOKEN, AsyncDemo
from runtime.light_server import counts, light_server
from runtime.programs import start

WARM = 50
KILOBYTES, KILOBYTES_PER_JOB = 16_000, 8
"""What threads, connections and 200 jobs in flight take, and what each outcome takes."""


async def map_many(url: str, journal: Path, count: int) -> tuple[Batch[Any], int]:
    """Map endless requests up to a number of jobs; return the batch, and the memory that it took."""

    def requests(name: str) -> Iterator[Any]:
        number = 0
        while True:
            yield request_of(f"{name} {number}")
            number += 1

    async with AsyncDemo(TOKEN, url, polls_per_second=2000, journal=journal) as api:
        await api.map(requests("warm"), batch="warm", max_jobs=WARM, progress=False)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        batch = await api.map(
            requests("many"), batch="many", max_jobs=count, in_flight=200, progress=False
        )
    return batch, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before


@pytest.mark.parametrize("count", [250, pytest.param(10_000, marks=pytest.mark.stress)])
def test_many_jobs_in_one_batch(count: int, tmp_path: Path) -> None:
    """Each is bought, delivered and written down once, and memory grows by a few kilobytes for each."""
    journal = tmp_path / "jobs.sqlite"
    with light_server() as url:
        batch, kilobytes = asyncio.run(map_many(url, journal, count))
        called = counts(url)
    ids = {one.request_id for one in batch if one.state == "succeeded"}
    assert len(ids) == len(batch.results) == count
    assert batch.stopped == "max_jobs"
    assert called["submit"] == called["result"] == count + WARM
    with contextlib.closing(open_journal(journal)) as database:
        entries = database.entries(batch="many", states=("succeeded",))
    assert {one.request_id for one in entries} == ids
    assert kilobytes <= KILOBYTES + KILOBYTES_PER_JOB * count


@pytest.mark.parametrize("programs", [2, pytest.param(6, marks=pytest.mark.stress)])
@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_processes_share_one_budget(
    store: str, programs: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Programs that run one batch at once buy together exactly what its budget allows."""
    journal: object = tmp_path / "jobs.sqlite"
    if store == "postgresql":
        journal = request.getfixturevalue("postgresql_address")
    with light_server() as url, ExitStack() as stack:
        started = [
            stack.enter_context(start("-m", "runtime.batch.shared_budget", name, url, journal))
            for name in range(programs)
        ]
        for one in started:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        found = [one.communicate(timeout=120) for one in started]
        called = counts(url)
    told = [json.loads(out) for out, _ in found]
    assert called["submit"] == sum(bought for bought, _, _ in told) == BUDGET // PRICE
    assert {stopped for _, stopped, _ in told} == {"budget"}
    assert sum(Decimal(spent) for _, _, spent in told) == BUDGET // PRICE * PRICE
