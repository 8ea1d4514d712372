# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The options of a command that downloads, and errors of downloads in the words of a shell."""

from __future__ import annotations

import argparse
import re

from ..download.download_options import DownloadOptions
from .argument_types import nonempty_unicode, size, text

_OPTIONS = (
    (re.compile(r"\boverwrite=True"), r"--overwrite"),
    (re.compile(r"\ballow_private=True"), r"--allow-private"),
    (re.compile(r'\bdownload_hosts=\["([^"]*)"\]'), r"--download-host \1"),
    (re.compile(r"\bdownload_hosts\b"), r"--download-host"),
    (re.compile(r"\bmax_bytes=([\d,]+)"), r"--max-bytes \1"),
)
"""Options of a download in Python, as messages name them, and what they are called here."""


class DownloadArguments(argparse.Namespace):
    """The arguments of a command that downloads."""

    download: str | None
    overwrite: bool
    download_host: list[str] | None
    allow_private: bool
    max_bytes: int | None


def add_download(parser: argparse.ArgumentParser) -> None:
    """Add the options of a download to a command."""
    group = parser.add_argument_group("download")
    group.add_argument(
        "--download",
        type=text,
        metavar="DIR",
        help="save the outputs to this folder, or to an fsspec URL",
    )
    group.add_argument(
        "--overwrite", action="store_true", help="replace files of the same name that differ"
    )
    group.add_argument(
        "--max-bytes", type=size, metavar="BYTES", help="size limit of each file (default: 2 GiB)"
    )
    group.add_argument(
        "--download-host",
        action="append",
        type=nonempty_unicode,
        metavar="HOST",
        help="another host that outputs may come from; may be repeated",
    )
    group.add_argument(
        "--allow-private", action="store_true", help="allow hosts on a private network"
    )


def download_options(given: DownloadArguments) -> DownloadOptions:
    """Return what was given, as options of a download."""
    options = DownloadOptions(overwrite=given.overwrite, allow_private=given.allow_private)
    if given.download_host:
        options["download_hosts"] = given.download_host
    if given.max_bytes:
        options["max_bytes"] = given.max_bytes
    return options


def check_download(given: DownloadArguments) -> None:
    """Check, before anyone waits, that what is to be downloaded can be saved; its folder may be created.

    Raises:
        ConfigurationError: nothing can be saved there, or an option cannot be used.
    """
    if given.download:
        from ..download.checked_options import checked
        from ..download.targets import check_target

        checked(download_options(given), sync=True)
        check_target(given.download)


def in_shell_words(message: str) -> str:
    """Return a message in which options of a download have the names that they have on the command line."""
    for pattern, name in _OPTIONS:
        message = pattern.sub(name, message)
    return message
