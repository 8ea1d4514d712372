"""Files whose disk is full, or whose file system loses, cuts or keeps parts."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from clientwright.runtime.download.errors import DownloadError
from runtime.byte_server import ByteServer
from runtime.download.support import (
    DIGEST,
    MP4,
    VIDEO,
    answer,
    download,
    file_server,
    names_in,
    put,
    range_of,
)

LIMITED = """
import resource, signal, sys
from runtime.download.support import client, result_of
from runtime.byte_server import ByteServer
from clientwright.runtime.download.errors import DownloadError
server = ByteServer(int(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))
urls = [f"{server.base_url}/requests/files/{name}.mp4" for name in "ba"]
with client(server) as api:
    try:
        api.download(result_of({"videos": urls}), sys.argv[2])
    except DownloadError as error:
        print(error)
        print(*(file.path for file in error.files))
"""


def test_a_disk_that_is_full(files: ByteServer, tmp_path: Path) -> None:
    """A file that does not fit fails; those that were saved stay, and are named."""
    small = VIDEO[:8000]
    files.by_operation["b.mp4"] = [answer(MP4, body=small)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", LIMITED, str(files.port), str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    told, saved = done.stdout.splitlines()
    assert (
        "output 2 of 2 was not saved, since the target cannot be written to: File too large" in told
    )
    assert saved == str(tmp_path / "job-1-1.mp4")
    assert Path(saved).read_bytes() == small
    assert names_in(tmp_path) == ["job-1-1.mp4"]


FILLED = """
import resource, signal, sys
from runtime.download.support import client, result_of
from runtime.byte_server import ByteServer
from clientwright.runtime.download.errors import DownloadError
server = ByteServer(int(sys.argv[1]))
result = result_of({"video": f"{server.base_url}/requests/files/a.mp4"})
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
with client(server) as api:
    try:
        api.download(result, sys.argv[2])
    except DownloadError as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    (saved,) = api.download(result, sys.argv[2])
    print(saved.sha256)
"""


def test_a_file_goes_on_once_there_is_room(files: ByteServer, tmp_path: Path) -> None:
    """What a full disk has taken of a file is not asked for again when there is room."""
    body = VIDEO + os.urandom(3 << 20)
    files.by_operation["a.mp4"] = [file_server(files, [(body, 'ETag: "one"', -1)])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", FILLED, str(files.port), str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    told, digest = done.stdout.splitlines()
    assert "File too large" in told
    assert digest == hashlib.sha256(body).hexdigest()
    first, second = (range_of(request) for request in files.received)
    assert first is None
    assert second is not None
    assert second[0] > 1 << 19
    assert names_in(tmp_path) == ["job-1-1.mp4"]


class _FullFileSystem(MemoryFileSystem):
    """A file system that takes only a part of what it is given, and says nothing."""

    protocol = "half"

    def put_file(self, lpath: str, rpath: str, **more: Any) -> None:
        self.pipe_file(rpath, Path(lpath).read_bytes()[:100])


def test_a_file_system_that_loses_bytes(files: ByteServer, tmp_path: Path) -> None:
    """The size is compared after the upload."""
    fsspec.register_implementation("half", _FullFileSystem, clobber=True)
    with pytest.raises(DownloadError, match=f"100 bytes after the upload of {len(VIDEO)}"):
        download(files, f"half://{tmp_path}/out")


class _CuttingFileSystem(MemoryFileSystem):
    """A file system whose moves copy only a part of the file, and say nothing."""

    protocol = "cutting"

    def mv(self, path1: str, path2: str, **more: Any) -> None:
        self.pipe_file(path2, self.cat_file(path1)[:100])
        self.rm_file(path1)


class _BreakingFileSystem(_CuttingFileSystem):
    """A file system whose moves break off."""

    protocol = "breaking"

    def mv(self, path1: str, path2: str, **more: Any) -> None:
        super().mv(path1, path2)
        raise OSError("it broke off")


class _SilentFileSystem(MemoryFileSystem):
    """A file system that does not tell the sizes of its files."""

    protocol = "silent"

    def size(self, path: str) -> None:
        return None


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize(
    ("kind", "words"),
    [(_CuttingFileSystem, "has 100 bytes after the move"), (_BreakingFileSystem, "it broke off")],
)
def test_a_file_system_that_moves_a_part(
    kind: type[MemoryFileSystem],
    words: str,
    overwrite: bool,
    files: ByteServer,
    tmp_path: Path,
) -> None:
    """A move that copies only a part leaves no file, and is told."""
    fsspec.register_implementation(kind.protocol, kind, clobber=True)
    target = f"{kind.protocol}://{tmp_path}/out"
    if overwrite:
        put(target, b"before")
    with pytest.raises(DownloadError, match=words):
        download(files, target, overwrite=overwrite)
    system, folder = fsspec.core.url_to_fs(target)
    assert system.ls(folder, detail=False) == []


def test_a_file_system_that_fails_to_move_leaves_the_file_that_was_there(
    files: ByteServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A move that does nothing but fail takes nothing away."""

    def fail(*given: Any, **more: Any) -> None:
        raise OSError("not today")

    monkeypatch.setattr(MemoryFileSystem, "mv", fail)
    target = f"memory://{tmp_path}/out"
    put(target, b"before")
    with pytest.raises(DownloadError, match="not today"):
        download(files, target, overwrite=True)
    system, folder = fsspec.core.url_to_fs(target)
    assert [system.cat_file(name) for name in system.ls(folder, detail=False)] == [b"before"]


def test_a_file_system_that_tells_no_sizes(files: ByteServer, tmp_path: Path) -> None:
    """Where sizes are not told, bytes are counted."""
    fsspec.register_implementation("silent", _SilentFileSystem, clobber=True)
    (saved,) = download(files, f"silent://{tmp_path}/out")
    assert saved[1:] == (DIGEST, len(VIDEO))
    assert download(files, f"silent://{tmp_path}/out") == (saved,)


def test_a_part_that_cannot_be_removed_is_told(
    files: ByteServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name of a part that stays beside the whole file is told; the next call has the file."""
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.name.endswith(".part"):
            raise PermissionError(1, "Operation not permitted", str(path))
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        for _ in range(2):
            with pytest.raises(DownloadError, match="Operation not permitted"):
                download(files, tmp_path)
            assert (tmp_path / "job-1-1.mp4").read_bytes() == VIDEO
    download(files, tmp_path)
    assert (tmp_path / "job-1-1.mp4").read_bytes() == VIDEO
