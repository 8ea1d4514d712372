"""The CPU time of testing one promise of one endpoint among 119, against that of all of them and of imports alone."""

from __future__ import annotations

import os
import resource
import sys
import tempfile
from pathlib import Path

from tests.bench import many_endpoints
from tests.bench.paired_timing import Timed, medians, process, table

COUNT = 119
ENDPOINT = "kling/kling-3.0/standard/image-to-video"
PROMISE = f"{ENDPOINT}:duration/minimum"
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")
PLUGIN = (*PYTEST, "--contract", "specs", "--contract-examples", "2")
COMMAND = ("-m", "clientwright", "contract", "--examples", "2")
ALL = "pytest, ids of all"
IMPORTS = "import pytest and the plugin"
RUNS: dict[str, tuple[str, ...]] = {
    IMPORTS: ("-c", "import pytest, clientwright.testing.pytest_plugin.pytest_collection"),
    "pytest without --contract": (*PYTEST, "tests"),
    "pytest, --contract-endpoint and -k": (
        *PLUGIN, "--contract-endpoint", ENDPOINT, "-k", "duration/minimum and server", "tests",
    ),
    "pytest, the id of a promise": (*PLUGIN, f"contract::{PROMISE}[server]", "tests"),
    "pytest, -k alone": (*PLUGIN, "-k", f"{PROMISE}[server]".replace("[", " and ").strip("]"), "tests"),
    ALL: (*PLUGIN, "--collect-only", "tests"),
    "contract --endpoint and --only": (*COMMAND, "--endpoint", ENDPOINT, "--only", PROMISE),
    "contract --only, a whole id": (*COMMAND, "--only", PROMISE),
    "contract --only, a pattern": (*COMMAND, "--only", f"*{PROMISE.partition('/')[2]}"),
}  # fmt: skip


def main() -> None:
    """Print the table of CPU times."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many_endpoints.write(folder / "specs", COUNT)
        process([sys.executable, "-m", "clientwright", "generate"], cwd=folder)
        (folder / "tests").mkdir()
        (folder / "tests/test_own.py").write_text("def test_own() -> None:\n    pass\n")
        found = medians({label: _cpu_time(folder, args) for label, args in RUNS.items()}, 3)
    rows = [["what runs", "CPU", "of all", "above imports"]]
    for label, seconds in found.items():
        share, above = seconds / found[ALL], seconds - found[IMPORTS]
        rows.append([label, f"{seconds:.2f} s", f"{share:.0%}", f"{above:.2f} s"])
    table(f"One promise among {COUNT} endpoints, with an empty cache (median)", rows)


def _cpu_time(folder: Path, args: tuple[str, ...]) -> Timed:
    env = {**os.environ, "CLIENTWRIGHT_CACHE": "off"}

    def run() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        process([sys.executable, *args], cwd=folder, env=env)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return run
