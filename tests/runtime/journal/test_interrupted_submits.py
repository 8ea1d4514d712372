"""Interrupted submits with a journal: its entries say of every job what the server says."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import anyio
import pytest

from clientwright.runtime import request_gate, submission, submit_thread
from clientwright.runtime.journal.journal import Journal
from runtime.byte_server import ByteServer, ServerAction, reply, send_and_close
from runtime.demo_service import TOKEN, AsyncDemo, Demo
from runtime.journal.journal_callers import (
    REQUEST,
    HeldAnswer,
    JournalCaller,
    accept,
    posts,
    script,
)
from runtime.programs import start
from runtime.test_interrupts import WAYS, check_sweep


def check_journal_sweep(
    server: ByteServer, path: Path, way: str, library: str, moments: list[float]
) -> None:
    """Interrupt submits with a journal, and compare its entries with the server's jobs."""
    accepted = check_sweep(server, way, library, moments, DEMO_JOURNAL=str(path))
    with closing(Journal(path)) as journal:
        journal.pending()  # notes whose process is gone
        entries = journal.entries()
    states = Counter(entry.state for entry in entries)
    known = {entry.request_id for entry in entries if entry.state == "accepted"}
    # a program's end may leave an answer behind, which is unknown then
    assert known <= set(accepted)
    assert len(set(accepted) - known) <= states["unknown"]
    assert way == "program_end" or (known, states["unknown"]) == (set(accepted), 0)
    assert set(states) <= {"accepted", "not_sent", "unknown"}
    assert all(entry.request_id is None for entry in entries if entry.state == "not_sent")


@pytest.mark.parametrize(("way", "library"), WAYS)
def test_interrupts_leave_true_entries(
    server: ByteServer, tmp_path: Path, way: str, library: str
) -> None:
    """At every moment of a submit, an interrupt leaves an entry that says what the server says."""
    moments = [0.0, 0.005, 0.03, 0.06, 0.07, 0.2]
    check_journal_sweep(server, tmp_path / "jobs.sqlite", way, library, moments)


@pytest.mark.stress
@pytest.mark.parametrize(("way", "library"), WAYS)
def test_sixty_interrupts_leave_true_entries(
    server: ByteServer, tmp_path: Path, way: str, library: str
) -> None:
    """The same at sixty moments, from before the claim to after the last write."""
    moments = [0.0015 * step for step in range(60)]
    check_journal_sweep(server, tmp_path / "jobs.sqlite", way, library, moments)


def interrupt_when(ready: threading.Event, go_on: threading.Event) -> Any:
    """Return what replaces the main thread's wait for a submit: Ctrl-C once something is ready."""

    def wait(lock: threading.Lock, seconds: float) -> bool:
        if not go_on.is_set():
            assert ready.wait(60)
            go_on.set()
            raise KeyboardInterrupt
        return request_gate.acquire(lock, seconds)

    return wait


def test_ctrl_c_before_the_turn(
    sync_caller: JournalCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submit that is interrupted while it waits for its turn is not sent, and its entry says so at once."""
    script(sync_caller.server)
    with Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api:
        api.submit(REQUEST)
        gate = api._connection.transport._gate
        turns = [request_gate.Turn(gate) for _ in range(request_gate.MAX_IN_FLIGHT)]
        assert all(turn.take(0) for turn in turns)

        def wait(lock: threading.Lock, seconds: float) -> bool:
            while not gate.line:
                pass
            raise KeyboardInterrupt

        monkeypatch.setattr(submit_thread, "acquire", wait)
        with pytest.raises(KeyboardInterrupt) as caught:
            api.submit(REQUEST, once="k")
        assert sync_caller.states() == ["accepted", "not_sent"]
        monkeypatch.undo()
        for turn in turns:
            turn.give_back()
        while gate.free < request_gate.MAX_IN_FLIGHT:
            pass
        assert "no job was accepted" in caught.value.__notes__[-1]
        assert api.submit(REQUEST, once="k").request_id == "job-1"
    assert (sync_caller.states(), posts(sync_caller.server)) == (["accepted"] * 2, 2)


def test_ctrl_c_between_two_attempts(
    sync_caller: JournalCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submit that is interrupted between two attempts is not sent, and its entry says so at once."""
    script(sync_caller.server, reply({}, 429, "Retry-After: 0"))
    sleeping, go_on = threading.Event(), threading.Event()

    def sleep(seconds: float) -> None:
        sleeping.set()
        assert go_on.wait(60)

    def wait(lock: threading.Lock, seconds: float) -> bool:
        assert sleeping.wait(60)
        raise KeyboardInterrupt

    with Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api:
        monkeypatch.setattr("clientwright.runtime.transport.time.sleep", sleep)
        monkeypatch.setattr(submit_thread, "acquire", wait)
        with pytest.raises(KeyboardInterrupt):
            api.submit(REQUEST, once="k")
        monkeypatch.undo()
        assert sync_caller.states() == ["not_sent"]
        script(sync_caller.server)
        assert api.submit(REQUEST, once="k").request_id == "job-1"
        go_on.set()
    assert (sync_caller.states(), posts(sync_caller.server)) == (["accepted"], 1 + 1)


def test_ctrl_c_during_the_claim(
    sync_caller: JournalCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C during the claim goes on once its entry says that nothing was sent."""
    script(sync_caller.server)
    claiming, go_on = threading.Event(), threading.Event()
    with Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api:
        assert api._connection.journal is not None
        database = api._connection.journal.database
        claim = database.claim

        def slow(*about: Any) -> Any:
            found = claim(*about)
            claiming.set()
            assert go_on.wait(60)
            return found

        monkeypatch.setattr(database, "claim", slow)
        monkeypatch.setattr(submit_thread, "acquire", interrupt_when(claiming, go_on))
        with pytest.raises(KeyboardInterrupt) as caught:
            api.submit(REQUEST, once="k")
    assert "no job was accepted" in caught.value.__notes__[-1]
    assert (sync_caller.states(), posts(sync_caller.server)) == (["not_sent"], 0)


def test_ctrl_c_while_the_answer_is_on_its_way(
    sync_caller: JournalCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C goes on once the answer is there, and in the journal."""
    held = HeldAnswer()
    script(sync_caller.server, held)
    monkeypatch.setattr(submit_thread, "acquire", interrupt_when(held.arrived, held.go_on))
    with pytest.raises(KeyboardInterrupt) as caught:
        sync_caller.submit(once="k")
    assert "accepted as request job-1" in caught.value.__notes__[-1]
    monkeypatch.undo()
    assert (sync_caller.states(), sync_caller.submit(once="k").request_id) == (
        ["accepted"],
        "job-1",
    )


def test_answer_after_the_grace_is_noted(
    sync_caller: JournalCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the caller has left before the answer came, it is noted all the same when it comes."""
    held = HeldAnswer()
    script(sync_caller.server, held)
    monkeypatch.setattr(submission, "GRACE_SECONDS", 0.05)
    api = Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path)

    def wait(lock: threading.Lock, seconds: float) -> bool:
        assert held.arrived.wait(60)
        raise KeyboardInterrupt

    monkeypatch.setattr(submit_thread, "acquire", wait)
    with pytest.raises(KeyboardInterrupt):
        api.submit(REQUEST, once="k")
    monkeypatch.undo()
    assert sync_caller.states() == ["sending"]
    held.go_on.set()
    assert api.submit(REQUEST, once="k").request_id == "job-1"
    api.close()
    assert (sync_caller.states(), posts(sync_caller.server)) == (["accepted"], 1)


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


KILLED = """
import os, sys
from runtime.demo_service import ENDPOINT, TOKEN, Demo

api = Demo(TOKEN, sys.argv[1], journal=sys.argv[2])
api.submit(ENDPOINT.request({"prompt": "x"}), once="k")
print("done", flush=True)
"""


@pytest.mark.parametrize("how", ["waits", "dies", "ends"])
def test_submit_of_another_process(caller: JournalCaller, how: str) -> None:
    """The submit of another process is waited for; if that process dies, it is unknown and stays so."""
    held = HeldAnswer()
    script(caller.server, held, accept("job-2"))
    with start("-c", KILLED, caller.server.base_url, caller.path) as program:
        assert held.arrived.wait(60)
        assert caller.states() == ["sending"]
        if how == "waits":
            threading.Timer(0.1, held.go_on.set).start()
            assert caller.submit(once="k").request_id == "job-1"
        else:
            program.send_signal(signal.SIGKILL if how == "dies" else signal.SIGTERM)
            program.wait(60)
            for again in (False, True):
                with pytest.raises(Exception, match="may have been accepted") as caught:
                    caller.submit(once="k", again=again)
                entry: Any = getattr(caught.value, "entry", None)
                assert (entry.state, entry.short_id) == ("unknown", "j1")
            held.go_on.set()
    assert posts(caller.server) == 1


def test_forked_child_has_its_own_connections(sync_caller: JournalCaller) -> None:
    """After a fork, parent and child use the same client and journal, and each key buys once."""
    script(sync_caller.server, *(accept(f"job-{n}") for n in range(1, 9)))
    with Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api:
        api.submit(REQUEST, once="before")
        child = os.fork()
        if child == 0:
            code = 1
            with suppress(BaseException):
                found = [api.submit(REQUEST, once=key).request_id for key in ("before", "child")]
                code = 0 if found[0] == "job-1" else 2
            os._exit(code)
        api.submit(REQUEST, once="parent")
        assert os.waitpid(child, 0)[1] == 0
        api.submit(REQUEST, once="child")
    assert posts(sync_caller.server) == 3
    assert sync_caller.states() == ["accepted"] * 3


def test_entry_of_a_submit_in_a_signal_handler(sync_caller: JournalCaller) -> None:
    """A submit in a signal handler that interrupts another submit has an entry of its own."""
    got: list[str] = []
    sock: list[socket.socket] = []

    def answer_after_signal(connection: socket.socket) -> None:
        sock.append(connection)
        os.kill(os.getpid(), signal.SIGUSR1)
        accept("job-1")(connection)

    script(sync_caller.server, answer_after_signal, accept("job-2"))
    with Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api:

        def handle(number: int, frame: object) -> None:
            got.append(api.submit(REQUEST, once="inside").request_id)

        before = signal.signal(signal.SIGUSR1, handle)
        try:
            got.append(api.submit(REQUEST, once="outside").request_id)
        finally:
            signal.signal(signal.SIGUSR1, before)
    assert sorted(got) == ["job-1", "job-2"]
    assert {entry.request_id for entry in sync_caller.entries()} == {"job-1", "job-2"}
