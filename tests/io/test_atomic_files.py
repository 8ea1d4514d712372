"""Files: read within limits, written atomically."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from clientwright.errors import SourceError, UsageError
from clientwright.io import atomic_files


def test_equal_content_is_not_written(tmp_path: Path) -> None:
    """Writing returns whether anything changed, and does not touch an equal file."""
    path = tmp_path / "a" / "b.txt"
    assert atomic_files.write_text(path, "é\n")
    before = path.stat().st_mtime_ns
    assert not atomic_files.write_text(path, "é\n")
    assert path.stat().st_mtime_ns == before
    assert atomic_files.write_text(path, "other")
    assert os.listdir(path.parent) == ["b.txt"]


def test_file_mode_is_kept(tmp_path: Path) -> None:
    """Rewriting a file keeps its permissions."""
    path = tmp_path / "a.txt"
    atomic_files.write_text(path, "one")
    path.chmod(0o640)
    atomic_files.write_text(path, "two")
    assert path.stat().st_mode & 0o777 == 0o640


def test_failed_write_keeps_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the final move fails, the old file is intact and no temporary file is left."""
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
def test_impossible_path_is_reported(tmp_path: Path, name: str) -> None:
    """An impossible path raises UsageError on writing and SourceError on reading."""
    (tmp_path / "file.txt").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        atomic_files.write_text(tmp_path / name, "x")
    with pytest.raises(SourceError, match="cannot be read"):
        atomic_files.read_text(tmp_path / name)


def test_read_limit_is_inclusive(tmp_path: Path) -> None:
    """A file of exactly the limit is read, one byte more is rejected."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfabcd")
    assert atomic_files.read_text(path, limit=7) == "abcd"
    with pytest.raises(SourceError, match="larger"):
        atomic_files.read_text(path, limit=6)


@pytest.mark.parametrize("content", [b"\xff", b"\xed\xa0\x80", "é".encode("latin-1")], ids=repr)
def test_invalid_utf_8_is_rejected(tmp_path: Path, content: bytes) -> None:
    """Bytes that are not UTF-8 raise SourceError with the offset of the byte."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"ab" + content)
    with pytest.raises(SourceError, match="byte 2"):
        atomic_files.read_text(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_named_pipe_is_rejected(tmp_path: Path) -> None:
    """A named pipe in the place of a file is an error at once, not an endless wait."""
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(SourceError, match="not a regular file"):
        atomic_files.read_text(tmp_path / "pipe.json")
