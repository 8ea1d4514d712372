"""Folder locks: one process at a time, and nothing left in the folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clientwright.io import folder_lock
from clientwright.io.folder_lock import lock_folder

GENERATOR = Path(__file__).resolve().parents[2] / "generator"
HOLD = """
import sys
from pathlib import Path
from clientwright.io.folder_lock import lock_folder
with lock_folder(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""
TRY = """
import sys
from pathlib import Path
from clientwright.io.folder_lock import lock_folder
try:
    with lock_folder(Path(sys.argv[1])):
        print("locked")
except BlockingIOError:
    print("refused")
"""
ENVIRON = {**os.environ, "PYTHONPATH": str(GENERATOR)}


@contextmanager
def other_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a process that has locked a folder; it unlocks it when the block ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        env=ENVIRON,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield process
        if process.stdin is not None:
            process.stdin.close()


def try_in_other_process(folder: Path) -> str:
    """Return what a new process prints: whether it could lock the folder."""
    command = [sys.executable, "-c", TRY, str(folder)]
    return subprocess.run(
        command, env=ENVIRON, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_two_processes_exclude_each_other(tmp_path: Path) -> None:
    """While one process has locked a folder, another is refused at once; then it may."""
    with other_process(tmp_path), pytest.raises(BlockingIOError), lock_folder(tmp_path):
        pass
    with lock_folder(tmp_path):
        assert try_in_other_process(tmp_path) == "refused"
    assert try_in_other_process(tmp_path) == "locked"


def test_killed_process_releases_its_lock(tmp_path: Path) -> None:
    """A process that is killed leaves no lock behind."""
    with other_process(tmp_path) as process:
        process.kill()
        process.wait()
    with lock_folder(tmp_path):
        pass


def test_one_process_excludes_itself(tmp_path: Path) -> None:
    """A lock is not taken twice in one process either."""
    with lock_folder(tmp_path), pytest.raises(BlockingIOError), lock_folder(tmp_path):
        pass
    with lock_folder(tmp_path):
        pass


def test_readers_share_a_lock(tmp_path: Path) -> None:
    """Shared locks do not exclude each other, and exclude a writer."""
    with lock_folder(tmp_path, shared=True), lock_folder(tmp_path, shared=True):
        assert try_in_other_process(tmp_path) == "refused"


def test_the_environment_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes with different temporary folders exclude each other too."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "other").mkdir()
    with lock_folder(tmp_path / "folder"):
        monkeypatch.setitem(ENVIRON, "TMPDIR", str(tmp_path / "other"))
        assert try_in_other_process(tmp_path / "folder") == "refused"


@pytest.mark.parametrize("times", [1, 3])
def test_lock_files_exclude_too(tmp_path: Path, times: int) -> None:
    """The lock by a file, which Windows needs, excludes a second one, and can be taken again."""
    for _ in range(times):
        with (
            folder_lock._lock_by_file(tmp_path),
            pytest.raises(BlockingIOError),
            folder_lock._lock_by_file(tmp_path),
        ):
            pass


def test_different_folders_do_not_exclude_each_other(tmp_path: Path) -> None:
    """A folder and the one above it are locked apart."""
    (tmp_path / "inside").mkdir()
    with lock_folder(tmp_path), lock_folder(tmp_path / "inside"):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_one_folder_under_two_paths_is_one_lock(tmp_path: Path) -> None:
    """A link to a folder is locked with the folder."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    with lock_folder(tmp_path / "folder"):
        assert try_in_other_process(tmp_path / "link") == "refused"


def test_nothing_is_written_into_the_folder(tmp_path: Path) -> None:
    """The folder stays empty, while it is locked and after."""
    with lock_folder(tmp_path):
        assert [*tmp_path.iterdir()] == []
    assert [*tmp_path.iterdir()] == []


def test_missing_folder_is_not_locked(tmp_path: Path) -> None:
    """A folder that does not exist is an error, and is not created."""
    with pytest.raises(FileNotFoundError), lock_folder(tmp_path / "missing"):
        pass
    assert [*tmp_path.iterdir()] == []
