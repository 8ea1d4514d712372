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


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_checkers_refuse_old_calls(tmp_path: Path, checker: str) -> None:
    """The `__getattr__` that says the new form is hidden: both checkers refuse each old attribute."""
    (tmp_path / "caller.py").write_text(MISTAKES, "utf-8")
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({"extraPaths": [str(GENERATED)]}))
    words = {
        "mypy": ("--config-file", os.devnull, "--cache-dir", str(tmp_path), "caller.py"),
        "pyright": ("--project", str(tmp_path)),
    }
    done = subprocess.run(
        [sys.executable, "-m", checker, *words[checker]],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(GENERATED)},
        capture_output=True,
        text=True,
        check=False,
    )
    found = {int(line) for line in re.findall(r"caller\.py:(\d+)\D.*error", done.stdout)}
    assert found == {3, 4, 5}, done.stdout


def test_exports_type_check_strictly(tmp_path: Path) -> None:
    """Callers can annotate handles, callbacks and results without `_runtime` under mypy --strict; unknown names are errors."""
    path = tmp_path / "caller.py"
    path.write_text(ANNOTATED, "utf-8")
    words = ("-m", "mypy", "--strict", "--config-file", os.devnull, "--cache-dir", str(tmp_path))
    good = python(*words, str(path), MYPYPATH=str(GENERATED))
    assert good.returncode == 0, good.stdout
    path.write_text("from runcomfy import Nonsense\n", "utf-8")
    bad = python(*words, str(path), MYPYPATH=str(GENERATED))
    assert (bad.returncode, "Nonsense" in bad.stdout) == (1, True)
