"""A SQLite journal whose file or log goes away, and the file systems that it is on."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import threading
from pathlib import Path

import pytest

from clientwright.runtime.journal import file_systems, sqlite_dialect, sqlite_locks
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from runtime.journal.claims import a_claim, journal_in
from runtime.journal.sqlite_programs import ON_LINUX, ON_POSIX, ran, rows


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
