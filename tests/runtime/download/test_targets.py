"""Where files are saved: folders, file URLs, file systems of fsspec, and places that cannot be used."""

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
from clientwright.runtime.download.targets import check_target
from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.journal.entry import SavedFile
from runtime.byte_server import ByteServer
from runtime.download.support import (
    MP4,
    OTHER_VIDEO,
    VIDEO,
    answer,
    client,
    download,
    file_server,
    names_in,
    range_of,
    result_of,
    url_of,
)

DIGEST = hashlib.sha256(VIDEO).hexdigest()


@pytest.fixture
def files(server: ByteServer) -> ByteServer:
    """Let the server have a video."""
    server.by_operation["a.mp4"] = [answer(MP4)]
    return server


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


def put(target: str, data: bytes) -> None:
    """Write a file under the name that the output will have."""
    with fsspec.open(f"{target}/job-1-1.mp4", "wb", auto_mkdir=True) as file:
        file.write(data)


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


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("", "must be a folder"),
        ("  ", "must be a folder"),
        ("a\0b", "must be a folder"),
        (b"bytes", "must be a folder"),
        (None, "must be a folder"),
        (5, "must be a folder"),
        ("nosuchscheme://x", "fsspec cannot use the target 'nosuchscheme://x'"),
        ("file://elsewhere/folder", "a folder on this machine is written as file:///folder"),
        ("file:///folder?x=1", "a folder on this machine is written as file:///folder"),
        ("file://", "names no folder of this machine"),
        ("file://localhost", "names no folder of this machine"),
        ("a\ud800", "no name of a file can have"),
        ("memory://a\ud800", "no name of a file can have"),
        ("~", "only a shell puts the home folder for ~"),
        ("~/out", "only a shell puts the home folder for ~"),
        (Path("~/out"), "only a shell puts the home folder for ~"),
    ],
)
def test_targets_that_are_none(target: Any, words: str, files: ByteServer) -> None:
    """A target that is no place is a mistake of the caller, told before anything is asked or bought."""
    for call in (check_target, lambda given: download(files, given)):
        with pytest.raises(ConfigurationError, match=words):
            call(target)
    assert files.received == []


@pytest.mark.parametrize(
    "options",
    [
        {"overwrite": 1},
        {"max_bytes": 0},
        {"max_bytes": 1.5},
        {"max_bytes": True},
        {"max_bytes": None},
        {"allow_private": "yes"},
        {"download_hosts": "cdn.example.com"},
        {"download_hosts": ["https://cdn.example.com"]},
        {"download_hosts": [None]},
        {"download_hosts": None},
        {"timeout": 0},
        {"timeout": "1"},
        {"on_progress": "print"},
        {"on_progres": print},
    ],
    ids=str,
)
def test_options_that_are_none(options: Any, files: ByteServer, tmp_path: Path) -> None:
    """An option that cannot be used is told by its name before anything is asked."""
    (name,) = options
    with pytest.raises(ConfigurationError, match=name):
        download(files, tmp_path, **options)
    assert files.received == []


def test_without_fsspec(files: ByteServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without fsspec, the error names what to install; folders need nothing."""
    monkeypatch.setitem(sys.modules, "fsspec", None)
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(ConfigurationError, match="pip install fsspec"):
        download(files, "s3://user:secret@bucket/x")
    assert len(download(files, f"file://{tmp_path}")) == 1


def test_several_files_and_kinds(server: ByteServer, tmp_path: Path) -> None:
    """The files of an output are numbered in its order."""
    server.by_operation["a.mp4"] = [answer(MP4)]
    server.by_operation["b"] = [
        answer("Content-Type: image/png", body=b"\x89PNG\r\n\x1a\n" + bytes(9))
    ]
    output = {"videos": [url_of(server), url_of(server)], "image": url_of(server, "b")}
    with client(server) as api:
        saved = api.download(result_of(output, "a/b"), tmp_path)
    assert [type(one) for one in saved] == [SavedFile, SavedFile]
    assert names_in(tmp_path) == sorted(Path(one.path).name for one in saved)
    assert [Path(one.path).name[:4] for one in saved] == ["a_b-", "a_b-"]
    assert [Path(one.path).name[-6:] for one in saved] == ["-1.mp4", "-2.png"]
