"""Where files are saved: folders, file URLs, file systems of fsspec, and places that cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import fsspec
import pytest

from clientwright.runtime.download.errors import DownloadError
from runtime.byte_server import ByteServer
from runtime.download.support import (
    DIGEST,
    OTHER_VIDEO,
    VIDEO,
    download,
    names_in,
    put,
)


def test_folders(files: ByteServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder is created, whether it is text, a path, relative or a file URL; paths are absolute."""
    monkeypatch.chdir(tmp_path)
    for target in ("a", Path("b/c"), f"file://{tmp_path}/d%20e", f"FILE://localhost{tmp_path}/f"):
        (saved,) = download(files, target)
        assert Path(saved.path).is_absolute()
        assert saved == (saved.path, DIGEST, len(VIDEO))
    assert names_in(tmp_path) == ["a", "b", "d e", "f"]


@pytest.mark.parametrize("scheme", ["memory://", "local://"])
def test_file_systems_of_fsspec(scheme: str, files: ByteServer, tmp_path: Path) -> None:
    """A file system of fsspec gets the whole file under its name, and nothing else."""
    url = f"{scheme}{tmp_path}/out"
    (saved,) = download(files, url)
    with fsspec.open(saved.path, "rb") as file:
        assert file.read() == VIDEO
    assert saved[1:] == (DIGEST, len(VIDEO))
    system, folder = fsspec.core.url_to_fs(url)
    assert [name.rpartition("/")[2] for name in system.ls(folder, detail=False)] == ["job-1-1.mp4"]
    assert download(files, url) == (saved,)


@pytest.mark.parametrize("scheme", ["", "memory://"], ids=["local", "memory"])
def test_files_that_are_there(scheme: str, files: ByteServer, tmp_path: Path) -> None:
    """A file of the name that has the same content is kept; another one stays, unless it may be replaced."""
    target = f"{scheme}{tmp_path}/out"
    for other in (OTHER_VIDEO, b"short", b""):
        put(target, other)
        with pytest.raises(DownloadError, match="already exists"):
            download(files, target)
        with fsspec.open(f"{target}/job-1-1.mp4", "rb") as file:
            assert file.read() == other
        (saved,) = download(files, target, overwrite=True)
        with fsspec.open(f"{target}/job-1-1.mp4", "rb") as file:
            assert file.read() == VIDEO
        assert download(files, target) == (saved,)


def test_the_same_file_is_left_alone(files: ByteServer, tmp_path: Path) -> None:
    """A file with the same content is not written again."""
    put(str(tmp_path), VIDEO)
    os.utime(tmp_path / "job-1-1.mp4", (1, 1))
    download(files, tmp_path, overwrite=True)
    assert (tmp_path / "job-1-1.mp4").stat().st_mtime == 1
    assert names_in(tmp_path) == ["job-1-1.mp4"]


def test_a_folder_of_the_name_of_the_file(files: ByteServer, tmp_path: Path) -> None:
    """A folder that has the file's name is not touched."""
    (tmp_path / "job-1-1.mp4").mkdir()
    for overwrite in (False, True):
        with pytest.raises(DownloadError, match="is not a file"):
            download(files, tmp_path, overwrite=overwrite)
    assert names_in(tmp_path) == ["job-1-1.mp4"]


@pytest.mark.parametrize("below", ["", "/sub/folder"])
def test_a_target_that_is_a_file(below: str, files: ByteServer, tmp_path: Path) -> None:
    """A target that is a file, or below one, is told; the file stays."""
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(DownloadError, match="is not a folder") as caught:
        download(files, f"{tmp_path}/file{below}")
    assert "no file was saved" in str(caught.value)
    assert (tmp_path / "file").read_bytes() == b"x"


def test_a_target_that_cannot_be_written_to(files: ByteServer) -> None:
    """A folder of a file system that takes no files is told with the system's reason."""
    with pytest.raises(DownloadError, match="cannot be written to"):
        download(files, "/proc/self/out")
