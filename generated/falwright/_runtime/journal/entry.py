# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""An entry of the journal: one job that was paid for, or is about to be, and which of its outputs are here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

STATES = (
    "sending",
    "unknown",
    "accepted",
    "succeeded",
    "failed",
    "cancelled",
    "refused",
    "not_sent",
)
"""What an entry may say of its job.

`sending`: the submit is on its way, and its process is alive. `unknown`: it may have been
accepted, and nobody will learn it by waiting. `not_sent`: nothing left this machine.
"""
PENDING = ("sending", "unknown", "accepted")
"""States in which something is still to be learned or done."""
FREE = ("refused", "not_sent")
"""States in which nothing was bought; all others count as spent."""


class SavedFile(NamedTuple):
    """A file that was downloaded: its path or URL, SHA-256 in hexadecimal digits, and size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the journal, as it was when it was read.

    Times are seconds since 1970, money is in US dollars. `fingerprint` is a keyed hash of the
    input; `input` itself is only there if the journal records inputs. `result` is the last
    answer of /result, as JSON data.
    """

    id: int
    state: str
    base_url: str
    account: str
    endpoint: str
    once: str | None
    batch: str | None
    position: int | None
    fingerprint: str = field(repr=False)
    once_on: str | None = field(repr=False)
    input: Mapping[str, Any] | None = field(repr=False, hash=False)
    request_id: str | None
    reason: str | None
    created_at: float
    updated_at: float
    price: Decimal | None
    cost: Decimal | None
    result: Mapping[str, Any] | None = field(repr=False, hash=False)
    files: tuple[SavedFile, ...]
    token: str = field(repr=False)
    owner: str = field(repr=False)

    @property
    def short_id(self) -> str:
        """The entry's name in messages and on the command line, such as `j12`."""
        return f"j{self.id}"

    def __str__(self) -> str:
        key = "" if self.once is None else f" for once={self.once!r}"
        request = f", request {self.request_id}" if self.request_id else ""
        return f"{self.short_id} ({self.endpoint}{key}, {self.state}{request})"


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


def local_time(seconds: float) -> str:
    """Return a time in seconds since 1970 as text, such as `2026-11-28 14:05:58+01:00`."""
    return datetime.fromtimestamp(seconds, UTC).astimezone().isoformat(" ", "seconds")
