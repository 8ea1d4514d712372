"""A package exports every type that a client's signatures mention, and imports it lazily."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
GENERATED = ROOT / "generated"

ANNOTATED = """\
from runcomfy import AsyncJob, Cancellation, Fault, InvalidInput, Job, Output, Request, Result, RunComfy, Status, Success

def show(status: Status) -> None:
    print(status.phase)

def follow(job: Job[Output]) -> Success[Output]:
    return job.wait(on_update=show)

async def look(job: AsyncJob[Output]) -> Result[Output]:
    return await job.result()

def stop(job: Job[Output]) -> Cancellation:
    return job.cancel()

def each(api: RunComfy, video: Request[Output], other: Request[int]) -> None:
    for request in (video, other):
        api.submit(request)
    several: list[Request[object]] = [video, other]
    api.run(several[0])

def faults(error: InvalidInput) -> tuple[Fault, ...]:
    return error.faults

def again(api: RunComfy) -> Job[Output]:
    return api.job("some-request")
"""


def python(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter."""
    return subprocess.run(
        [sys.executable, *words],
        env={**os.environ, "PYTHONPATH": str(GENERATED), **more},
        capture_output=True,
        text=True,
        check=False,
    )


def test_exports_are_complete_and_lazy() -> None:
    """Every name in `__all__` can be imported and listed, none is loaded before, and other names do not exist."""
    code = """if True:
        import sys, runcomfy
        late = {"runcomfy._runtime.jobs", "runcomfy._runtime.responses", "runcomfy._output", "runcomfy._client", "runcomfy.kling", "pydantic", "httpx"}
        assert not late & set(sys.modules), late & set(sys.modules)
        assert set(runcomfy.__all__) <= set(dir(runcomfy))
        found = {name: getattr(runcomfy, name) for name in runcomfy.__all__}
        assert all(one.__name__.rpartition('.')[2] == name for name, one in found.items())
        from runcomfy._runtime import jobs
        assert runcomfy.Job is jobs.Job and vars(runcomfy)["Job"] is jobs.Job
        assert not hasattr(runcomfy, "Nonsense")
        from runcomfy import *
        assert Job is jobs.Job
    """
    done = python("-P", "-c", code)
    assert (done.returncode, done.stderr) == (0, "")


MISTAKES = """\
from runcomfy import AsyncRunComfy, RunComfy

RunComfy().kling
AsyncRunComfy().kling
RunComfy().job("a").output
"""


@pytest.fixture(scope="module")
def mypy_errors(tmp_path_factory: pytest.TempPathFactory, mypy_cache: Path) -> dict[str, set[int]]:
    """Return the lines with errors that one run of mypy --strict finds in each file of callers."""
    folder = tmp_path_factory.mktemp("callers")
    (folder / "annotated.py").write_text(ANNOTATED, "utf-8")
    (folder / "mistaken.py").write_text(MISTAKES, "utf-8")
    (folder / "unknown.py").write_text("from runcomfy import Nonsense\n", "utf-8")
    words = ("-m", "mypy", "--strict", "--config-file", os.devnull, "--cache-dir", str(mypy_cache))
    files = sorted(map(str, folder.glob("*.py")))
    done = python(*words, *files, MYPYPATH=str(GENERATED))
    found = re.findall(r"(\w+)\.py:(\d+)\D.*error", done.stdout)
    assert found, done.stdout + done.stderr
    return {
        Path(file).stem: {int(n) for name, n in found if name == Path(file).stem} for file in files
    }


def test_mypy_refuses_old_calls(mypy_errors: dict[str, set[int]]) -> None:
    """The `__getattr__` that says the new form is hidden: mypy refuses each old attribute."""
    assert mypy_errors["mistaken"] == {3, 4, 5}


def test_pyright_refuses_old_calls(tmp_path: Path) -> None:
    """The `__getattr__` that says the new form is hidden: pyright refuses each old attribute."""
    (tmp_path / "caller.py").write_text(MISTAKES, "utf-8")
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({"extraPaths": [str(GENERATED)]}))
    done = python("-m", "pyright", "--project", str(tmp_path))
    found = {int(line) for line in re.findall(r"caller\.py:(\d+)\D.*error", done.stdout)}
    assert found == {3, 4, 5}, done.stdout


def test_exports_type_check_strictly(mypy_errors: dict[str, set[int]]) -> None:
    """Callers can annotate handles, callbacks and results without `_runtime` under mypy --strict; unknown names are errors."""
    assert mypy_errors["annotated"] == set()
    assert mypy_errors["unknown"] == {1}
