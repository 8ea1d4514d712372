"""`sync`, `lint`, `generate` and `update` for 400 endpoints: cold, one changed, nothing changed; also `diff` and `vendor`."""

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

from tests.bench.paired_timing import table
from tests.evolution.sync.random_catalogue import random_catalogue

COUNT = 400
ROUNDS = 5
STEPS = (("sync", "--catalogue", "models.json"), ("lint",), ("generate",))
UPDATE = ("update", "--catalogue", "models.json")
CHECK = ("generate", "--check")


def main() -> None:
    """Print the tables of a provider's change."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["CLIENTWRIGHT_CACHE"] = str(folder / "cache")
        document = random_catalogue(COUNT)
        _write(folder, document)
        days = {
            "cold": _run_steps(folder, 1, lambda n: _clean(folder)),
            "one changed": _run_steps(folder, ROUNDS, lambda n: _change(folder, document, n)),
            "nothing changed": _run_steps(folder, ROUNDS, lambda n: None),
        }
        others = _change_others(folder, document)
    head = [
        "what",
        *(step[0] for step in STEPS),
        "together",
        "update",
        "then --check",
        "most memory",
    ]
    title = f"{COUNT} endpoints from a catalogue (median wall seconds of whole processes)"
    table(title, [head, *(_row(name, walked) for name, walked in days.items())])
    table(f"{COUNT} endpoints, compared and copied (the same)", others)


def _write(folder: Path, document: object) -> None:
    (folder / "models.json").write_text(json.dumps(document), "utf-8")


def _clean(folder: Path) -> None:
    for name in ("specs", "generated", "cache"):
        shutil.rmtree(folder / name, ignore_errors=True)


def _change(folder: Path, document: dict[str, Any], n: int) -> None:
    """Change one bound of one endpoint, as a provider does."""
    entry = document["models"][7]
    entry["input_schema"]["properties"]["prompt"] = {"type": "string", "maxLength": 1000 + n}
    _write(folder, document)


def _run_steps(
    folder: Path, rounds: int, prepare: Callable[[int], None]
) -> Sequence[list[tuple[float, float]]]:
    """Return (seconds, MB) of each step in each round, then of one update that does the same, and its check."""
    found = list[list[tuple[float, float]]]()
    for n in range(rounds):
        prepare(2 * n)
        steps = [_process(folder, step) for step in STEPS]
        prepare(2 * n + 1)
        found.append([*steps, _process(folder, UPDATE), _process(folder, CHECK)])
    return found


def _change_others(folder: Path, document: dict[str, Any]) -> list[list[str]]:
    """Measure the commands that read two trees, or a copy in another project."""
    shutil.copytree(folder / "specs", folder / "old")
    _change(folder, document, 1000)
    _process(folder, UPDATE)
    (folder / "shop").mkdir()
    (folder / "shop/__init__.py").touch()
    service = next((folder / "specs").iterdir()).name
    shop = folder / "shop"
    commands = {
        "diff, one changed": (folder, ("diff", "old", "specs")),
        "vendor, all of them": (folder, ("vendor", service, "--into", "shop")),
        "vendor --check, lock alone": (shop, ("vendor", "--check", ".")),
        "vendor --check, with specs": (shop, ("vendor", "--check", ".", "--specs", "../specs")),
    }
    rows = [["what", "seconds", "most memory"]]
    for name, (cwd, words) in commands.items():
        rounds = [_process(cwd, words) for _ in range(1 if "all" in name else ROUNDS)]
        seconds = statistics.median(seconds for seconds, _ in rounds)
        rows.append([name, f"{seconds:.2f}", f"{max(memory for _, memory in rounds):.0f} MB"])
    return rows


def _process(folder: Path, words: Sequence[str]) -> tuple[float, float]:
    """Run one command; return its wall seconds and its peak memory in MB (on Linux)."""
    command = [sys.executable, "-m", "clientwright", *words]
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
    times = [statistics.median(seconds for seconds, _ in column) for column in columns]
    together = statistics.median(sum(seconds for seconds, _ in one[: len(STEPS)]) for one in rounds)
    most = max(memory for one in rounds for _, memory in one)
    shown = [*times[: len(STEPS)], together, *times[len(STEPS) :]]
    return [name, *(f"{each:.2f}" for each in shown), f"{most:.0f} MB"]
