"""The journal's file: which files it takes, how it is kept, and what its errors say."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from clientwright.runtime.journal import file_systems, sqlite_dialect, sqlite_file, sqlite_locks
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from clientwright.runtime.journal.sqlite_dialect import SqliteDialect
from runtime.journal.claims import a_claim, journal_in
from runtime.programs import start

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
ON_POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX")
PREPARE = """\
import sys, os
from runtime.journal.claims import *
journal = open_journal(sys.argv[1])
"""
HOLD = """\
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
input()
"""


def ran(code: str, *arguments: object) -> str:
    """Return what a program prints that has the journal at its first argument."""
    process = start("-c", PREPARE + code, *arguments)
    out, errors = process.communicate(timeout=200)
    assert errors == ""
    return out


def rows(path: Path, what: str = "count(*)") -> int:
    """Return a number from a journal's table, read by another connection."""
    connection = sqlite3.connect(path)
    try:
        found: int = connection.execute(f"SELECT {what} FROM job_journal_entries").fetchone()[0]
        return found
    finally:
        connection.close()


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


def _with_pragma(path: Path, words: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA {words}")
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
        (lambda path: _with_pragma(path, "user_version = 3"), "another program"),
        (lambda path: _with_pragma(path, "application_id = 3"), "another program"),
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


def test_a_newer_journal_is_refused_unchanged(tmp_path: Path) -> None:
    """A journal that a newer version made is not touched."""
    journal = journal_in(tmp_path)
    journal.claim(a_claim())
    journal.close()
    _with_pragma(tmp_path / "jobs.sqlite", "user_version = 99")
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


@pytest.mark.parametrize("how", ["deleted", "renamed", "replaced", "a new journal"])
def test_a_file_that_goes_away_is_not_written_to(tmp_path: Path, how: str) -> None:
    """After its file is gone, a journal forgets nothing by beginning anew: its verbs raise."""
    path = tmp_path / "jobs.sqlite"
    journal, kept = journal_in(tmp_path), tmp_path / "kept"
    entry = journal.claim(a_claim()).entry
    if how == "replaced":
        shutil.copy(path, kept)
        os.replace(kept, path)
    else:
        os.rename(path, kept)
        os.rename(f"{path}-wal", f"{kept}-wal")
    if how == "a new journal":
        journal_in(tmp_path).claim(a_claim())
    for _ in range(2):
        with pytest.raises(JournalError, match=r"nothing was sent: .*deleted, renamed or replaced"):
            journal.claim(a_claim("other"))
        with pytest.raises(JournalError, match="deleted, renamed or replaced"):
            journal.pending()
    with pytest.raises(JournalError, match="job was accepted"):
        journal.accepted(entry, "r1")
    assert path.exists() == (how in ("replaced", "a new journal"))
    if how == "renamed":
        os.rename(kept, path)
        os.rename(f"{kept}-wal", f"{path}-wal")
        assert journal.claim(a_claim()).verdict == "join"
    journal.close()
    assert journal.claim(a_claim("new")).verdict == "buy"


def test_a_journal_without_its_log_is_no_new_journal(tmp_path: Path) -> None:
    """A file that is copied alone while it is in use has its tables, and its salt, all the same."""
    (tmp_path / "there").mkdir()
    journal, there = journal_in(tmp_path), tmp_path / "there/jobs.sqlite"
    journal.claim(a_claim())
    shutil.copy(tmp_path / "jobs.sqlite", there)
    assert rows(there) == 0  # the entry is in the log
    assert open_journal(there).salt == journal.salt


@pytest.mark.parametrize("left", ["nothing", "an empty file"])
def test_no_journal_is_made_beside_the_log_of_another(tmp_path: Path, left: str) -> None:
    """A log without its file is the only record of what was bought: nothing is sent, until it is moved."""
    path, kept = tmp_path / "jobs.sqlite", tmp_path / "kept"
    journal = journal_in(tmp_path)
    journal.claim(a_claim())
    os.rename(path, kept)
    if left == "an empty file":
        path.touch()
    log = Path(f"{path}-wal").read_bytes()
    with pytest.raises(JournalError, match=r"nothing was sent: .*jobs\.sqlite-wal is there"):
        journal_in(tmp_path).claim(a_claim())
    assert Path(f"{path}-wal").read_bytes() == log
    assert path.exists() == (left == "an empty file")
    os.replace(kept, path)
    assert journal_in(tmp_path).claim(a_claim()).verdict == "wait"
    journal.close()


def test_a_database_without_tables_is_refused(tmp_path: Path) -> None:
    """A file of one page can be a journal that lost its log, so it is left unchanged."""
    path = tmp_path / "jobs.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(JournalError, match="without tables"):
        journal_in(tmp_path).claim(a_claim())
    assert (path.read_bytes(), before != b"") == (before, True)


@ON_POSIX
@pytest.mark.parametrize("n", range(1, 40, 3))
def test_a_journal_whose_maker_was_killed_is_finished(tmp_path: Path, n: int) -> None:
    """Wherever a process is killed while it makes the file, the next one goes on with it."""
    code = (
        "import signal\n"
        "from clientwright.runtime.journal import sqlite_file\n"
        "left = [int(sys.argv[2])]\n"
        "def count(statement):\n"
        "    left[0] -= 1\n"
        "    if left[0] == 0: os.kill(os.getpid(), signal.SIGKILL)\n"
        "connect = sqlite_file.connect\n"
        "def traced(*arguments):\n"
        "    connection = connect(*arguments)\n"
        "    connection.set_trace_callback(count)\n"
        "    return connection\n"
        "sqlite_file.connect = traced\n"
        "journal.claim(a_claim())\n"
    )
    ran(code, tmp_path / "jobs.sqlite", n)
    assert journal_in(tmp_path).claim(a_claim("other")).verdict == "buy"


def test_closing_moves_the_log_into_the_file(tmp_path: Path) -> None:
    """After `close` the file alone has every entry, even while another client has it open."""
    journal, other = journal_in(tmp_path), journal_in(tmp_path)
    other.pending()
    journal.claim(a_claim())
    journal.close()
    shutil.copy(tmp_path / "jobs.sqlite", tmp_path / "copy")
    assert rows(tmp_path / "copy") == 1
    other.close()


@ON_LINUX
def test_a_file_that_is_a_mount_point_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is mounted alone has its log elsewhere for those who see it by another name."""
    mounts, path = tmp_path / "mountinfo", tmp_path / "jobs.sqlite"
    mounts.write_text(f"1 0 8:1 / / rw - ext4 /dev/a rw\n2 1 8:1 /x {path} rw - ext4 /dev/a rw\n")
    monkeypatch.setattr(file_systems, "MOUNTS", mounts)
    path.touch()
    (tmp_path / "link").symlink_to(path)
    for name in ("jobs.sqlite", "link"):
        with pytest.raises(JournalError, match=r"is itself a mount point.* mount its folder"):
            journal_in(tmp_path, name).claim(a_claim())
    assert path.read_bytes() == b""


@ON_LINUX
@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root mounts a disk")
@pytest.mark.parametrize("made", [True, False])
def test_a_read_only_file_system_is_named(tmp_path: Path, made: bool) -> None:
    """The advice on a file system that nobody can write to is not about the user's rights."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        journal = journal_in(disk)
        if made:
            journal.claim(a_claim())
        journal.close()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(JournalError, match=r"file system .*disk \(tmpfs\) is read-only"):
            journal.claim(a_claim("other"))
        journal.close()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_threads_wait_for_a_lock_at_the_same_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of many threads has its own limit, and a fork and `close` do not wait for any of them."""
    monkeypatch.setattr(sqlite_dialect, "LOCK_SECONDS", 3600)
    journal, other = journal_in(tmp_path), None
    journal.claim(a_claim("first"))
    other = sqlite3.connect(tmp_path / "jobs.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    threads = [threading.Thread(target=journal.claim, args=(a_claim(f"{n}"),)) for n in range(6)]
    for thread in threads:
        thread.start()
    assert [one.once for one in journal.entries()] == ["first"]
    sqlite_dialect._before_fork()
    sqlite_dialect._after_fork(False)
    journal.close()
    other.close()
    for thread in threads:
        thread.join(100)
    assert len(journal.entries()) == 7


@ON_LINUX
@pytest.mark.parametrize("kind", ["nfs4", "cifs", "9p", "fuse.sshfs"])
def test_a_network_file_system_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A file on a file system that several machines share is not made."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 0 8:1 / / rw - ext4 /dev/a rw\n2 1 0:5 / {tmp_path} rw - {kind} srv rw\n")
    monkeypatch.setattr(file_systems, "MOUNTS", mounts)
    with pytest.raises(JournalError, match=rf"network file system \({kind}\)"):
        journal_in(tmp_path).claim(a_claim())
    assert os.listdir(tmp_path) == ["mountinfo"]


TABLE = r"""21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/a rw
22 21 0:5 / /home rw shared:2 master:1 - nfs4 server:/home rw
23 22 0:6 / /home/me/local rw - xfs /dev/b rw
24 21 0:7 / /mnt/two\040words\134x rw - fuse.sshfs me@server: rw
25 21 0:8 / /over rw - nfs server:/o rw
26 25 0:9 / /over rw - tmpfs tmpfs rw
broken line
27 21 0:9 / /cut rw"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/jobs.sqlite", "ext4"),
        ("/home/me/jobs.sqlite", "nfs4"),
        ("/home/me/local/jobs.sqlite", "xfs"),
        ("/home/me/locally/jobs.sqlite", "nfs4"),
        ("/homes/jobs.sqlite", "ext4"),
        ("/mnt/two words\\x/jobs.sqlite", "fuse.sshfs"),
        ("/over/jobs.sqlite", "tmpfs"),
        ("/cut/jobs.sqlite", "ext4"),
    ],
)
def test_the_file_system_of_a_path(path: str, kind: str) -> None:
    """The longest mount point that a path is below decides, and the last of those."""
    assert file_systems.mount_of(path, TABLE).kind == kind


def test_no_mounts_are_no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the system has no list of mounts, nothing is refused."""
    monkeypatch.setattr(file_systems, "MOUNTS", tmp_path / "missing")
    assert file_systems.network_file_system("/jobs.sqlite") is None
    assert file_systems.mount_of("/jobs.sqlite", "") == ("", "")
    assert not file_systems.is_mounted("/jobs.sqlite")


def test_who_holds_a_lock() -> None:
    """Only processes that have a write lock on the very file are named, not those that wait."""
    locks = (
        "1: POSIX  ADVISORY  READ 10 fe:00:77 0 EOF\n"
        "2: POSIX  ADVISORY  WRITE 11 fe:00:77 120 120\n"
        "2: -> POSIX  ADVISORY  WRITE 12 fe:00:77 120 120\n"
        "3: POSIX  ADVISORY  WRITE 13 fe:00:777 120 120\n"
        "cut off"
    )
    assert sqlite_locks.write_locks(locks, 77) == [11]
