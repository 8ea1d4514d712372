"""A batch whose process is killed again and again: nothing is bought twice, nothing is lost in silence.

What was bought is counted in the sandbox's own table, by a marker in each prompt.
"""

from __future__ import annotations

import contextlib
import json
import random
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from clientwright.runtime.journal.open_journal import open_journal
from runtime.batch.killed_batch import IN_FLIGHT
from runtime.programs import start

COUNT = 50
PROGRAM = ("-m", "runtime.batch.killed_batch")


@contextlib.contextmanager
def sandbox(jobs_file: Path) -> Iterator[str]:
    """Run the sandbox in a process of its own; return its base URL."""
    chosen = ("--service", "runcomfy", "--port", 0, "--jobs", jobs_file)
    arguments = ("sandbox", *chosen, "--speed", 10**6, "--quiet")
    with start("-m", "clientwright", *arguments) as process:
        assert process.stdout is not None
        found = re.search(r"http://[0-9.:]+/\S*v1", process.stdout.readline())
        assert found is not None
        try:
            yield found[0]
        finally:
            process.kill()


class Bought:
    """What the sandbox's own table says was bought."""

    def __init__(self, jobs_file: Path) -> None:
        self._connection = sqlite3.connect(jobs_file)

    def markers(self) -> Counter[str]:
        """Return how often each marker was bought."""
        rows = self._connection.execute("SELECT payload FROM jobs").fetchall()
        return Counter(json.loads(row[0])["prompt"] for row in rows)

    def close(self) -> None:
        """Close the table."""
        self._connection.close()


def kill_at(command: tuple[object, ...], bought: Bought, count: int, delay: float) -> None:
    """Run the batch, and kill its process a moment after so many jobs were bought."""
    with start(*command) as process:
        while bought.markers().total() < count and process.poll() is None:
            time.sleep(0.001)
        time.sleep(delay)
        process.kill()


def run_to_end(command: tuple[object, ...]) -> dict[str, Any]:
    """Run the batch to its end, and return what it says."""
    with start(*command) as process:
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def check_kills(flavour: str, kills: int, folder: Path, seed: int) -> None:
    """Kill a batch so many times, run it to its end, and compare it with what was bought."""
    chance = random.Random(seed)
    points = sorted(chance.randrange(COUNT) for _ in range(kills))
    journal, jobs_file = folder / "journal.sqlite", folder / "jobs.sqlite"
    with sandbox(jobs_file) as url, contextlib.closing(Bought(jobs_file)) as bought:
        command = (*PROGRAM, flavour, url, journal, COUNT)
        for point in points:
            kill_at(command, bought, point, chance.random() / 50)
        batch = run_to_end(command)
        again = run_to_end(command)
        markers = bought.markers()
    outcomes = batch["outcomes"]
    results = [one["position"] for one in outcomes if one["state"] == "succeeded"]
    unknown = [one["position"] for one in outcomes if one["state"] == "unknown"]
    assert max(markers.values()) == 1, (seed, markers.most_common(3))
    assert markers.total() <= COUNT
    assert sorted([*results, *unknown]) == [*range(COUNT)], (seed, batch["counts"])
    assert len(unknown) <= kills * IN_FLIGHT
    assert {f"marker-{position}" for position in results} <= {*markers}
    assert all(outcomes[position]["entry"] for position in unknown)
    assert again["outcomes"] == outcomes
    with contextlib.closing(open_journal(journal)) as database:
        entries = database.entries(batch="killed")
    assert sorted(one.position for one in entries if one.position is not None) == [*range(COUNT)]
    assert {one.position for one in entries if one.state == "unknown"} == {*unknown}


def test_two_processes_run_one_batch(tmp_path: Path) -> None:
    """Processes that run the same batch at once buy each job once, and both have every result."""
    journal, jobs_file = tmp_path / "journal.sqlite", tmp_path / "jobs.sqlite"
    with sandbox(jobs_file) as url, contextlib.closing(Bought(jobs_file)) as bought:
        with ExitStack() as stack:
            programs = [
                stack.enter_context(start(*PROGRAM, flavour, url, journal, COUNT))
                for flavour in ("sync", "async")
            ]
            outputs = [one.communicate(timeout=120) for one in programs]
        markers = bought.markers()
    assert markers == {f"marker-{number}": 1 for number in range(COUNT)}
    for out, err in outputs:
        assert json.loads(out)["counts"] == {"succeeded": COUNT}, err


@pytest.mark.parametrize(("flavour", "seed"), [("sync", 1), ("async", 2)])
def test_two_kills(flavour: str, seed: int, tmp_path: Path) -> None:
    """A batch of 50 jobs that is killed at two random points and run again is bought at most once."""
    check_kills(flavour, 2, tmp_path, seed)


@pytest.mark.stress
@pytest.mark.parametrize("flavour", ["sync", "async"])
def test_ten_kills(flavour: str, tmp_path: Path) -> None:
    """The same at ten random points; a failure names its seed."""
    check_kills(flavour, 10, tmp_path, random.randrange(10**6))
