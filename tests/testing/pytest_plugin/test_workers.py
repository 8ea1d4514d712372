"""Promises under pytest-xdist, and the options that run some tests or stop early."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clientwright.sandbox.server import run_sandbox
from clientwright.specs.spec_files import load_specs
from clientwright.testing.errors import EXIT_STOPPED
from testing.independent.lenient import independent

pytest_plugins = ("pytester",)

ROOT = Path(__file__).parents[3]
TEXT = "kling/kling-3.0/standard/text-to-video"
OPEN = ("--contract", "specs", "--contract-endpoint", TEXT, "-k", "open/ or test_own")


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Return a project with the specs and one test of its own; the environment has no tokens."""
    for name in os.environ:
        if name.startswith(("PYTEST_ADDOPTS", "PYTEST_XDIST", "RUNCOMFY")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "300")
    shutil.copytree(ROOT / "specs" / "runcomfy", pytester.path / "specs" / "runcomfy")
    (pytester.path / "tests").mkdir()
    (pytester.path / "tests" / "test_own.py").write_text("def test_own() -> None:\n    pass\n")
    return pytester


def run(project: pytest.Pytester, *args: str) -> pytest.RunResult:
    """Run pytest in a process of its own, as its users do."""
    return project.runpytest_subprocess(
        "-W", "error", "--color=no", "--contract-examples", "2", *args
    )


def run_here(project: pytest.Pytester, *args: str) -> pytest.RunResult:
    """Run pytest in this process, without workers."""
    return project.runpytest_inprocess(
        "-p", "no:recording", "--color=no", "--contract-examples", "2", *args
    )


@pytest.fixture(scope="module")
def forgetful() -> Iterator[str]:
    """Return the URL of a server that ignores the rules."""
    (specs,) = load_specs(ROOT / "specs" / "runcomfy").services
    bare = replace(specs, endpoints=tuple(replace(e, rules=()) for e in specs.endpoints))
    with run_sandbox(bare) as sandbox:
        yield sandbox.base_url


def test_workers_share_the_promises(project: pytest.Pytester) -> None:
    """Workers run each promise once between them (each: once each), and their notes are printed once."""
    alone = run_here(project, *OPEN)
    assert alone.ret == 0, str(alone.stdout)
    notes = [line for line in alone.outlines if line.endswith("(text-to-video; server)")]
    assert notes
    for mode, times in {"load": 1, "loadscope": 1, "each": 2}.items():
        shared = run(project, *OPEN, "-n", "2", "--dist", mode)
        assert shared.ret == 0, f"{mode}: {shared.stdout}"
        passed = shared.parseoutcomes()["passed"]
        assert (mode, passed) == (mode, times * alone.parseoutcomes()["passed"])
        assert passed > 5
        found = [line for line in shared.outlines if line.endswith("(text-to-video; server)")]
        assert (mode, sorted(found)) == (mode, sorted(notes))


def test_a_session_of_workers_ends_as_the_command(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the server ends the run, the process that prints ends with the command's code, and the reason."""
    monkeypatch.setenv("RUNCOMFY_API_TOKEN", "no-account")
    with independent() as url:
        args = ("--contract", "specs", "--contract-server", url, "--contract-endpoint", TEXT)
        done = run(project, *args, "-n", "2", "-k", "valid")
    assert done.ret == EXIT_STOPPED, str(done.stdout)
    assert f"{url}: the account is rejected" in str(done.stdout)
    assert "Traceback" not in str(done.stdout)


def test_ids_are_for_workers_too(project: pytest.Pytester) -> None:
    """An id on the command line selects one promise in every worker, and none of the project's tests."""
    id = f"contract::{TEXT}:duration/minimum[server]"
    done = run(project, "--contract", "specs", "-n", "2", "-v", id)
    assert (done.ret, done.parseoutcomes()) == (0, {"passed": 1}), str(done.stdout)
    assert f"PASSED {id}" in str(done.stdout)


def test_first_finding_can_end_the_run(project: pytest.Pytester, forgetful: str) -> None:
    """-x ends at the first broken promise, and --lf runs it again, alone, with the same finding."""
    args = ("--contract", "specs", "--contract-server", forgetful, "--contract-endpoint", TEXT)
    first = run_here(project, *args, "-x", "-k", "sum-equals")
    assert (first.ret, first.parseoutcomes()["failed"]) == (1, 1), str(first.stdout)
    again = run_here(project, *args, "--lf")
    assert again.parseoutcomes()["failed"] == 1
    finding = [
        line for line in first.outlines if line.startswith(("payload ", "expected ", "curl"))
    ]
    assert finding
    assert set(finding) <= set(again.outlines)
