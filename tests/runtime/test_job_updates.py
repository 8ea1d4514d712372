"""A job's states one by one: each change once, the end last, and a loop that is left changes nothing."""

from __future__ import annotations

import asyncio
import gc
import itertools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime import job_operations
from clientwright.runtime.async_jobs import AsyncJob
from clientwright.runtime.errors import (
    ClientClosed,
    ConfigurationError,
    JobTimedOut,
    NotFound,
)
from clientwright.runtime.job_handle import JobHandle
from clientwright.runtime.job_updates import Following, Update
from clientwright.runtime.jobs import Job
from clientwright.runtime.responses import Success
from clientwright.runtime.update_iterators import JobUpdates
from runtime.byte_server import ByteServer, reply
from runtime.demo_service import ENDPOINT, SERVICE, TOKEN, AsyncDemo, Demo, Output
from runtime.scripted_flow import JOB, ScriptedRun, json_answer, status_answer

OUTPUT = {"video": "https://x.demo.example/v.mp4"}
SUCCEEDED = [status_answer("completed"), status_answer("succeeded", output=OUTPUT)]
FAILED = [status_answer("completed"), status_answer("failed", error="no")]
CANCELLED = [status_answer("cancelled"), status_answer("cancelled", finished_at="now")]
LOOKS = st.sampled_from(
    [
        ("in_queue", 2),
        ("in_queue", 1),
        ("in_queue", None),
        ("in_progress", None),
        ("frobbing", None),
    ]
)


def unchanged(flow: Any) -> Any:
    """Return a flow as it is, as a job of a client without a journal does."""
    return flow


def updates_of(
    play: ScriptedRun, timeout: float | None = 1800.0, job: JobHandle[Any] = JOB
) -> JobUpdates[Any]:
    """Follow a job of a script."""
    return JobUpdates(None, play.run, Following(play.protocol, job, timeout, unchanged))


def waits(api_or_play: Any) -> int:
    """Return how many waits the schedule of polls counts."""
    if isinstance(api_or_play, ScriptedRun):
        protocol: Any = api_or_play.protocol
    else:
        protocol = vars(api_or_play)["_connection"].protocol
    count: int = vars(protocol.schedule)["_waits"]
    return count


def answer(status: str, position: int | None) -> Any:
    """Return the answers to a look: an unknown word asks for the result, too."""
    place = {} if position is None else {"queue_position": position}
    looks = [status_answer(status, **place)]
    return looks + [status_answer(status)] * (status == "frobbing")


@given(st.lists(LOOKS, max_size=8), st.sampled_from([SUCCEEDED, FAILED, CANCELLED]))
def test_each_change_is_told_once_and_the_end_last(looks: list[Any], end: list[Any]) -> None:
    """The states are those that the service tells, without repetitions; the last one has the result."""
    play = ScriptedRun([*(one for look in looks for one in answer(*look)), *end])
    updates = [*updates_of(play)]
    *changes, last = updates
    told = [(one.status, one.queue_position) for one in changes if one.phase != "finished"]
    assert told == [look for look, _ in itertools.groupby(looks)]
    assert all(one.result is None for one in changes)
    assert last.result is not None
    assert (last.status, last.phase) == (last.result.status, last.result.phase)
    assert [one.elapsed for one in updates] == sorted(one.elapsed for one in updates)
    assert waits(play) == 0


@pytest.mark.parametrize("end", [SUCCEEDED, FAILED, CANCELLED])
def test_the_end_is_the_result_and_no_error(end: list[Any]) -> None:
    """A job that failed or was cancelled ends the loop as one that succeeded does."""
    last = [*updates_of(ScriptedRun(end))][-1]
    assert last.result is not None
    assert last.result.raw["status"] == last.status
    assert isinstance(last.result, Success) == (last.phase == "succeeded")


@pytest.mark.parametrize(
    "answers",
    [
        [json_answer({}, 404)],
        [json_answer(b"<html>")],
        [json_answer({}, 500)],
        [status_answer("in_progress")],
    ],
)
def test_a_cancelled_job_has_a_result_even_if_it_cannot_be_read(answers: list[Any]) -> None:
    """If only the status says that the job was cancelled, the result says no more than that."""
    (last,) = updates_of(ScriptedRun([status_answer("canceled"), *answers]))
    assert last.result is not None
    assert (last.status, last.result.phase, last.result.output) == ("cancelled", "cancelled", None)


def test_an_unreadable_output_is_delivered() -> None:
    """A job whose output has another shape ends the loop with its result, which says so."""
    play = ScriptedRun(
        [status_answer("completed"), status_answer("succeeded", output={"video": 5})]
    )
    last = [*updates_of(play)][-1]
    assert last.result is not None
    assert last.result.unreadable


def test_an_ended_loop_stays_ended() -> None:
    """After the last update there is none, and nothing more is asked."""
    play = ScriptedRun(SUCCEEDED)
    updates = updates_of(play)
    assert len([*updates]) == 2
    sent = len(play.sent)
    assert ([*updates], len(play.sent)) == ([], sent)


def test_elapsed_counts_from_the_submit() -> None:
    """Seconds count from the submit where its time is known, else from the first look."""
    play = ScriptedRun([status_answer("in_queue")])
    known = JobHandle(SERVICE, "job-1", Output, "demo/film", play.clock - 100)
    assert 100 <= next(updates_of(play, job=known)).elapsed < 101
    assert next(updates_of(play)).elapsed < 1


def test_a_timeout_is_an_error_of_the_loop() -> None:
    """When the time is up the loop raises, the job continues, and the loop has ended."""
    play = ScriptedRun([status_answer("in_queue", queue_position=2)])
    updates = updates_of(play, timeout=5)
    assert next(updates).queue_position == 2
    with pytest.raises(JobTimedOut, match="continues"):
        next(updates)
    assert [*updates] == []
    assert waits(play) == 0


def test_another_error_ends_the_loop() -> None:
    """An error of a look that no other look would mend is raised, as from a wait."""
    play = ScriptedRun([json_answer({"error_code": 404001}, 404)])
    with pytest.raises(NotFound):
        next(updates_of(play))
    assert waits(play) == 0


@pytest.mark.parametrize("timeout", [-1, "5", True, float("nan")])
def test_a_bad_timeout_is_refused_at_once(timeout: Any) -> None:
    """The timeout is checked when the loop is made, before it looks."""
    with pytest.raises(ConfigurationError, match="timeout"):
        updates_of(ScriptedRun(SUCCEEDED), timeout)


def test_an_update_is_short() -> None:
    """As text, an update is a line about the state; its repr leaves out the result."""
    update = Update(status="in_queue", phase="waiting", queue_position=3, elapsed=1.26)
    assert str(update) == "in_queue (position 3) after 1.3 s"
    assert "result" not in repr(update)


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


# with a real server, in each way of calling

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
    monkeypatch.setattr(job_operations, "SHORTEST_PACE", 0.001)
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
