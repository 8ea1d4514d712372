"""Loops over a job's updates, sync and async: one that is left or closed changes nothing."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
import trio

from clientwright.runtime import poll_schedule
from clientwright.runtime.async_jobs import AsyncJob
from clientwright.runtime.errors import (
    ClientClosed,
)
from clientwright.runtime.jobs import Job
from runtime.byte_server import ByteServer, reply
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo
from runtime.scripted_flow import ScriptedRun, status_answer
from runtime.update_scripts import OUTPUT, updates_of, waits


@pytest.mark.parametrize("leave", ["break", "close", "with", "error", "del"])
def test_leaving_the_loop_ends_the_wait(leave: str) -> None:
    """However a loop is left, no wait is counted any more, and nothing is sent."""
    play = ScriptedRun([status_answer("in_queue")])
    updates: Any = updates_of(play)
    next(updates)
    assert waits(play) == 1
    sent = len(play.sent)
    if leave == "close":
        updates.close()
    elif leave == "with":
        with updates:
            pass
    elif leave == "error":
        with pytest.raises(RuntimeError, match="mine"), updates:
            raise RuntimeError("mine")
    del updates
    gc.collect()
    assert (waits(play), len(play.sent)) == (0, sent)


def test_a_loop_that_never_began_counts_no_wait() -> None:
    """Making and closing an iterator asks nothing."""
    play = ScriptedRun([status_answer("in_queue")])
    updates = updates_of(play)
    assert waits(play) == 0
    updates.close()
    assert [*updates] == []
    assert play.sent == []


LOOKING: Any = {
    "submit": [reply({"request_id": "job-1"})],
    "status": [
        reply({"request_id": "job-1", "status": "in_queue", "queue_position": 1}),
        reply({"request_id": "job-1", "status": "in_progress"}),
        reply({"request_id": "job-1", "status": "completed"}),
    ],
    "result": [reply({"request_id": "job-1", "status": "succeeded", "output": OUTPUT})],
}
QUICK = 1000.0


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch, server: ByteServer) -> None:
    """Look again at once, at a server that tells each state."""
    monkeypatch.setattr(poll_schedule, "SHORTEST_PACE", 0.001)
    server.by_operation = {name: [*actions] for name, actions in LOOKING.items()}


@pytest.fixture(params=["asyncio", "trio"])
def run_async(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    """Return what runs a coroutine function on an event loop."""
    if request.param == "trio":
        return trio.run
    return lambda main: asyncio.run(main())


def test_sync_updates(server: ByteServer) -> None:
    """A sync job is followed by `for`."""
    with Demo(TOKEN, server.base_url, polls_per_second=QUICK) as api:
        job = api.submit(ENDPOINT.request({"prompt": "x"}))
        assert isinstance(job, Job)
        told = [update.status for update in job.updates()]
    assert told == ["in_queue", "in_progress", "completed", "succeeded"]


@pytest.mark.parametrize("status", ["succeeded", "failed", "cancelled"])
def test_the_end_is_noted_in_the_journal(server: ByteServer, tmp_path: Path, status: str) -> None:
    """A loop that sees how a job of a journal ended notes it, as a wait does."""
    server.by_operation["result"] = [
        reply({"request_id": "job-1", "status": status, "output": OUTPUT, "error": "why"})
    ]
    if status == "cancelled":
        server.by_operation["status"] = [reply({"request_id": "job-1", "status": status})]
    base_url, journal = server.base_url, tmp_path / "jobs.sqlite"
    with Demo(TOKEN, base_url, polls_per_second=QUICK, journal=journal) as api:
        job = api.submit(ENDPOINT.request({"prompt": "x"}))
        assert [one.state for one in api.journal.entries()] == ["accepted"]
        *_, last = job.updates()
        assert last.status == status
        assert [one.state for one in api.journal.entries()] == [status]


def test_async_updates(server: ByteServer, run_async: Callable[[Any], Any]) -> None:
    """An async job is followed by `async for`."""

    async def main() -> list[str]:
        async with AsyncDemo(TOKEN, server.base_url, polls_per_second=QUICK) as api:
            job = await api.submit(ENDPOINT.request({"prompt": "x"}))
            assert isinstance(job, AsyncJob)
            return [update.status async for update in job.updates()]

    assert run_async(main) == ["in_queue", "in_progress", "completed", "succeeded"]


def test_leaving_an_async_loop_cancels_nothing(
    server: ByteServer, run_async: Callable[[Any], Any]
) -> None:
    """A break, an error, a cancellation and `aclose` end the wait; the job is not cancelled, and can be followed again."""

    async def fail_in(updates: Any) -> None:
        async with updates:
            async for _ in updates:
                raise RuntimeError("mine")

    async def main() -> None:
        async with AsyncDemo(TOKEN, server.base_url, polls_per_second=QUICK) as api:
            job = api.job("job-1")
            async for update in job.updates():
                assert update.queue_position == 1
                break
            gc.collect()
            assert waits(api) == 0
            with pytest.raises(RuntimeError, match="mine"):
                await fail_in(job.updates())
            assert waits(api) == 0
            server.by_operation["status"] = [
                reply({"request_id": "job-1", "status": "in_progress"})
            ]
            updates = job.updates()
            await anext(updates)
            assert waits(api) == 1
            with anyio.move_on_after(0.2) as scope:
                await anext(updates)
            assert (scope.cancelled_caught, waits(api)) == (True, 0)
            updates = job.updates()
            await anext(updates)
            await updates.aclose()
            assert waits(api) == 0
            with pytest.raises(StopAsyncIteration):
                await anext(updates)

    run_async(main)
    assert not any("cancel" in line for line in server.request_lines())


def test_only_one_waits_for_the_next_update(
    server: ByteServer, run_async: Callable[[Any], Any]
) -> None:
    """A second task that asks the same iterator is refused, and the first goes on."""
    server.by_operation["status"] = [reply({"request_id": "job-1", "status": "in_queue"})]

    async def main() -> None:
        async with AsyncDemo(TOKEN, server.base_url, polls_per_second=QUICK) as api:
            updates = api.job("job-1").updates()
            await anext(updates)

            async def first() -> None:
                assert (await anext(updates)).status == "in_progress"

            async with anyio.create_task_group() as group:
                group.start_soon(first)
                await anyio.wait_all_tasks_blocked()
                with pytest.raises(RuntimeError, match="another thread or task"):
                    await anext(updates)
                server.by_operation["status"] = LOOKING["status"][1:]

    run_async(main)


def test_a_closed_client_ends_the_loop(server: ByteServer) -> None:
    """A loop of a client that was closed raises, names the job, and counts no wait."""
    api = Demo(TOKEN, server.base_url, polls_per_second=QUICK)
    updates = api.job("job-1").updates()
    next(updates)
    api.close()
    with pytest.raises(ClientClosed) as caught:
        next(updates)
    assert caught.value.request_id == "job-1"
    assert waits(api) == 0


def test_another_thread_closes_a_waiting_loop(server: ByteServer) -> None:
    """A loop that waits for the next look ends when another thread closes it."""
    server.by_operation["status"] = [reply({"request_id": "job-1", "status": "in_queue"})]
    with Demo(TOKEN, server.base_url, polls_per_second=0.001) as api:
        updates = api.job("job-1").updates(timeout=None)
        next(updates)
        waiter = threading.Thread(target=lambda: [*updates], daemon=True)
        waiter.start()
        updates.close()
        waiter.join(60)
        assert not waiter.is_alive()
        assert [*updates] == []


def test_another_task_closes_a_waiting_loop(
    server: ByteServer, run_async: Callable[[Any], Any]
) -> None:
    """A loop that waits for the next look ends when another task closes it."""
    server.by_operation["status"] = [reply({"request_id": "job-1", "status": "in_queue"})]

    async def main() -> None:
        async with AsyncDemo(TOKEN, server.base_url, polls_per_second=0.001) as api:
            updates = api.job("job-1").updates(timeout=None)
            await anext(updates)

            async def rest() -> None:
                assert [update async for update in updates] == []

            async with anyio.create_task_group() as group:
                group.start_soon(rest)
                await anyio.wait_all_tasks_blocked()
                await updates.aclose()

    run_async(main)
