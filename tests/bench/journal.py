"""What the journal costs a job: claim and accepted, compared with the bare statements in sqlite3."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from clientwright.runtime.journal.claim import Claim, Scope
from clientwright.runtime.journal.open_journal import open_journal
from tests.bench.results import Row, row

JOBS, WARM_UP = 400, 20
IN_MEMORY = Path("/dev/shm")
INSERT = "INSERT INTO jobs (key, endpoint, fingerprint, state) VALUES (?, ?, ?, 'sending')"
UPDATE = "UPDATE jobs SET state = 'accepted', request_id = ? WHERE key = ?"
Step = Callable[[int], object]


def measure() -> Iterator[Row]:
    """Yield the rows of the journal's steps, on the disk of temporary files and in memory."""
    places: dict[str, Path | None] = {"on disk": None}
    if os.access(IN_MEMORY, os.W_OK):
        places["in memory"] = IN_MEMORY
    for place, folder in places.items():
        with tempfile.TemporaryDirectory(dir=folder) as name:
            yield from _rows(Path(name), place)


def _rows(folder: Path, place: str) -> Iterator[Row]:
    names = ("claim, before the POST", "accepted, after it")
    steps = zip(_journal(folder / "jobs.sqlite"), _bare(folder / "bare.sqlite"), strict=True)
    times: list[tuple[list[float], list[float]]] = [([], []) for _ in names]
    pairs = list(steps)
    for n in range(JOBS + WARM_UP):
        for found, pair in zip(times, pairs, strict=True):
            for values, step in zip(found, pair, strict=True):
                microseconds = 1e6 * _seconds(step, n)
                if n >= WARM_UP:
                    values.append(microseconds)
    for name, (ours, bare) in zip(names, times, strict=True):
        id = f"journal-{name.partition(',')[0]}-{place.replace(' ', '-')}"
        work = f"the journal's step of one job, {place}: {name}"
        yield row(id, work, "µs", ours, rival="the bare statement in sqlite3", theirs=bare)


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
