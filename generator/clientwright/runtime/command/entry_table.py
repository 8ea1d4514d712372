"""Entries of a journal as a table, as JSON, and as advice about the unknown."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from typing import Any

from ..journal.entry import PENDING, Entry
from ..journal.key_entries import IMPLICIT
from ..journal.money import from_nano, to_nano
from ..telemetry.shown_urls import without_queries

HEAD = ("id", "state", "age", "endpoint", "key", "batch", "request", "cost", "files")
STATE_COLOURS = {
    "unknown": "red",
    "failed": "red",
    "sending": "yellow",
    "accepted": "yellow",
    "succeeded": "green",
}
SHRINKING = ("endpoint", "key", "batch", "request", "account", "base url")
"""Columns that are cut where the terminal is too narrow."""
NARROWEST = 8
LONGEST = 40
"""Characters of a key or batch that are shown."""
_MAY = "may have been accepted"
_AGES = (("d", 86_400), ("h", 3600), ("min", 60))


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries by urgency: unknown; what may expire, oldest first; what is sent; the rest, newest first."""
    return sorted(entries, key=_urgency)


def _urgency(entry: Entry) -> tuple[int, float]:
    if entry.state == "unknown":
        return 0, entry.created_at
    if entry.state == "accepted" or (entry.state == "succeeded" and not _is_delivered(entry)):
        return 1, entry.created_at
    return (2, entry.created_at) if entry.state == "sending" else (3, -entry.created_at)


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
    rows = [HEAD, *(_row(one, now) for one in entries)]
    for name in ("account", "base_url"):
        if len({getattr(one, name) for one in entries}) > 1:
            rows = [
                (*row, shown(getattr(one, name)) if one else name.replace("_", " "))
                for row, one in zip(rows, (None, *entries), strict=True)
            ]
    columns = [*zip(*rows, strict=True)]
    if width is not None and sum(max(map(len, column)) + 2 for column in columns) - 2 > width:
        columns = _fitting([column for column in columns if any(column[1:])], width)
    widths = [max(map(len, column)) for column in columns]
    lines: list[str] = []
    for row in zip(*columns, strict=True):
        cells = [cell.ljust(length) for cell, length in zip(row, widths, strict=True)]
        cells[1] = paint(cells[1], STATE_COLOURS.get(row[1], ""))
        lines.append("  ".join(cells).rstrip())
    return lines


def _fitting(columns: list[tuple[str, ...]], width: int) -> list[tuple[str, ...]]:
    """Return columns, of which the longest are cut until a row fits; of an endpoint the end is kept."""
    widths = [max(map(len, column)) for column in columns]
    while sum(widths) + 2 * (len(widths) - 1) > width:
        able = [n for n, column in enumerate(columns) if column[0] in SHRINKING]
        longest = max(able, key=widths.__getitem__)
        if widths[longest] <= NARROWEST:
            break
        widths[longest] -= 1
    return [
        tuple(_cut(cell, length, keep_end=column[0] == "endpoint") for cell in column)
        for column, length in zip(columns, widths, strict=True)
    ]


def _cut(text: str, length: int, *, keep_end: bool) -> str:
    if len(text) <= length:
        return text
    return f"…{text[1 - length :]}" if keep_end else f"{text[: length - 1]}…"


def _row(entry: Entry, now: float) -> tuple[str, ...]:
    cost = entry.price if entry.cost is None else entry.cost
    about = "?" if cost is None else f"{'~' * (entry.cost is None)}${cost}"
    if not _counts(entry) and entry.cost is None:
        about = ""
    count = len(entry.files)
    files = str(count or "") if (there := files_here(entry)) == count else f"{there} of {count}"
    return (
        entry.short_id,
        entry.state,
        age(now - entry.created_at),
        shown(entry.endpoint, 80),
        shown(entry.once),
        shown(entry.batch),
        shown(entry.request_id, 512),
        about,
        files,
    )


def age(seconds: float) -> str:
    """Return a time span in its largest whole unit."""
    for unit, size in _AGES:
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"


def shown(text: str | None, longest: int = LONGEST) -> str:
    """Return text for one cell of a terminal: shortened, and without what moves the cursor."""
    plain = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text or "")
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


def advice(entry: Entry, prog: str) -> str:
    """Return what a person can do about an unknown, in one line."""
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(entry.created_at))
    reason = entry.reason or "its answer was lost"
    seen = shown(without_queries(reason.removeprefix(f"the submit {_MAY}: ")), 200)
    named = f"; request {entry.request_id} was named" if entry.request_id else ""
    return (
        f"{entry.short_id} {_MAY} ({seen}{named}). Look into your account for a job of "
        f"{entry.endpoint} of {when}, then: {prog} settle {entry.short_id} --request-id REQUEST, "
        "or --never-accepted"
    )


def is_pending(entry: Entry) -> bool:
    """Return whether an entry runs, is unknown, or succeeded and its files are not here."""
    return entry.state in PENDING or (entry.state == "succeeded" and not _is_delivered(entry))


def _is_delivered(entry: Entry) -> bool:
    return bool(entry.files) and files_here(entry) == len(entry.files)


def files_here(entry: Entry) -> int:
    """Return how many of the downloaded files are still there; those at URLs are taken to be."""
    return sum("://" in one.path or os.path.exists(one.path) for one in entry.files)


def not_followed(others: Sequence[Entry]) -> list[str]:
    """Return a line for each account and base URL whose accepted jobs a command does not ask about."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in others:
        groups.setdefault((one.account, one.base_url), []).append(one.short_id)
    return [
        f"{len(ids)} accepted job{'s' * (len(ids) != 1)} of account {shown(account)} at {url} "
        f"{'is' if len(ids) == 1 else 'are'} not followed: {', '.join(ids)}. Run resume again with "
        + ("that account's token" if account.startswith(IMPLICIT) else f"--account {account}")
        + f" and --base-url {url}"
        for (account, url), ids in groups.items()
    ]


def spent(entries: Sequence[Entry]) -> str:
    """Return what entries cost together, as far as is known; unknown outcomes count."""
    nanos = [to_nano(one.price if one.cost is None else one.cost) for one in entries]
    known = [nano for one, nano in zip(entries, nanos, strict=True) if nano and _counts(one)]
    return f", ${from_nano(sum(known))} as far as prices are known" if known else ""


def _counts(entry: Entry) -> bool:
    return entry.state not in ("refused", "not_sent")


def entry_facts(entry: Entry) -> dict[str, Any]:
    """Return an entry as JSON data, without its input, its result and its URLs."""
    return {
        "id": entry.short_id,
        "state": entry.state,
        "endpoint": entry.endpoint,
        "request_id": entry.request_id,
        "once": entry.once,
        "batch": entry.batch,
        "position": entry.position,
        "base_url": entry.base_url,
        "account": entry.account,
        "reason": None if entry.reason is None else without_queries(entry.reason),
        "created_at": _iso(entry.created_at),
        "updated_at": _iso(entry.updated_at),
        "price": None if entry.price is None else str(entry.price),
        "cost": None if entry.cost is None else str(entry.cost),
        "files": [one._asdict() for one in entry.files],
    }


def _iso(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
