"""A SQLite journal that another program locks."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import threading
from pathlib import Path

import pytest

from clientwright.runtime.journal import sqlite_dialect
from clientwright.runtime.journal.errors import JournalError
from runtime.journal.claims import a_claim, journal_in
from runtime.journal.sqlite_programs import ON_POSIX, PREPARE
from runtime.programs import start

HOLD = """\
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
input()
"""


def test_a_lock_that_stays_is_told_with_its_holder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the wait the error says how long it was, and on Linux which process holds the lock."""
    monkeypatch.setattr(sqlite_dialect, "LOCK_SECONDS", 0.05)
    journal = journal_in(tmp_path)
    entry = journal.claim(a_claim()).entry
    with start("-c", HOLD, tmp_path / "jobs.sqlite") as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(JournalError, match=r"locked for 0\.05 seconds") as caught:
            journal.claim(a_claim("other"))
        assert str(caught.value).startswith("nothing was sent: ")
        assert sys.platform != "linux" or f"process {other.pid} (python" in str(caught.value)
        assert [one.id for one in journal.pending()] == [entry.id]
        with pytest.raises(JournalError, match="the job was accepted") as late:
            journal.accepted(entry, "r1")
        assert late.value.request_id == "r1"
        other.communicate("\n", timeout=100)
    assert [one.once for one in journal.entries()] == ["key"]
    assert [one.request_id for one in journal.pending()] == ["r1"]


def test_a_pruning_that_readers_keep_from_ending_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another connection reads what was pruned, it is still in the files, and the error says so."""
    monkeypatch.setattr(sqlite_dialect, "LOCK_SECONDS", 0.05)
    journal = journal_in(tmp_path)
    entry = journal.claim(a_claim(None)).entry
    journal.refused(entry, "refused", "no")
    reader = sqlite3.connect(tmp_path / "jobs.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM job_journal_entries").fetchall()
    with pytest.raises(JournalError, match=r"^pruned, but copies are still in the files"):
        journal.prune(entry.updated_at + 100)
    reader.close()
    assert journal.prune(entry.updated_at + 100) == 0
    assert os.path.getsize(tmp_path / "jobs.sqlite-wal") == 0


def test_a_lock_that_goes_is_waited_for(tmp_path: Path) -> None:
    """A claim goes on once the other process has committed."""
    journal = journal_in(tmp_path)
    journal.claim(a_claim())
    with start("-c", HOLD, tmp_path / "jobs.sqlite") as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        release = threading.Timer(0.2, other.communicate, ("\n",))
        release.start()
        assert journal.claim(a_claim("other")).verdict == "buy"
        release.join()


@ON_POSIX
def test_an_interrupt_ends_the_wait_for_a_lock(tmp_path: Path) -> None:
    """Ctrl-C is not kept waiting until the lock goes."""
    code = (
        "import signal, threading\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "journal.salt\n"
        "print('ready', flush=True); input()\n"
        "try: journal.claim(a_claim())\n"
        "except KeyboardInterrupt: print('interrupted')\n"
    )
    path = tmp_path / "jobs.sqlite"
    journal_in(tmp_path).claim(a_claim("first"))
    with start("-c", HOLD, path) as other, start("-c", PREPARE + code, path) as waiting:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert waiting.stdout is not None
        assert waiting.stdin is not None
        assert waiting.stdout.readline() == "ready\n"
        waiting.stdin.write("\n")
        waiting.stdin.flush()
        threading.Timer(0.3, waiting.send_signal, (signal.SIGINT,)).start()
        assert waiting.stdout.readline() == "interrupted\n"
        other.communicate("\n", timeout=100)
