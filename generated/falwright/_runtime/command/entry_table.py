# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Entries of a journal as a table, and what they cost together."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from ..journal.entry import EXPIRED, FREE, Entry, downloaded, files_here
from ..journal.money import amount_text, from_nano, to_nano, usd_text
from ..text_table import Column, aligned, line, shown

NARROWEST = 8
"""Characters that columns are cut to where the terminal is too narrow."""
NARROWER = 4
"""The same, for names that a person has chosen and knows again by their beginning."""
COLUMNS = (
    Column("id"),
    Column("state"),
    Column("age"),
    Column("endpoint", NARROWEST, keeps_end=True),
    Column("key", NARROWER),
    Column("batch", NARROWER),
    Column("#"),
    Column("request", NARROWEST, is_cut_last=True),
    Column("USD"),
    Column("files"),
)
STATE_COLOURS = {
    "unknown": "red",
    "failed": "red",
    "sending": "yellow",
    "accepted": "yellow",
    "succeeded": "green",
}
_AGES = (("d", 86_400), ("h", 3600), ("min", 60))


def table(
    entries: Sequence[Entry],
    paint: Callable[[str, str], str],
    now: float | None = None,
    width: int | None = None,
) -> list[str]:
    """Return the lines of a table; accounts and base URLs are columns if they differ.

    With a width, in characters, empty columns are left out and long ones are cut if the table is wider.
    """
    now = time.time() if now is None else now
    columns, rows = [*COLUMNS], [_row(one, now) for one in entries]
    for name in ("account", "base_url"):
        if len({getattr(one, name) for one in entries}) > 1:
            columns.append(Column(name.replace("_", " "), NARROWEST))
            both = zip(rows, entries, strict=True)
            rows = [(*row, shown(getattr(one, name))) for row, one in both]
    lines: list[str] = []
    for cells in aligned(columns, rows, width):
        cells[1] = paint(cells[1], STATE_COLOURS.get(cells[1].rstrip(), ""))
        lines.append(line(cells))
    return lines


def _row(entry: Entry, now: float) -> tuple[str, ...]:
    cost = entry.price if entry.cost is None else entry.cost
    about = "?" if cost is None else amount_text(cost, is_expected=entry.cost is None)
    if not _counts(entry) and entry.cost is None:
        about = ""
    is_of_batch = entry.batch is not None  # its key is made of the batch, the place and a hash
    return (
        entry.short_id,
        entry.state,
        age(now - entry.created_at),
        shown(entry.endpoint),
        "" if is_of_batch else shown(entry.once),
        shown(entry.batch),
        "" if entry.position is None else str(entry.position),
        shown(entry.request_id),
        about,
        _files(entry),
    )


def _files(entry: Entry) -> str:
    """Return how many of a job's outputs are here, of those that were downloaded."""
    count, there = downloaded(entry), len(files_here(entry))
    if not count:
        return "expired" if entry.state == "succeeded" and entry.reason == EXPIRED else ""
    return str(count) if there == count else f"{there} of {count}"


def age(seconds: float) -> str:
    """Return a time span in its largest whole unit."""
    for unit, size in _AGES:
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"


def spent(entries: Sequence[Entry]) -> str:
    """Return what entries cost together, as far as is known; unknown outcomes count."""
    bought = [one for one in entries if _counts(one)]
    known = sum(to_nano(one.price if one.cost is None else one.cost) or 0 for one in bought)
    if (amount := from_nano(known)) is None or not amount:
        return ""
    is_expected = any(one.price and one.cost is None for one in bought)
    return f", {usd_text(amount, is_expected=is_expected)} as far as prices are known"


def _counts(entry: Entry) -> bool:
    return entry.state not in FREE
