"""A target is checked as a whole before anything is paid for: a small file takes the way of all others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.download.targets import check_target, is_fault_of_target
from clientwright.runtime.errors import ClientError, ConfigurationError
from runtime.byte_server import ByteServer
from runtime.download.support import MP4, VIDEO, answer, download


def contents(url: str) -> list[str]:
    """Return all files below a URL."""
    system, folder = fsspec.core.url_to_fs(url)
    return [str(name) for name in system.find(folder)]


@given(st.text("ab*?[]{}!%# .", min_size=1, max_size=8).filter(lambda name: name.strip(". ")))
def test_any_name_of_a_folder_is_taken_as_it_stands(name: str) -> None:
    """A folder whose name is a pattern elsewhere is checked, and nothing is left in it."""
    url = f"memory://names/{name}"
    check_target(url)
    assert contents("memory://names") == []


@pytest.mark.parametrize("scheme", ["", "memory://", "local://"])
@pytest.mark.parametrize("name", ["what?", "a*b", "run[1]", "**"])
def test_files_are_saved_in_folders_of_such_names(
    scheme: str, name: str, server: ByteServer, tmp_path: Path
) -> None:
    """A file is saved in a folder whose name is a pattern elsewhere, and nothing else is there."""
    server.by_operation["a.mp4"] = [answer(MP4)]
    target = f"{scheme}{tmp_path}/{name}"
    (saved,) = download(server, target)
    system, folder = fsspec.core.url_to_fs(target)
    assert system.cat_file(f"{folder}/job-1-1.mp4") == VIDEO
    assert [Path(one).name for one in contents(target)] == ["job-1-1.mp4"]
    assert download(server, target) == (saved,)


class _ReadOnlyFileSystem(MemoryFileSystem):
    """A file system that denies writing."""

    protocol = "denying"

    def put_file(self, lpath: str, rpath: str, **more: Any) -> None:
        raise PermissionError(13, "Permission denied")


class _UncopyingFileSystem(MemoryFileSystem):
    """A file system that neither copies nor moves."""

    protocol = "uncopying"

    def cp_file(self, path1: str, path2: str, **more: Any) -> None:
        raise NotImplementedError


class _ForgettingFileSystem(MemoryFileSystem):
    """A file system that keeps a part of what it is given, and says nothing."""

    protocol = "forgetting"

    def put_file(self, lpath: str, rpath: str, **more: Any) -> None:
        self.pipe_file(rpath, b"x")


KINDS = (_ReadOnlyFileSystem, _UncopyingFileSystem, _ForgettingFileSystem)


@pytest.mark.parametrize(
    "target", ["data://x", "local:///proc/nope/x", *(f"{one.protocol}://b/x" for one in KINDS)]
)
def test_a_target_that_takes_no_file_is_refused(target: str) -> None:
    """A file system that would not keep a file is told before anything is bought."""
    for kind in KINDS:
        fsspec.register_implementation(kind.protocol, kind, clobber=True)
    with pytest.raises(ConfigurationError, match="nothing can be saved to the target"):
        check_target(target)
    assert contents("memory://b") == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_fault_is_that_of_the_target(
    kind: type[MemoryFileSystem], server: ByteServer, tmp_path: Path
) -> None:
    """A file system that keeps no file would not keep the next one either."""
    fsspec.register_implementation(kind.protocol, kind, clobber=True)
    server.by_operation["a.mp4"] = [answer(MP4)]
    with pytest.raises(ClientError) as caught:
        download(server, f"{kind.protocol}://{tmp_path}/out")
    assert is_fault_of_target(caught.value)
