"""What work costs on any machine: modules imported, files opened, runs of the model generator, instructions.

`counted_work.json` has the figures of the last change that a person accepted; a test fails if one grows.
`python -m tests.bench.counted_work` counts again and writes the file.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import unlike_endpoints

NOTED = Path(__file__).resolve().parent / "counted_work.json"
ROOT = NOTED.parents[2]
ENDPOINTS = 4
"""Too few for several processes, so that all that is counted happens in one."""
PROGRAM = """
import json, os, sys
counts = {"opened": 0}
if COUNT_RUNS:
    counts["runs of the model generator"] = 0
folder = os.getcwd() + os.sep

def note(event, args):
    if event == "open" and isinstance(args[0], str) and os.path.abspath(args[0]).startswith(folder):
        counts["opened"] += 1

if COUNT_RUNS:
    import datamodel_code_generator as library
    spell = library.generate

    def counted(*args, **kwargs):
        counts["runs of the model generator"] += 1
        return spell(*args, **kwargs)

    library.generate = counted

sys.addaudithook(note)
from clientwright.__main__ import run
sys.argv = ["clientwright", *WORDS]
try:
    run()
except SystemExit as ended:
    assert not ended.code, ended.code
finally:
    names = list(sys.modules)
    counts["modules"] = sum(name.split(".")[0] == "clientwright" for name in names)
    counts["libraries"] = sorted({name for name in LIBRARIES if name in names})
    print(json.dumps(counts), file=sys.stderr)
"""
LIBRARIES = (
    "datamodel_code_generator", "httpx", "hypothesis", "jinja2", "jsonschema", "jsonschema_rs",
    "pydantic", "rich", "starlette", "uvicorn", "vcr", "yaml",
)  # fmt: skip
Counts = dict[str, int | list[str]]
"""By what is counted; the libraries are those that were loaded."""


def counted_work() -> dict[str, Counts]:
    """Return the counts of some commands over a few endpoints, and of the import of a package, by work."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        unlike_endpoints.write_specs(folder / "specs", ENDPOINTS)
        (folder / "models.json").write_text(json.dumps(unlike_endpoints.catalogue(ENDPOINTS)))
        return dict(_counted(folder))


def _counted(folder: Path) -> Iterator[tuple[str, Counts]]:
    yield "help", _command(folder, "--help")
    yield "lint", _command(folder, "lint")
    yield "generate", _command(folder, "generate")
    yield "generate, in another folder", _spelling(folder, "generate", "--out", "other")
    yield "generate again", _command(folder, "generate")
    yield "sync", _command(folder, "sync", "--catalogue", "models.json", "--specs", "synced")
    yield (
        "import of the package",
        _import(folder, "from runcomfy import RunComfy; RunComfy(token='t')"),
    )


def _command(folder: Path, *words: str) -> Counts:
    return _run(
        folder, f"COUNT_RUNS, LIBRARIES, WORDS = False, {LIBRARIES!r}, {words!r}\n{PROGRAM}"
    )


def _spelling(folder: Path, *words: str) -> Counts:
    """Count the runs of the model generator, which has to be loaded for that whether it is used or not."""
    found = _run(folder, f"COUNT_RUNS, LIBRARIES, WORDS = True, (), {words!r}\n{PROGRAM}")
    return {"runs of the model generator": found["runs of the model generator"], "libraries": []}


def _import(folder: Path, code: str) -> Counts:
    program = (
        f"import json, sys\nsys.path.insert(0, 'generated')\n{code}\n"
        "own = sum(name.split('.')[0] == 'runcomfy' for name in sys.modules)\n"
        f"libraries = sorted(set({LIBRARIES!r}) & set(sys.modules))\n"
        "print(json.dumps({'modules': own, 'libraries': libraries}), file=sys.stderr)\n"
    )
    return _run(folder, program)


def _run(folder: Path, program: str) -> Counts:
    env = {**os.environ, "CLIENTWRIGHT_CACHE": "off", "PYTHONPATH": str(ROOT / "generator")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    counts: Counts = json.loads(done.stderr.strip().splitlines()[-1])
    return {**counts, **_instructions(folder, program, env)}


def _instructions(folder: Path, program: str, env: dict[str, str]) -> Counts:
    """Return the instructions of a program, in millions, where `perf` can count them."""
    if shutil.which("perf") is None:
        return {}
    command = ("perf", "stat", "-x", ",", "-e", "instructions:u", sys.executable, "-c", program)
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    figures = [line.split(",") for line in done.stderr.splitlines() if "instructions" in line]
    return (
        {"million instructions": int(figures[0][0]) // 1_000_000}
        if figures and figures[0][0].isdigit()
        else {}
    )


if __name__ == "__main__":
    NOTED.write_text(json.dumps(counted_work(), indent=1) + "\n", "utf-8")
