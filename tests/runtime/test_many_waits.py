"""Very many waits in one process: all are delivered, memory stays flat, and the loop stays free."""

from __future__ import annotations

import asyncio
import resource
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo
from runtime.light_server import counts, light_server

REQUEST = ENDPOINT.request({"prompt": "x"})


class Heart:
    """Counts what happens between two passes of the event loop."""

    def __init__(self) -> None:
        self.events = self.most = 0

    def event(self, _: object) -> None:
        """Count an event."""
        self.events += 1

    async def beat(self) -> None:
        """Pass the loop again and again, and keep the largest number of events of one pass."""
        while True:
            before = self.events
            await asyncio.sleep(0.001)
            self.most = max(self.most, self.events - before)


def resident_kilobytes() -> int:
    """Return the most memory that this process has used so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


async def run_jobs(base_url: str, count: int) -> tuple[list[Any], Heart, int]:
    """Submit jobs and wait for all of them at once; return outputs, heart and memory that the waits took."""
    heart = Heart()
    async with AsyncDemo(TOKEN, base_url, polls_per_second=2000) as api:
        jobs = await asyncio.gather(*(api.submit(REQUEST) for _ in range(count)))
        beating = asyncio.create_task(heart.beat())
        before = resident_kilobytes()
        waits = [job.wait(None, heart.event) for job in jobs]
        results = await asyncio.gather(*waits)
        beating.cancel()
    return [result.output.video for result in results], heart, resident_kilobytes() - before


@pytest.mark.parametrize("count", [500, pytest.param(10_000, marks=pytest.mark.stress)])
def test_many_waits_at_once(count: int) -> None:
    """Every job is delivered once, each took two looks, the loop was free, and memory stayed flat."""
    with light_server() as base_url:
        outputs, heart, kilobytes = asyncio.run(run_jobs(base_url, count))
        called = counts(base_url)
    assert len(set(outputs)) == len(outputs) == count
    assert called == {"submit": count, "status": 2 * count, "result": count, "most looks": 2}
    assert heart.events == 2 * count
    assert heart.most <= 64
    assert kilobytes / count <= 40


def test_threads_share_a_client() -> None:
    """Forty threads submit and wait with one client: every job is delivered once."""
    with light_server() as base_url, Demo(TOKEN, base_url, polls_per_second=1000) as api:
        with ThreadPoolExecutor(40) as threads:
            results = list(threads.map(lambda _: api.run(REQUEST), range(120)))
        assert len({result.output.video for result in results}) == 120
        assert counts(base_url)["submit"] == 120
