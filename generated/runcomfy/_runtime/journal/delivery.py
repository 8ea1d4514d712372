# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Which outputs of a job were downloaded, and which of them are still here."""

from __future__ import annotations

import os

from .entry import PENDING, Entry, SavedFile

EXPIRED = "the service no longer has its output"
"""The reason of an entry that succeeded, if neither the service nor the journal has its output."""


def files_here(entry: Entry) -> tuple[SavedFile, ...]:
    """Return the newest whole file of each output that is here; those at URLs are taken to be."""
    return tuple({_output(one): one for one in entry.files if _is_here(one)}.values())


def downloaded(entry: Entry) -> int:
    """Return how many outputs were downloaded; one that was saved in two folders counts once."""
    return len({_output(one) for one in entry.files})


def is_wanting(entry: Entry) -> bool:
    """Return whether a job succeeded and an output of it is not on this machine, but may still be had."""
    if entry.state != "succeeded" or entry.reason == EXPIRED:
        return False
    return not entry.files or len(files_here(entry)) < downloaded(entry)


def is_pending(entry: Entry) -> bool:
    """Return whether an entry runs, is unknown, or has a result that was downloaded nowhere."""
    if entry.state == "succeeded":
        return entry.result is not None and not entry.files
    return entry.state in PENDING


def _output(file: SavedFile) -> str:
    """Return the name that a download gives to an output in every folder, without its extension."""
    name = file.path.rpartition("/")[2] if "://" in file.path else os.path.basename(file.path)
    return name.rpartition(".")[0] or name


def _is_here(file: SavedFile) -> bool:
    if "://" in file.path:
        return True
    try:
        return os.path.getsize(file.path) == file.size
    except (OSError, ValueError):
        return False
