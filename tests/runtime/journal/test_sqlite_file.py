"""The file of a SQLite journal: its name, its owner, where it lies, and what is no journal."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from clientwright.runtime.journal import sqlite_file
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from clientwright.runtime.journal.sqlite_dialect import SqliteDialect
from runtime.journal.claims import a_claim, journal_in
from runtime.journal.sqlite_programs import ON_LINUX, ON_POSIX, rows, with_pragma


@ON_POSIX
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o777])
def test_only_its_owner_reads_the_files(tmp_path: Path, mask: int) -> None:
    """The journal and the two files beside it have mode 0600, whatever the process's mask is."""
    before = os.umask(mask)
    try:
        journal_in(tmp_path).claim(a_claim())
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}


def test_commits_are_durable_and_deletions_real(tmp_path: Path) -> None:
    """Every connection has a write-ahead log, full synchronization, and secure deletion."""
    dialect = SqliteDialect(str(tmp_path / "jobs.sqlite"))
    names = ("journal_mode", "synchronous", "fullfsync", "secure_delete", "user_version")
    found = [dialect.execute(f"PRAGMA {name}")[0][0] for name in names]
    assert found == ["wal", 2, 1, 1, len(sqlite_file.MIGRATIONS)]
    dialect.close()


@pytest.mark.parametrize(
    "name",
    [
        "a?mode=memory#x",
        "with space %20 %00",
        "Grüße ✓ 日本.sqlite",
        "file",
        "-rf",
        "a'b\"c;--",
        ":x:",
    ],
)
def test_any_name_is_the_name_of_the_file(tmp_path: Path, name: str) -> None:
    """Characters with a meaning in addresses or SQL have none in a file's name."""
    journal = journal_in(tmp_path, name)
    journal.claim(a_claim())
    journal.close()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert rows(tmp_path / name) == 1


@ON_LINUX
def test_a_name_that_is_no_text_works(tmp_path: Path) -> None:
    """A file whose name is not UTF-8 is opened all the same."""
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.sqlite")
    open_journal(path).claim(a_claim())
    assert os.path.exists(path)


def test_a_relative_name_stays_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that changes its folder goes on with the same journal."""
    monkeypatch.chdir(tmp_path)
    journal = open_journal("jobs.sqlite")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    journal.claim(a_claim())
    assert (tmp_path / "jobs.sqlite").exists()


def test_symbolic_links_are_the_same_journal(tmp_path: Path) -> None:
    """A journal by a link, also one that its file is yet to be made for, is the journal itself."""
    (tmp_path / "link").symlink_to(tmp_path / "jobs.sqlite")
    assert journal_in(tmp_path, "link").claim(a_claim()).verdict == "buy"
    assert journal_in(tmp_path).claim(a_claim()).verdict == "wait"


def test_a_file_with_two_names_is_refused(tmp_path: Path) -> None:
    """SQLite would keep two write-ahead logs for a file with hard links."""
    journal_in(tmp_path).claim(a_claim())
    os.link(tmp_path / "jobs.sqlite", tmp_path / "other")
    with pytest.raises(JournalError, match="2 names"):
        journal_in(tmp_path, "other").claim(a_claim("another"))


def test_an_empty_file_becomes_a_journal(tmp_path: Path) -> None:
    """A file without bytes is a new journal."""
    (tmp_path / "jobs.sqlite").touch()
    assert journal_in(tmp_path).claim(a_claim()).verdict == "buy"


def _of_another_program(path: Path, mode: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA journal_mode = {mode}")
    connection.execute("CREATE TABLE settings (name TEXT)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_text("[settings]\n"), "no database"),
        (lambda path: path.write_bytes(os.urandom(8192)), "no database"),
        (lambda path: path.write_bytes(b"\0" * 8192), "no database"),
        (lambda path: _of_another_program(path, "wal"), "another program"),
        (lambda path: _of_another_program(path, "delete"), "another program"),
        (lambda path: with_pragma(path, "user_version = 3"), "another program"),
        (lambda path: with_pragma(path, "application_id = 3"), "another program"),
        (lambda path: path.mkdir(), "not a regular file"),
    ],
    ids=["text", "noise", "zeros", "other-wal", "other", "versioned", "named", "folder"],
)
def test_what_is_no_journal_is_refused_unchanged(tmp_path: Path, make: object, words: str) -> None:
    """A file of anything else is left as it is, byte by byte, and nothing is sent."""
    path = tmp_path / "jobs.sqlite"
    journal = journal_in(tmp_path)
    assert callable(make)
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(JournalError, match=words) as caught:
        journal.claim(a_claim())
    assert "nothing was sent" in str(caught.value)
    assert not path.is_file() or path.read_bytes() == before
    assert os.listdir(tmp_path) == ["jobs.sqlite"]


@pytest.mark.parametrize("closed", [True, False])
def test_another_programs_log_is_left_alone(tmp_path: Path, closed: bool) -> None:
    """Looking at a database of another program that runs moves nothing from its log into it."""
    path = tmp_path / "jobs.sqlite"
    other = sqlite3.connect(path)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("CREATE TABLE settings (name TEXT)")
    other.commit()
    before = path.read_bytes(), Path(f"{path}-wal").read_bytes()
    if closed:  # as after a crash: only its files are there
        shutil.copytree(tmp_path, tmp_path / "copy")
        path = tmp_path / "copy/jobs.sqlite"
    with pytest.raises(JournalError, match="another program"):
        open_journal(path).claim(a_claim())
    assert (path.read_bytes(), Path(f"{path}-wal").read_bytes()) == before
    other.close()
