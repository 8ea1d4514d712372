"""What is urgent of a journal's entries: the unknown, what runs, and what is not here yet."""

from __future__ import annotations

from collections.abc import Sequence

from ..journal.delivery import is_pending, is_wanting
from ..journal.entry import Entry


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries by urgency: unknown; what may expire, oldest first; what is sent; the rest, newest first."""
    return sorted(entries, key=_urgency)


def is_urgent(entry: Entry) -> bool:
    """Return whether an entry runs, is unknown, or succeeded and has outputs that are not on this machine."""
    return is_pending(entry) or is_wanting(entry)


def _urgency(entry: Entry) -> tuple[int, float]:
    if entry.state == "unknown":
        return 0, entry.created_at
    if not is_urgent(entry):
        return 3, -entry.created_at
    return 2 if entry.state == "sending" else 1, entry.created_at
