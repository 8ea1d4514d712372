# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What is urgent of a journal's entries: the unknown, what runs, and what is not here yet."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ..journal.entry import PENDING, Entry


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries by urgency: unknown; what may expire, oldest first; what is sent; the rest, newest first."""
    return sorted(entries, key=_urgency)


def is_pending(entry: Entry) -> bool:
    """Return whether an entry runs, is unknown, or succeeded and its files are not here."""
    return entry.state in PENDING or (entry.state == "succeeded" and not _is_delivered(entry))


def files_here(entry: Entry) -> int:
    """Return how many of the downloaded files are still there; those at URLs are taken to be."""
    return sum("://" in one.path or os.path.exists(one.path) for one in entry.files)


def _urgency(entry: Entry) -> tuple[int, float]:
    if entry.state == "unknown":
        return 0, entry.created_at
    if entry.state == "accepted" or (entry.state == "succeeded" and not _is_delivered(entry)):
        return 1, entry.created_at
    return (2, entry.created_at) if entry.state == "sending" else (3, -entry.created_at)


def _is_delivered(entry: Entry) -> bool:
    return bool(entry.files) and files_here(entry) == len(entry.files)
