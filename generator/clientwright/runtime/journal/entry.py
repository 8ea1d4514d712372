"""An entry of the journal: one job that was paid for, or is about to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
