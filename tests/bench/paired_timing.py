"""Timing in pairs: A B A B …, so that a comparison is fair when the machine's speed drifts."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Timed = Callable[[], float]


def medians(timed: Mapping[str, Timed], rounds: int) -> dict[str, float]:
    """Run each in turn, `rounds` times after one warm-up; return the median seconds of each."""
    times: dict[str, list[float]] = {name: [] for name in timed}
    for n in range(rounds + 1):
        for name, run in timed.items():
            seconds = run()
            if n:
                times[name].append(seconds)
    return {name: statistics.median(found) for name, found in times.items()}


def process(
    command: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> float:
    """Return the wall seconds of a process from start to end."""
    started = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=cwd,
        env=dict(env) if env else None,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return seconds


def table(title: str, rows: Sequence[Sequence[str]]) -> None:
    """Print a table in Markdown."""
    print(f"\n{title}\n")
    for n, row in enumerate(rows):
        print("| " + " | ".join(row) + " |")
        if not n:
            print("|" + "---|" * len(row))
    sys.stdout.flush()
