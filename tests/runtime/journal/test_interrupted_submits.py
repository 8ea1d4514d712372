"""Interrupted submits with a journal: its entries say of every job what the server says."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clientwright.runtime import request_gate, submission, submit_thread
from clientwright.runtime.journal.journal import Journal
from runtime.byte_server import ByteServer, reply
from runtime.demo_service import TOKEN, Demo
from runtime.journal.journal_callers import (
    REQUEST,
    HeldAnswer,
    JournalCaller,
    posts,
    script,
)
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
