"""The examples, each run as a user would run it, against the sandbox."""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from clientwright.sandbox.server import RunningSandbox, run_sandbox
from clientwright.specs.spec_files import load_specs

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
SCRIPTS = sorted(EXAMPLES.glob("*.py"))
NOTEBOOK = json.loads((EXAMPLES / "notebook.ipynb").read_text("utf-8"))
VIDEO = "/outputs/"
RUNCOMFY = ("RUNCOMFY_MODEL_API_BASE", "RUNCOMFY_API_TOKEN")
VARIABLES = {
    "fal_video": ("FAL_QUEUE_URL", "FAL_KEY"),
    "replicate_image": ("REPLICATE_API_URL", "REPLICATE_API_TOKEN"),
}
"""Where the scripts of other services take the address and the token from."""


@pytest.fixture
def sandbox(request: pytest.FixtureRequest) -> Generator[RunningSandbox]:
    """The sandbox of the committed specs, of a script's service if it names one, with jobs that end at once."""
    script = getattr(request.node, "callspec", None) and request.node.callspec.params.get("script")
    name = script.stem.partition("_")[0] if script and script.stem in VARIABLES else "runcomfy"
    (specs,) = load_specs(ROOT / "specs" / name).services
    with run_sandbox(specs) as running:
        yield running


def run(sandbox: RunningSandbox, script: Path, *arguments: str) -> str:
    """Run a script in a fresh interpreter and return what it prints."""
    address, token = VARIABLES.get(script.stem, RUNCOMFY)
    environment = {
        **os.environ,
        "PYTHONPATH": "generated",
        address: sandbox.base_url,
        token: sandbox.token,
    }
    command = [sys.executable, str(script.relative_to(ROOT)), *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_scripts_run(script: Path, sandbox: RunningSandbox) -> None:
    """Every script runs without an error or a warning, and prints what it is about."""
    assert run(sandbox, script).strip()


@pytest.mark.parametrize(
    ("script", "urls"), [(EXAMPLES / "fal_video.py", 1), (EXAMPLES / "replicate_image.py", 1)]
)
def test_scripts_of_other_services_get_their_files(
    script: Path, urls: int, sandbox: RunningSandbox
) -> None:
    """The example of each other service prints the URL of each file of its job."""
    assert run(sandbox, script).count(VIDEO) == urls


@pytest.mark.parametrize(
    ("name", "videos"), [("sync", 1), ("async", 2), ("progress", 1), ("three_segments", 1)]
)
def test_scripts_get_their_videos(name: str, videos: int, sandbox: RunningSandbox) -> None:
    """Each example that waits for jobs prints the URL of each job's video."""
    assert run(sandbox, EXAMPLES / f"{name}.py").count(VIDEO) == videos


def test_wrong_payload_names_its_faults(sandbox: RunningSandbox) -> None:
    """The wrong payload is refused with both of its faults at once."""
    printed = run(sandbox, EXAMPLES / "wrong_payload.py")
    assert "Fields to fix: start_image_url, duration" in printed
    assert "Nothing was sent" in printed


def test_a_job_is_resumed_by_its_id(sandbox: RunningSandbox) -> None:
    """The id that the first run prints leads the second run to the job's video."""
    script = EXAMPLES / "resume_by_id.py"
    request_id = run(sandbox, script).split()[-1]
    assert f"{VIDEO}{request_id}.mp4" in run(sandbox, script, request_id)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_scripts_say_how_to_run_them(script: Path) -> None:
    """The docstring of every script has the command that runs it."""
    text = ast.get_docstring(ast.parse(script.read_text("utf-8")))
    assert text is not None
    assert f"PYTHONPATH=generated python examples/{script.name}" in text


def test_scripts_are_typed() -> None:
    """mypy finds nothing in the scripts, under its strict settings."""
    command = [sys.executable, "-m", "mypy", "--strict", *map(str, SCRIPTS)]
    environment = {**os.environ, "MYPYPATH": str(ROOT / "generated")}
    options = ["--config-file", os.devnull, "--scripts-are-modules"]
    done = subprocess.run(
        [*command, *options], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_notebook_has_the_format_of_notebooks() -> None:
    """The notebook is of format 4.5: every cell has its keys and an id of its own, and no outputs are stored."""
    assert (NOTEBOOK["nbformat"], NOTEBOOK["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in NOTEBOOK["cells"]}) == len(NOTEBOOK["cells"])
    common = {"cell_type", "id", "metadata", "source"}
    for cell in NOTEBOOK["cells"]:
        if cell["cell_type"] == "code":
            assert cell.keys() == common | {"execution_count", "outputs"}
            assert (cell["execution_count"], cell["outputs"]) == (None, [])
        else:
            assert cell["cell_type"] == "markdown"
            assert cell.keys() == common


def test_the_notebook_runs(sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cells run in order in one namespace, with await, and show the request, the faults and the video."""
    monkeypatch.setenv("RUNCOMFY_MODEL_API_BASE", sandbox.base_url)
    monkeypatch.setenv("RUNCOMFY_API_TOKEN", sandbox.token)
    cells = ["".join(c["source"]) for c in NOTEBOOK["cells"] if c["cell_type"] == "code"]
    shown = [value for value in asyncio.run(run_cells(cells)) if value is not None]
    request, faults, job, output = (value._repr_html_() for value in shown)
    assert "close-up" in request
    assert "start_image_url" in faults
    assert "image-to-video" in job
    assert "<video" in output


async def run_cells(cells: list[str]) -> list[Any]:
    """Run the cells as a notebook does; return the value of each cell's last expression, or None."""
    names: dict[str, Any] = {}
    return [await run_cell(cell, names) for cell in cells]


async def run_cell(cell: str, names: dict[str, Any]) -> Any:
    """Run one cell, whose last line may be an expression to show."""
    tree = ast.parse(cell)
    if isinstance(last := tree.body[-1], ast.Expr):
        tree.body[-1] = ast.Assign([ast.Name("_shown", ast.Store())], last.value)
    code = compile(ast.fix_missing_locations(tree), "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    names["_shown"] = None
    done = eval(code, names)
    if inspect.isawaitable(done):
        await done
    return names["_shown"]
