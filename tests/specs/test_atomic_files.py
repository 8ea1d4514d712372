"""Files: read within bounds, written so that an interruption leaves the old one whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from clientwright import atomic_files
from clientwright.errors import SourceError, UsageError


def test_what_is_equal_is_not_written(tmp_path: Path) -> None:
    """Writing tells whether anything changed, and touches nothing that is equal."""
    path = tmp_path / "a" / "b.txt"
    assert atomic_files.write_text(path, "é\n")
    before = path.stat().st_mtime_ns
    assert not atomic_files.write_text(path, "é\n")
    assert path.stat().st_mtime_ns == before
    assert atomic_files.write_text(path, "other")
    assert os.listdir(path.parent) == ["b.txt"]


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    """A file that is written again keeps who may read it."""
    path = tmp_path / "a.txt"
    atomic_files.write_text(path, "one")
    path.chmod(0o640)
    atomic_files.write_text(path, "two")
    assert path.stat().st_mode & 0o777 == 0o640


def test_an_interruption_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the move fails, the old file is whole and nothing is left beside it."""
    path = tmp_path / "a.txt"
    atomic_files.write_text(path, "old")

    def fail(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(UsageError, match="no room"):
        atomic_files.write_text(path, "new")
    assert path.read_text("utf-8") == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


@pytest.mark.parametrize(
    "name", ["file.txt/below.txt", "a" * 300, "a\0b"], ids=["below-a-file", "long", "nul"]
)
def test_a_path_that_cannot_be_is_told(tmp_path: Path, name: str) -> None:
    """A path below a file, one too long and one with a NUL are UsageError to write and SourceError to read."""
    (tmp_path / "file.txt").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        atomic_files.write_text(tmp_path / name, "x")
    with pytest.raises(SourceError, match="cannot be read"):
        atomic_files.read_text(tmp_path / name)


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    """A file of exactly the limit is read, a byte more is refused."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfabcd")
    assert atomic_files.read_text(path, limit=7) == "abcd"
    with pytest.raises(SourceError, match="larger"):
        atomic_files.read_text(path, limit=6)


@pytest.mark.parametrize("content", [b"\xff", b"\xed\xa0\x80", "é".encode("latin-1")], ids=repr)
def test_what_is_not_utf_8_is_refused(tmp_path: Path, content: bytes) -> None:
    """Bytes that are no UTF-8 are a SourceError that says at which byte."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"ab" + content)
    with pytest.raises(SourceError, match="byte 2"):
        atomic_files.read_text(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe where a file should stand is an error at once, not a wait without end."""
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(SourceError, match="not a regular file"):
        atomic_files.read_text(tmp_path / "pipe.json")
