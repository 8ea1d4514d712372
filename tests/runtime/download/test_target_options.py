"""Targets and options that are none, and several files at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from clientwright.runtime.download.targets import check_target
from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.journal.entry import SavedFile
from runtime.byte_server import ByteServer
from runtime.download.support import (
    MP4,
    answer,
    client,
    download,
    names_in,
    result_of,
    url_of,
)


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
