"""What a program pays before its first call: import, the first use of an endpoint, and the command's help."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import unlike_endpoints
from tests.bench.generation import CLIENTWRIGHT
from tests.bench.processes import run
from tests.bench.results import Aim, Row, row
from tests.bench.sampling import Measure, alternate

COUNTS = (2, 1000)
ROUNDS = 25
FIRST_USE = "from tests.bench.hand_made import Input; from tests.bench.payload import PAYLOAD; Input(**PAYLOAD)"
IMPORT = "from runcomfy import RunComfy; api = RunComfy(token='t')"


def measure() -> Iterator[Row]:
    """Yield the rows of import, first use and help."""
    with tempfile.TemporaryDirectory() as name:
        folders = {count: _package(Path(name) / str(count), count) for count in COUNTS}
        measures: dict[str, Measure] = {
            "bare": lambda: _seconds("pass"),
            "hand-made": lambda: _seconds(f"import httpx; {FIRST_USE}"),
            "click": lambda: _seconds("import click"),
            "help": lambda: run([*CLIENTWRIGHT, "--help"]).seconds,
            "fal": lambda: _seconds("import fal_client; fal_client.SyncClient(key='t')"),
            "openai": lambda: _seconds("import openai; openai.OpenAI(api_key='t')"),
        }
        for count, (folder, first_use) in folders.items():
            measures[f"import {count}"] = lambda at=folder: _seconds(IMPORT, at)
            measures[f"first {count}"] = lambda at=folder, code=first_use: _seconds(code, at)
        found = alternate(measures, ROUNDS)
    for count in COUNTS:
        above = [
            1000 * (a - b) for a, b in zip(found[f"import {count}"], found["bare"], strict=True)
        ]
        work = f"import the package and make a client, above bare Python ({count:,} endpoints)"
        yield row(f"import-{count}", work, "ms", above, aim=Aim(5))
    for count in COUNTS:
        work = f"first use of one endpoint ({count:,} endpoints)"
        yield _beside(
            f"first-use-{count}", work, found, ours=f"first {count}", theirs="hand-made", limit=1.3
        )
    for name, rival in (("fal", "fal-client"), ("openai", "openai")):
        work = "import and make a client"
        yield _beside(
            f"import-beside-{rival}", work, found, ours="import 2", theirs=name, rival=rival
        )
    yield _beside(
        "help",
        "clientwright --help",
        found,
        ours="help",
        theirs="click",
        limit=2.5,
        rival="import click",
    )


def _beside(
    id: str,
    work: str,
    found: dict[str, list[float]],
    *,
    ours: str,
    theirs: str,
    limit: float | None = None,
    rival: str = "pydantic, httpx and one such model by hand",
) -> Row:
    mine, other = ([1000 * value for value in found[name]] for name in (ours, theirs))
    aim = None if limit is None else Aim(limit, "ratio")
    return row(id, work, "ms", mine, rival=rival, theirs=other, aim=aim)


def _package(folder: Path, count: int) -> tuple[Path, str]:
    """Generate a package; return where it is, and a program that uses a documented endpoint."""
    unlike_endpoints.write_specs(folder / "specs", count - 2, documented=True)
    run([*CLIENTWRIGHT, "generate"], folder)
    use = (
        "from runcomfy import kling; from tests.bench.payload import PAYLOAD; "
        "kling.kling_3_0.standard.image_to_video.request(**PAYLOAD)"
    )
    return folder / "generated", f"{IMPORT}; {use}"


def _seconds(code: str, package: Path | None = None) -> float:
    root = Path(__file__).resolve().parents[2]
    places = [str(place) for place in (package, root) if place]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
    return run([sys.executable, "-c", code], env=env).seconds
