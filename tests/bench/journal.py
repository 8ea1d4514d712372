"""What the journal costs a job: claim and accepted, compared with the bare statements in sqlite3."""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from clientwright.runtime.journal.claim import Claim, Scope
from clientwright.runtime.journal.open_journal import open_journal
from tests.bench.paired_timing import table

JOBS, WARM_UP = 400, 20
IN_MEMORY = Path("/dev/shm")
INSERT = "INSERT INTO jobs (key, endpoint, fingerprint, state) VALUES (?, ?, ?, 'sending')"
UPDATE = "UPDATE jobs SET state = 'accepted', request_id = ? WHERE key = ?"
Step = Callable[[int], object]


def main() -> None:
    """Print the table of the journal's cost, on the disk of temporary files and in memory."""
    places = {f"disk ({tempfile.gettempdir()})": None}
    if os.access(IN_MEMORY, os.W_OK):
        places[f"memory ({IN_MEMORY})"] = IN_MEMORY
    rows = [["where", "step", "bare sqlite3", "journal", "ratio", "journal, 19 of 20 below"]]
    for place, folder in places.items():
        with tempfile.TemporaryDirectory(dir=folder) as name:
            rows += [[place, *row] for row in _compared(Path(name))]
    table(f"the journal's steps of one job (microseconds, median of {JOBS} in turn)", rows)


def _compared(folder: Path) -> list[list[str]]:
    bare, ours = _bare(folder / "bare.sqlite"), _journal(folder / "jobs.sqlite")
    names = ("before the POST: claim", "after it: accepted")
    times = [_Times() for _ in names]
    for n in range(JOBS + WARM_UP):
        for found, mine, theirs in zip(times, ours, bare, strict=True):
            pair = _seconds(theirs, n), _seconds(mine, n)
            if n >= WARM_UP:
                found.pairs.append(pair)
    return [[name, *found.cells()] for name, found in zip(names, times, strict=True)]


class _Times:
    """Seconds of the bare step and of the journal's, taken in turn."""

    def __init__(self) -> None:
        self.pairs: list[tuple[float, float]] = []

    def cells(self) -> list[str]:
        """Return both medians, the median ratio, and the journal's 95th percentile."""
        bare, ours = ([pair[side] * 1e6 for pair in self.pairs] for side in (0, 1))
        ratio = statistics.median(mine / theirs for theirs, mine in self.pairs)
        medians = (f"{statistics.median(times):.0f}" for times in (bare, ours))
        return [*medians, f"{ratio:.2f}", f"{statistics.quantiles(ours, n=20)[-1]:.0f}"]


def _seconds(step: Step, n: int) -> float:
    started = time.perf_counter()
    step(n)
    return time.perf_counter() - started


def _bare(path: Path) -> tuple[Step, Step]:
    """Return the least that any program does: one INSERT and one UPDATE, both durable."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE jobs (id INTEGER PRIMARY KEY, key TEXT UNIQUE, endpoint TEXT, "
        "fingerprint TEXT, state TEXT, request_id TEXT)"
    )
    return (
        lambda n: connection.execute(INSERT, (f"key {n}", "a/b", "f" * 64)),
        lambda n: connection.execute(UPDATE, (f"request {n}", f"key {n}")),
    )


def _journal(path: Path) -> tuple[Step, Step]:
    journal, scope = open_journal(path), Scope("https://api.example", "token:0123")
    entries = {}

    def claim(n: int) -> None:
        wish = Claim(scope=scope, endpoint="a/b", fingerprint="f" * 64, once=f"key {n}")
        entries[n] = journal.claim(wish).entry

    return claim, lambda n: journal.accepted(entries.pop(n), f"request {n}")
