# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What a caller may say about a download, and what is told of its progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from typing import NamedTuple, TypedDict

from ..journal.entry import SavedFile

TargetPath = str | PathLike[str]
SavedFiles = tuple[SavedFile, ...]


class Progress(NamedTuple):
    """How much of a file is there: its path, the bytes received, and all its bytes if that is known."""

    file: str
    received: int
    total: int | None


class DownloadOptions(TypedDict, total=False):
    """Options of a download, all with a default.

    `overwrite`: replace files of the same name that have other content. `max_bytes`: size limit
    of each file (2 GiB). `download_hosts`: more hosts that outputs may come from, such as
    "cdn.example.com", or ".example.org" with all hosts below. `allow_private`: whether the hosts
    may be on a private network. `timeout`: seconds for the whole download (1800; None: no limit).
    `on_progress`: called with a `Progress` now and then.
    """

    overwrite: bool
    max_bytes: int
    download_hosts: Sequence[str]
    allow_private: bool
    timeout: float | None
    on_progress: Callable[[Progress], object] | None
