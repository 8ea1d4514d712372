"""A journal's log that is deleted under its users: nothing is bought that others cannot see."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clientwright.runtime.journal import database
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from runtime.journal.claims import a_claim, journal_in
from runtime.programs import start

ON_POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows deletes no file that is in use")
pytestmark = ON_POSIX
BUY = """\
import os, sys
from runtime.journal.claims import *
journal = open_journal(sys.argv[1])
claimed = journal.claim(a_claim(sys.argv[2]))
if claimed.verdict == "buy":
    journal.accepted(claimed.entry, "request of " + sys.argv[2])
print(claimed.verdict)
"""


def another(path: Path, key: str, end: str = "journal.close()") -> str:
    """Return the verdict of a claim in a process of its own, which then ends in some way."""
    process = start("-c", BUY + end, path, key)
    out, errors = process.communicate(timeout=200)
    assert errors == ""
    return out.strip()


def buy(journal: JournalDatabase, key: str) -> None:
    """Buy a key."""
    claimed = journal.claim(a_claim(key))
    assert claimed.verdict == "buy"
    journal.accepted(claimed.entry, f"request of {key}")


def keys(path: Path) -> list[str]:
    """Return the keys that a journal's file has, read by a process of its own."""
    code = "import sys; from runtime.journal.claims import *\n"
    code += "print(*(one.once for one in open_journal(sys.argv[1]).entries()))"
    return subprocess.run(
        [sys.executable, "-c", code, str(path)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ).stdout.split()


def check_refused(journal: JournalDatabase) -> None:
    """Check that a journal refuses every claim, and says why."""
    for _ in range(2):
        with pytest.raises(JournalError, match=r"nothing was sent: .*-wal.*were deleted"):
            journal.claim(a_claim("refused"))
    with pytest.raises(JournalError, match="were deleted"):
        journal.pending()


def test_a_process_that_reads_its_own_file_buys_nothing_unseen(tmp_path: Path) -> None:
    """Reading the file takes SQLite's locks away; once another process has deleted the log, claims are refused."""
    path, journal = tmp_path / "jobs.sqlite", journal_in(tmp_path)
    buy(journal, "a")
    path.read_bytes()
    assert another(path, "b") == "buy"
    check_refused(journal)
    assert another(path, "c") == "buy"
    journal.close()
    assert keys(path) == ["a", "b", "c"]
    assert journal.claim(a_claim("b")).verdict == "join"
    buy(journal, "d")
    journal.close()
    assert keys(path) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("ends", [["-wal"], ["-shm"], ["-wal", "-shm"]], ids=str)
def test_a_cleaner_loses_nothing_of_a_journal_with_one_user(
    tmp_path: Path, ends: list[str]
) -> None:
    """What is in a deleted log goes into the file when its only user notices."""
    path, journal = tmp_path / "jobs.sqlite", journal_in(tmp_path)
    buy(journal, "a")
    for end in ends:
        os.remove(f"{path}{end}")
    check_refused(journal)
    journal.close()
    assert keys(path) == ["a"]
    assert journal.claim(a_claim("a")).verdict == "join"


@pytest.mark.parametrize("end", ["journal.close()", "os._exit(0)"])
@pytest.mark.parametrize("ends", [["-shm"], ["-wal", "-shm"]], ids=str)
def test_a_lost_log_overwrites_nothing(tmp_path: Path, ends: list[str], end: str) -> None:
    """What another process has noted since stays, also where it was killed and left its log."""
    path, journal = tmp_path / "jobs.sqlite", journal_in(tmp_path)
    buy(journal, "a")
    journal.close()
    buy(journal, "b")
    for name in ends:
        os.remove(f"{path}{name}")
    assert another(path, "c", end) == "buy"
    check_refused(journal)
    journal.close()
    assert {"a", "c"} <= set(keys(path))
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_a_claim_whose_log_is_deleted_meanwhile_is_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log that is deleted between the look at it and the commit is noticed before the submit."""
    path, journal = tmp_path / "jobs.sqlite", journal_in(tmp_path)
    buy(journal, "a")
    check = database.check_ceiling

    def meanwhile(*arguments: Any) -> None:
        os.remove(f"{path}-wal")
        monkeypatch.setattr(database, "check_ceiling", check)

    monkeypatch.setattr(database, "check_ceiling", meanwhile)
    check_refused(journal)


def test_no_client_takes_over_what_another_of_its_process_has_lost(tmp_path: Path) -> None:
    """Clients of one process share the index of the log, so all are to be closed before one goes on."""
    path, journal, other = tmp_path / "jobs.sqlite", journal_in(tmp_path), journal_in(tmp_path)
    buy(journal, "a")
    other.pending()
    for name in ("-wal", "-shm"):
        os.remove(f"{path}{name}")
    check_refused(journal)
    journal.close()
    with pytest.raises(JournalError, match="close all clients"):
        journal.claim(a_claim("b"))
    other.close()
    assert journal.claim(a_claim("a")).verdict == "join"
    assert keys(path) == ["a"]


def test_a_fork_does_not_hide_a_loss(tmp_path: Path) -> None:
    """A connection that is closed for a fork is looked at first."""
    path, journal = tmp_path / "jobs.sqlite", journal_in(tmp_path)
    buy(journal, "a")
    path.read_bytes()
    assert another(path, "b") == "buy"
    if not (child := os.fork()):
        os._exit(0)
    os.waitpid(child, 0)
    check_refused(journal)


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
def test_a_folder_with_the_name_of_a_file_of_sqlite_is_named(tmp_path: Path, end: str) -> None:
    """What SQLite keeps beside the file must be files; whatever else has the name is told, and stays."""
    path = tmp_path / "jobs.sqlite"
    journal_in(tmp_path).claim(a_claim("a"))
    folder = Path(f"{path}{end}")
    folder.mkdir()
    with pytest.raises(JournalError, match=rf"{end} is no regular file.*move it away"):
        open_journal(path).claim(a_claim("b"))
    assert folder.is_dir()
    folder.rmdir()
    assert open_journal(path).claim(a_claim("b")).verdict == "buy"
