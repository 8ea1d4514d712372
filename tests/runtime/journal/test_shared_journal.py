"""Many processes on one journal: each key is bought once, and a process that dies leaves an unknown."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.entry import Entry as JournalEntry
from clientwright.runtime.journal.open_journal import open_journal
from runtime.journal.claims import a_claim
from runtime.programs import start

PROGRAM = Path(__file__).with_name("claiming.py")
PROCESSES, KEYS = 8, 200


def test_every_key_is_bought_once(target: str) -> None:
    """Eight processes that start at once on a journal that is not there yet buy 200 keys once each."""
    processes = [start(PROGRAM, target, KEYS) for _ in range(PROCESSES)]
    printed = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0] * PROCESSES, printed
    bought = [key for out, _ in printed for key in out.split()]
    assert sorted(bought) == sorted(f"key-{n}" for n in range(KEYS))
    journal = open_journal(target)
    assert {entry.state for entry in journal.entries()} == {"accepted"}
    assert len(journal.entries()) == KEYS
    journal.close()


def test_a_sender_that_lives_is_waited_for(target: str, journal: JournalDatabase) -> None:
    """While another process sends, its entry is `sending`, and the key's next claim waits."""
    with start(PROGRAM, target, "hold", "a") as process:
        id, verdict = process.stdout.readline().split() if process.stdout else ("", "")
        assert verdict == "buy"
        assert journal.claim(a_claim("a")).verdict == "wait"
        assert [entry.state for entry in journal.pending()] == ["sending"]
        refreshed = journal.refresh(int(id))
        assert refreshed is not None
        assert refreshed.state == "sending"
        process.communicate("")


def test_a_sender_that_was_killed_is_an_unknown(target: str, journal: JournalDatabase) -> None:
    """After kill -9 of the process that sends, every other sees an unknown, and none buys again."""
    with start(PROGRAM, target, "hold", "a") as process:
        assert process.stdout is not None
        assert process.stdout.readline().split()[1] == "buy"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    while (claimed := journal.claim(a_claim("a"))).verdict == "wait":
        pass  # a server hears of the death by a packet
    assert claimed.verdict == "unknown"
    assert claimed.entry.state == "unknown"
    assert journal.claim(a_claim("a", again=True)).verdict == "unknown"
    assert [entry.state for entry in journal.pending()] == ["unknown"]


@pytest.mark.parametrize("state", ["accepted", "refused", "unknown"])
def test_an_answer_is_noted_before_the_sender_is_done(
    state: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a process says that it no longer sends, the entry already says how that ended."""
    dialect = open_journal(target)._dialect
    journal = JournalDatabase(dialect)
    entry = journal.claim(a_claim("a")).entry
    seen: list[JournalEntry | None] = []
    end_sending = dialect.end_sending
    monkeypatch.setattr(dialect, "end_sending", lambda _: seen.append(journal.entry(entry.id)))
    if state == "accepted":
        journal.accepted(entry, "r")
    elif state == "refused":
        journal.refused(entry, "refused", "no")
    else:
        journal.unknown(entry, "lost")
    assert [one and one.state for one in seen] == [state]
    end_sending(entry.token)
    journal.close()


def test_a_child_has_a_connection_of_its_own(target: str, journal: JournalDatabase) -> None:
    """A forked child writes to the journal while its parent sends, and neither disturbs the other."""
    entry, verdict, _ = journal.claim(a_claim("parent's"))
    assert verdict == "buy"
    if not (pid := os.fork()):
        code = 1
        try:
            waits = journal.claim(a_claim("parent's")).verdict == "wait"
            child = journal.claim(a_claim("child's")).entry
            journal.accepted(child, "request-of-child")
            code = 0 if waits else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    journal.accepted(entry, "request-of-parent")
    found = [(one.once, one.state) for one in journal.entries()]
    assert found == [("parent's", "accepted"), ("child's", "accepted")]
