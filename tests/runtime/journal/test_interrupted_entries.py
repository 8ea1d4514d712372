"""Interrupts while a journal is locked, and cancellations while it is written."""

from __future__ import annotations

import asyncio
import gc
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import anyio
import pytest

from clientwright.runtime import submission, submit_thread
from clientwright.runtime.journal.journal import Journal
from runtime.byte_server import ByteServer, ServerAction, reply, send_and_close
from runtime.demo_service import TOKEN, AsyncDemo, Demo
from runtime.journal.journal_callers import (
    REQUEST,
    HeldAnswer,
    JournalCaller,
    accept,
    script,
)


@pytest.fixture
def other_program(sync_caller: JournalCaller) -> Iterator[sqlite3.Connection]:
    """Return another program's connection to the journal, which may hold the file's lock."""
    with closing(Journal(sync_caller.path)) as journal:
        journal.pending()
    with closing(
        sqlite3.connect(sync_caller.path, isolation_level=None, check_same_thread=False)
    ) as connection:
        yield connection


class LockingAnswer:
    """Answers a submit while another program holds the journal's lock."""

    def __init__(self, lock: sqlite3.Connection, answer: ServerAction) -> None:
        self.lock, self.answer, self.is_locked = lock, answer, False

    def __call__(self, sock: socket.socket) -> None:
        """Take the lock, then answer."""
        self.lock.execute("BEGIN IMMEDIATE")
        self.is_locked = True
        self.answer(sock)


NAMES: dict[str, ServerAction] = {
    "accepted": accept("job-7"),
    "unusable": reply({"request_id": "job-7", "error_code": 123}, 500),
    "broken off": send_and_close(
        b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"request_id":"job-7", "x":"'
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_ctrl_c_while_the_journal_is_locked(
    sync_caller: JournalCaller,
    other_program: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    """An answer that waits to be noted when the grace ends is named by the interrupt and the log."""
    locking = LockingAnswer(other_program, NAMES[name])
    script(sync_caller.server, locking)
    monkeypatch.setattr(submission, "GRACE_SECONDS", 0.05)
    state: list[submission.Submission[Any]] = []
    begin = submission.Submission.next_step

    def note(self: submission.Submission[Any], is_writing: bool) -> None:
        if is_writing and locking.is_locked:
            state.append(self)
        begin(self, is_writing)

    def wait(lock: threading.Lock, seconds: float) -> bool:
        while not state:
            pass
        raise KeyboardInterrupt

    monkeypatch.setattr(submission.Submission, "next_step", note)
    monkeypatch.setattr(submit_thread, "acquire", wait)
    with Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api:
        with pytest.raises(KeyboardInterrupt) as caught:
            api.submit(REQUEST, once="k")
        assert not state[0].finished
        monkeypatch.undo()
        assert "job-7" in caught.value.__notes__[-1]
        assert any("job-7" in one.getMessage() for one in caplog.records)
        other_program.execute("ROLLBACK")
        while not state[0].finished:
            pass
    (entry,) = sync_caller.entries()
    assert entry.state == ("accepted" if name == "accepted" else "unknown")
    assert entry.request_id == "job-7"


def test_ctrl_c_of_a_map_while_the_journal_is_locked(
    sync_caller: JournalCaller,
    other_program: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A batch that is left names the answers that wait to be noted."""
    locking = LockingAnswer(other_program, accept("job-7"))
    script(sync_caller.server, locking)
    monkeypatch.setattr(submission, "GRACE_SECONDS", 0.05)
    state: list[submission.Submission[Any]] = []
    begin = submission.Submission.next_step

    def note(self: submission.Submission[Any], is_writing: bool) -> None:
        if is_writing and locking.is_locked:
            state.append(self)
        begin(self, is_writing)

    def interrupt(progress: object) -> None:
        while not state:
            pass
        raise KeyboardInterrupt

    monkeypatch.setattr(submission.Submission, "next_step", note)
    with Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api:
        with pytest.raises(KeyboardInterrupt) as caught:
            api.map([REQUEST], batch="b", progress=interrupt)
        assert not state[0].finished
        assert "job-7" in caught.value.__notes__[-1]
        assert "job-7" in caplog.text
        (one,) = vars(caught.value)["batch"]
        assert (one.state, one.request_id) == ("unknown", "job-7")
        other_program.execute("ROLLBACK")
        while not state[0].finished:
            pass


def test_cancellation_after_the_grace_is_unknown(
    async_caller: JournalCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An async submit whose answer does not come within the grace is unknown, not refused."""
    caller = async_caller
    held = HeldAnswer()
    script(caller.server, held)
    monkeypatch.setattr(submission, "GRACE_SECONDS", 0.05)

    async def main() -> None:
        async with (
            AsyncDemo(TOKEN, caller.server.base_url, journal=caller.path) as api,
            anyio.create_task_group() as group,
        ):
            group.start_soon(submit, api)
            while not held.arrived.is_set():
                await anyio.sleep(0.001)
            group.cancel_scope.cancel()

    async def submit(api: AsyncDemo) -> None:
        await api.submit(REQUEST, once="k")

    caller.run(main)
    held.go_on.set()
    (entry,) = caller.entries()
    assert entry.state == "unknown"
    assert entry.reason == "the submit was interrupted before its answer came"


def test_cancellation_during_a_write_waits_for_it(
    async_caller: JournalCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cancellation that comes while the answer is noted goes on when it is noted."""
    caller = async_caller
    script(caller.server)
    writing, go_on = threading.Event(), threading.Event()

    async def main() -> None:
        async with AsyncDemo(TOKEN, caller.server.base_url, journal=caller.path) as api:
            assert api._connection.journal is not None
            database = api._connection.journal.database
            accepted = database.accepted

            def slow(*about: Any) -> None:
                writing.set()
                assert go_on.wait(60)
                accepted(*about)

            monkeypatch.setattr(database, "accepted", slow)
            async with anyio.create_task_group() as group:
                group.start_soon(submit, api)
                while not writing.is_set():
                    await anyio.sleep(0.001)
                group.cancel_scope.cancel()
                go_on.set()

    async def submit(api: AsyncDemo) -> None:
        await api.submit(REQUEST, once="k")

    caller.run(main)
    assert caller.states() == ["accepted"]


def test_loop_that_ends_without_its_tasks(server: ByteServer, tmp_path: Path) -> None:
    """An event loop that is closed under a submit leaves an entry that is unknown, not one that was not sent."""
    caller, held = JournalCaller("asyncio", server, tmp_path / "jobs.sqlite"), HeldAnswer()
    script(server, held)

    async def until_sent() -> None:
        while not held.arrived.is_set():
            await asyncio.sleep(0.001)

    loop = asyncio.new_event_loop()
    api = AsyncDemo(TOKEN, server.base_url, journal=caller.path)
    submit = api.submit(REQUEST, once="k")
    tasks = [loop.create_task(submit)]
    loop.run_until_complete(until_sent())
    loop.close()
    with suppress(RuntimeError):
        submit.close()
    del tasks, api
    gc.collect()
    held.go_on.set()
    with closing(Journal(caller.path)) as journal:
        assert [entry.state for entry in journal.pending()] == ["unknown"]
