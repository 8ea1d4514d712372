"""`sync`, `lint` and `generate` of a catalogue of 400 endpoints: cold, with one changed, with nothing changed."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.bench.pairs import table
from tests.evolve.sync.many import catalogue

COUNT = 400
ROUNDS = 5
_ALL = "from clientwright.cli import main\nfor words in {}: main(words, standalone_mode=False)"
STEPS = (("sync", "--catalogue", "models.json"), ("lint",), ("generate",))


def main() -> None:
    """Print the table of a sync."""
    rows = [["what", *(step[0] for step in STEPS), "together", "in one process", "most memory"]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document = catalogue(COUNT)
        _write(folder, document)
        rows.append(_row("cold", _walk(folder, 1, lambda n: _clean(folder))))
        rows.append(
            _row("one changed", _walk(folder, ROUNDS, lambda n: _change(folder, document, n)))
        )
        rows.append(_row("nothing changed", _walk(folder, ROUNDS, lambda n: None)))
    table(f"Sync of {COUNT} endpoints (median wall seconds of whole processes)", rows)


def _write(folder: Path, document: object) -> None:
    (folder / "models.json").write_text(json.dumps(document), "utf-8")


def _clean(folder: Path) -> None:
    for name in ("specs", "generated"):
        shutil.rmtree(folder / name, ignore_errors=True)


def _change(folder: Path, document: dict[str, Any], n: int) -> None:
    """Move one bound of one endpoint, as a provider does."""
    entry = document["models"][7]
    entry["input_schema"]["properties"]["prompt"] = {"type": "string", "maxLength": 1000 + n}
    _write(folder, document)


def _walk(
    folder: Path, rounds: int, prepare: Callable[[int], None]
) -> Sequence[list[tuple[float, float]]]:
    """Give (seconds, MB) of each step in each round, and then of all steps in one process."""
    found = list[list[tuple[float, float]]]()
    one = _ALL.format(list(map(list, STEPS)))
    for n in range(rounds):
        prepare(2 * n)
        steps = [_process(folder, ["-m", "clientwright", *step]) for step in STEPS]
        prepare(2 * n + 1)
        found.append([*steps, _process(folder, ["-c", one])])
    return found


def _process(folder: Path, words: Sequence[str]) -> tuple[float, float]:
    """Run one program; give its wall seconds, and the most memory it had in MB (on Linux)."""
    command = [sys.executable, *words]
    started = time.perf_counter()
    silent = os.open(os.devnull, os.O_WRONLY)
    actions = [(os.POSIX_SPAWN_DUP2, silent, 1)]
    here = Path.cwd()
    os.chdir(folder)
    try:
        pid = os.posix_spawn(command[0], command, dict(os.environ), file_actions=actions)
    finally:
        os.chdir(here)
        os.close(silent)
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def _row(name: str, rounds: Sequence[list[tuple[float, float]]]) -> list[str]:
    columns = list(zip(*rounds, strict=True))
    *times, whole = (statistics.median(seconds for seconds, _ in column) for column in columns)
    together = statistics.median(sum(seconds for seconds, _ in one[:-1]) for one in rounds)
    most = max(memory for one in rounds for _, memory in one)
    seconds = [*times, together, whole]
    return [name, *(f"{each:.2f}" for each in seconds), f"{most:.0f} MB"]
