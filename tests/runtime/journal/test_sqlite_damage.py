"""A SQLite journal that is old, damaged, or cannot be written to."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import pytest

from clientwright.runtime.journal import sqlite_file
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from runtime.journal.claims import a_claim, journal_in
from runtime.journal.sqlite_programs import ON_LINUX, ON_POSIX, ran, rows, with_pragma


def test_a_newer_journal_is_refused_unchanged(tmp_path: Path) -> None:
    """A journal that a newer version made is not touched."""
    journal = journal_in(tmp_path)
    journal.claim(a_claim())
    journal.close()
    with_pragma(tmp_path / "jobs.sqlite", "user_version = 99")
    before = (tmp_path / "jobs.sqlite").read_bytes()
    with pytest.raises(JournalError, match=r"newer version .* 99.*unchanged"):
        journal.claim(a_claim("other"))
    assert (tmp_path / "jobs.sqlite").read_bytes() == before


def test_an_older_journal_is_migrated_in_one_transaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration that fails half way leaves the old journal; one that works keeps its entries."""
    journal = journal_in(tmp_path)
    entry = journal.claim(a_claim()).entry
    journal.accepted(entry, "r1")
    journal.close()
    salt, path = journal.salt, tmp_path / "jobs.sqlite"
    added = "ALTER TABLE job_journal_entries ADD COLUMN more TEXT"
    monkeypatch.setattr(sqlite_file, "MIGRATIONS", (*sqlite_file.MIGRATIONS, (added, "NONSENSE")))
    with pytest.raises(JournalError, match="NONSENSE"):
        journal_in(tmp_path).claim(a_claim())
    assert (rows(path), _version(path), "more" in _columns(path)) == (1, 1, False)
    monkeypatch.setattr(sqlite_file, "MIGRATIONS", (sqlite_file.SCHEMA, (added,)))
    newer = journal_in(tmp_path)
    assert newer.claim(a_claim()).verdict == "join"
    assert (newer.salt, _version(path), "more" in _columns(path)) == (salt, 2, True)


def _version(path: Path) -> int:
    connection = sqlite3.connect(path)
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return version


def _columns(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    found = connection.execute("PRAGMA table_info(job_journal_entries)").fetchall()
    connection.close()
    return {row[1] for row in found}


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A journal is not made in a folder that is not there, which may be a mistyped name."""
    with pytest.raises(JournalError, match=r"there is no folder .*missing"):
        journal_in(tmp_path / "missing").claim(a_claim())


@ON_POSIX
def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    """A pipe is refused without waiting for its other end."""
    os.mkfifo(tmp_path / "jobs.sqlite")
    with pytest.raises(JournalError, match="not a regular file"):
        journal_in(tmp_path).claim(a_claim())


def test_an_old_sqlite_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python with an SQLite from before 3.37 is told so before a file is made."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.36.0")
    with pytest.raises(JournalError, match=r"3\.37.*has 3\.36\.0"):
        journal_in(tmp_path).claim(a_claim())
    assert os.listdir(tmp_path) == []


def test_a_damaged_salt_is_an_error(tmp_path: Path) -> None:
    """A journal without a salt would not find its own hashes."""
    journal_in(tmp_path).claim(a_claim())
    connection = sqlite3.connect(tmp_path / "jobs.sqlite")
    connection.execute("UPDATE job_journal_settings SET value = 'x'")
    connection.commit()
    connection.close()
    with pytest.raises(JournalError, match="salt"):
        _ = journal_in(tmp_path).salt


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("files", "xx"),
        ("files", "{}{"),
        ("files", "[1]"),
        ("files", '[["a", "b"]]'),
        ("files", '[["a", "b", "c"]]'),
        ("result", "{"),
        ("input", ""),
        ("state", "odd"),
        ("created_at", 1e300),
        ("created_at", -1e18),
        ("updated_at", float("inf")),
    ],
)
def test_a_damaged_row_is_named(tmp_path: Path, column: str, value: object) -> None:
    """What no journal writes is an error that names the entry and the column."""
    journal = journal_in(tmp_path)
    entry = journal.claim(a_claim()).entry
    connection = sqlite3.connect(tmp_path / "jobs.sqlite")
    connection.execute(f"UPDATE job_journal_entries SET {column} = ?", (value,))
    connection.commit()
    connection.close()
    with pytest.raises(JournalError, match=f"entry {entry.short_id} has no valid {column}"):
        journal.entries()
    with pytest.raises(JournalError, match=f"entry {entry.short_id} has no valid {column}"):
        journal.claim(a_claim())


def test_a_missing_salt_is_told(tmp_path: Path) -> None:
    """A journal whose salt was deleted is not said to have been replaced."""
    journal_in(tmp_path).claim(a_claim())
    connection = sqlite3.connect(tmp_path / "jobs.sqlite")
    connection.execute("DELETE FROM job_journal_settings")
    connection.commit()
    connection.close()
    with pytest.raises(JournalError, match="damaged: it has no salt"):
        journal_in(tmp_path).claim(a_claim())


@ON_POSIX
@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="root can be a nobody")
@pytest.mark.parametrize("mode", ["file", "folder"])
def test_without_write_access_nothing_is_sent(mode: str) -> None:
    """A read-only file, or one in a read-only folder, is named with what to do."""
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are private
        path = Path(name) / "jobs.sqlite"
        journal = open_journal(path)
        journal.accepted(journal.claim(a_claim()).entry, "r1")
        journal.close()
        os.chmod(name, 0o777 if mode == "file" else 0o555)
        os.chmod(path, 0o444 if mode == "file" else 0o666)
        code = (
            "from clientwright.runtime.journal import process_owner\n"
            "process_owner.this_process()\n"  # loads what a nobody may not read
            "os.setuid(65534)\n"
            "try: journal.claim(a_claim('other'))\n"
            "except Exception as error: print(type(error).__name__, error)\n"
        )
        found = ran(code, path)
    assert found.startswith("JournalError nothing was sent")
    assert "write access" in found


FULL = """\
def fill():
    kept = 0
    try:
        while True:
            journal.claim(a_claim(f"k{kept}", input='"' + 'x' * 3000 + '"'))
            kept += 1
    except Exception as error:
        print(type(error).__name__, error)
    return kept
"""


@ON_POSIX
def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """With no space left a claim sends nothing, earlier ones stay, and space lets it go on."""
    code = (
        "import resource\n"
        f"{FULL}"
        "journal.claim(a_claim('first'))\n"
        "_, most = resource.getrlimit(resource.RLIMIT_FSIZE)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, most))\n"
        "kept = fill()\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))\n"
        "print(kept > 3, len(journal.entries()) - kept, journal.claim(a_claim('last')).verdict)\n"
    )
    message, facts = ran(code, tmp_path / "jobs.sqlite").splitlines()
    assert message.startswith("JournalError nothing was sent: ")
    assert "full" in message
    assert facts == "True 1 buy"


@ON_LINUX
@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root mounts a disk")
def test_a_full_file_system_loses_nothing(tmp_path: Path) -> None:
    """On a file system that is really full, the same holds."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        code = (
            f"{FULL}"
            "open(sys.argv[2], 'wb').write(b' ' * 20_000)\n"
            "kept = fill()\n"
            "os.remove(sys.argv[2])\n"
            "print(kept > 3, len(journal.entries()) - kept, journal.claim(a_claim('last')).verdict)\n"
        )
        message, facts = ran(code, disk / "jobs.sqlite", disk / "ballast").splitlines()
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert message.startswith("JournalError nothing was sent: ")
    assert "the disk is full" in message
    assert facts == "True 0 buy"
