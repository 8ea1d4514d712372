"""`contract`: the documented endpoints, what each further one costs, and one promise among many endpoints."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import unlike_endpoints
from tests.bench.generation import CLIENTWRIGHT
from tests.bench.processes import run
from tests.bench.results import Aim, Row, row
from tests.bench.sampling import Measure, alternate

FEW, MORE = 2, 8
ROUNDS = 3
COUNT = 30
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")
PLUGIN = (*PYTEST, "--contract", "specs", "--contract-examples", "2")
COMMAND = ("-m", "clientwright", "contract", "--examples", "2")
CACHE_OFF = {**os.environ, "CLIENTWRIGHT_CACHE": "off"}


def measure() -> Iterator[Row]:
    """Yield the rows of contract runs."""
    with tempfile.TemporaryDirectory() as name:
        yield _documented(Path(name))
    with tempfile.TemporaryDirectory() as name:
        yield _further(Path(name))
    with tempfile.TemporaryDirectory() as name:
        yield from _one_promise(Path(name))


def _documented(folder: Path) -> Row:
    root = unlike_endpoints.SPECS.parent
    for part in ("specs", "generated", "tests/cassettes"):
        if (root / part).exists():
            shutil.copytree(root / part, folder / part)
    command = [*CLIENTWRIGHT, "contract"]
    found = alternate({"both": lambda: run(command, folder, CACHE_OFF).seconds}, ROUNDS)["both"]
    return row(
        "contract-documented", "contract, both documented endpoints", "s", found, aim=Aim(10)
    )


def _further(folder: Path) -> Row:
    """Return the processor time of one further endpoint, from runs over few and over more."""
    for count in (FEW, MORE):
        unlike_endpoints.write_specs(folder / str(count) / "specs", count)
        run([*CLIENTWRIGHT, "generate"], folder / str(count))

    def further() -> float:
        few, more = (
            run([*CLIENTWRIGHT, "contract"], folder / str(n), CACHE_OFF).processor_seconds
            for n in (FEW, MORE)
        )
        return (more - few) / (MORE - FEW)

    found = alternate({"further": further}, 2)["further"]
    work = "contract, processor time of each further endpoint"
    return row("contract-further", work, "s", found, aim=Aim(0.7))


def _one_promise(folder: Path) -> Iterator[Row]:
    """Yield the processor time of one promise of one endpoint among many, beside the imports alone."""
    unlike_endpoints.write_specs(folder / "specs", COUNT)
    run([*CLIENTWRIGHT, "generate"], folder)
    (folder / "tests").mkdir()
    (folder / "tests/test_own.py").write_text("def test_own() -> None:\n    pass\n")
    file = sorted((folder / "specs/runcomfy").glob("*/*/*.json"))[0]
    endpoint = file.relative_to(folder / "specs/runcomfy").with_suffix("").as_posix()
    commands = {
        "imports": ("-c", "import pytest, clientwright.testing.pytest_plugin.pytest_collection"),
        "contract --only": (*COMMAND, "--endpoint", endpoint, "--only", f"*{endpoint}:*/type*"),
        "pytest, the ids of all": (*PLUGIN, "--collect-only", "tests"),
    }
    measures: dict[str, Measure] = {
        name: lambda words=words: (
            run([sys.executable, *words], folder, CACHE_OFF, codes=(0, 1)).processor_seconds
        )
        for name, words in commands.items()
    }
    found = alternate(measures, ROUNDS)
    for name, values in found.items():
        if name != "imports":
            work = f"one endpoint's promises of types among {COUNT} endpoints: {name}"
            id = f"contract-one-of-{COUNT}-{name.replace(',', '').replace(' ', '-')}"
            yield row(id, work, "s", values, rival="the imports alone", theirs=found["imports"])
