"""The pytest plugin in a real pytest, in a project with the specs and one test."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from xml.etree import ElementTree as Xml

import pytest

from clientwright.errors import UsageError
from clientwright.sandbox.server import run_sandbox
from clientwright.specs.spec_files import load_specs
from clientwright.testing.promises import Effort
from clientwright.testing.pytest_plugin.lazy_results import LazyResults
from clientwright.testing.pytest_plugin.pytest_collection import check_remote_allowed
from clientwright.testing.trials.run_targets import TargetOptions, open_targets

pytest_plugins = ("pytester",)

ROOT = Path(__file__).parents[3]
START = "contract::kling/kling-3.0/standard/image-to-video:"
FEW = ("--contract-examples", "2")


@dataclass(frozen=True, slots=True)
class Project:
    """A project: a folder with the specs and one test."""

    folder: Path
    pytester: pytest.Pytester

    def pytest(self, *args: str) -> pytest.RunResult:
        """Run pytest in the project, in this process, with every warning an error.

        pytest-recording warns where vcrpy is loaded before it, as in this process.
        """
        words = ("-p", "no:recording", "-W", "error", "--color=no")
        return self.pytester.runpytest_inprocess(*words, *args)

    def pytest_alone(self, *args: str) -> pytest.RunResult:
        """Run pytest in the project, in a process of its own."""
        return self.pytester.runpytest_subprocess("-W", "error", "--color=no", *args)


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project; the environment has no tokens, and lines of any length."""
    for name in os.environ:
        if name.startswith(("PYTEST_ADDOPTS", "RUNCOMFY")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "300")
    folder = pytester.path
    shutil.copytree(ROOT / "specs" / "runcomfy", folder / "specs" / "runcomfy")
    (folder / "tests").mkdir()
    (folder / "tests" / "test_own.py").write_text("def test_own() -> None:\n    pass\n")
    return Project(folder, pytester)


@pytest.fixture(scope="module")
def forgetful() -> Iterator[str]:
    """Return the URL of a server that ignores the rules."""
    (specs,) = load_specs(ROOT / "specs" / "runcomfy").services
    bare = replace(specs, endpoints=tuple(replace(e, rules=()) for e in specs.endpoints))
    with run_sandbox(bare) as sandbox:
        yield sandbox.base_url


def listed(done: pytest.RunResult) -> list[str]:
    """Return the ids that --collect-only lists."""
    return [line for line in done.outlines if "::" in line]


def test_loading_imports_nothing() -> None:
    """Loading the plugin imports pytest and, of clientwright, only its two parent packages."""
    code = (
        "import pytest, sys\nbefore = set(sys.modules)\nimport clientwright.testing.pytest_plugin\n"
        "print(sorted(set(sys.modules) - before - {'__future__'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names = ["clientwright", "clientwright.testing", "clientwright.testing.pytest_plugin"]
    assert done.stdout.strip() == str(names)


def test_without_contract_nothing_changes(project: Project) -> None:
    """Without --contract a project has only its own tests."""
    done = project.pytest_alone("--collect-only", "-q")
    assert listed(done) == ["tests/test_own.py::test_own"]
    assert "contract" not in str(done.stdout)


def test_every_promise_is_a_test(project: Project) -> None:
    """Ids are unique and stable, each target has its own, and the project's tests stay."""
    client = ("--contract-client", str(ROOT / "generated" / "runcomfy"))
    args = ("--contract", "specs/", "--collect-only", "-q")
    ids = listed(project.pytest(*args, *client))
    assert ids[0] == "tests/test_own.py::test_own"
    assert len(set(ids)) == len(ids) > 100
    assert {id.rpartition("[")[2] for id in ids[1:]} == {"client]"}
    assert ids == listed(project.pytest(*args, *client))
    alone = listed(project.pytest(*args))
    assert {id.rpartition("[")[2] for id in alone[1:]} == {"server]"}
    assert f"{START}duration/minimum[client]" in ids
    assert f"{START}duration/minimum[server]" in alone


def test_dominated_promise_is_skipped_with_reason(project: Project) -> None:
    """-k selects among promises; a skip is reported at the spec's line, with the arithmetic."""
    args = ("--contract", "specs", *FEW, "-rs", "-k", "image-to-video and maxItems")
    done = project.pytest_alone(*args)
    assert done.ret == 0, str(done.stdout)
    skips = [line for line in done.outlines if line.startswith("SKIPPED")]
    (skip,) = [line for line in skips if "add up to at least 18" in line]
    assert re.search(r" specs/runcomfy/kling/\S+/image-to-video\.json:\d+: dominated: ", skip)
    assert " passed" in str(done.stdout)
    assert "contract: a sandbox of the specs" in str(done.stdout)


def test_id_selects_one_promise(project: Project) -> None:
    """An id on the command line selects that promise; the project's own tests can be named beside it."""
    one = f"{START}duration/minimum[server]"
    both = project.pytest("--contract", "specs", *FEW, one, "tests/test_own.py::test_own")
    assert (both.ret, "2 passed" in str(both.stdout)) == (0, True), str(both.stdout)
    none = project.pytest("--contract", "specs", *FEW, f"{START}nothing[server]")
    assert none.ret == 4
    assert "no such promise" in str(none.stderr)


def test_finding_fails_with_its_text(project: Project, forgetful: str) -> None:
    """A broken promise fails with payload, call and command, without a traceback, also in JUnit XML."""
    args = ("--contract", "specs", "--contract-server", forgetful, "--contract-seed", "7", *FEW)
    done = project.pytest(*args, "-k", "image-to-video and sum-equals", "--junitxml", "j.xml")
    assert done.ret == 1, str(done.stdout)
    for part in ("payload   {", "expected  ", "seen      ", "$RUNCOMFY_API_TOKEN", "--seed 7"):
        assert part in str(done.stdout)
    for part in ("Traceback", "items.py", "holding.py", "INTERNALERROR"):
        assert part not in str(done.stdout) + str(done.stderr)
    failures = list(Xml.fromstring((project.folder / "j.xml").read_bytes()).iter("failure"))
    assert failures
    assert all("payload   {" in str(failure.text) for failure in failures)
    again = project.pytest(*args, "--lf", "--collect-only", "-q")
    assert len(listed(again)) == len(failures)


def test_open_questions_are_listed_at_the_end(project: Project) -> None:
    """What the specs leave open is listed once for both endpoints, and fails nothing."""
    done = project.pytest("--contract", "specs", *FEW, "-k", "unknown-key or open/")
    assert done.ret == 0, str(done.stdout)
    assert "contract: questions that the specs leave open" in str(done.stdout)
    assert "(image-to-video, text-to-video; server)" in str(done.stdout)


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("--contract", "nowhere"), 2, "nowhere does not exist"),
        (("--contract", "specs", "--contract-client", "no_such"), 2, "no_such is not a client"),
        (("--contract", "specs", "--contract-server", "here"), 2, "is not a base URL"),
        (("--contract", "specs", "--contract-server", "http://127.0.0.1:1"), 2, "ConnectError"),
        (("--contract", "specs", "--contract-server", "https://example.com"), 2, "no token"),
        (("--contract-server", "http://127.0.0.1:1"), 4, "needs --contract DIR"),
        (("--contract", "specs", "--contract-seed", "x"), 4, "--contract-seed"),
        (("--contract", "specs", "--contract-examples", "0"), 4, "--contract-examples must be"),
        (("--contract", "specs", "--contract-cassettes", "no"), 2, "there is no folder no"),
    ],
)
def test_usage_error_has_no_traceback(
    project: Project, args: tuple[str, ...], code: int, message: str
) -> None:
    """A usage error is printed as on the command line: no traceback, no test run."""
    done = project.pytest(*args)
    output = str(done.stdout) + str(done.stderr)
    assert (done.ret, message in output) == (code, True), output
    assert "Traceback" not in output
    assert "INTERNALERROR" not in output
    assert "passed" not in output


def test_remote_server_needs_contract_yes(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --contract-yes a remote server gets no call; the number of jobs is in the message."""
    args = ("--contract", "specs", "--contract-server", "https://example.invalid/v1")
    monkeypatch.setenv("RUNCOMFY_API_TOKEN", "secret-token")
    done = project.pytest(*args)
    assert done.ret == 2
    assert "jobs would be submitted there" in str(done.stdout)
    assert "--contract-yes" in str(done.stdout)
    assert "secret-token" not in str(done.stdout)


def test_remote_server_refuses_several_processes() -> None:
    """Several workers would each submit the jobs of a trial, so they are refused even with --contract-yes."""
    (specs,) = load_specs(ROOT / "specs" / "runcomfy").services
    options = TargetOptions("https://example.invalid", dry_run=True)
    with open_targets(specs, options, {}) as targets:
        results = LazyResults((), Effort(), targets)
        wanted = SimpleNamespace(option=SimpleNamespace(contract_yes=True))
        check_remote_allowed(cast(pytest.Config, wanted), results)
        wanted.workerinput = {}
        with pytest.raises(UsageError, match="several processes"):
            check_remote_allowed(cast(pytest.Config, wanted), results)


def test_broken_specs_are_reported_in_full(project: Project) -> None:
    """Every problem of the specs is reported with its line; no test runs."""
    spec = project.folder / "specs/runcomfy/kling/kling-3.0/standard/image-to-video.json"
    data = json.loads(spec.read_text("utf-8"))
    data["rules"][0]["addends"] = "$.multi_prompt[*].seconds"
    spec.write_text(json.dumps(data, indent=2), "utf-8")
    done = project.pytest("--contract", "specs")
    assert done.ret == 2
    assert "image-to-video.json:" in str(done.stdout)
    assert "Traceback" not in str(done.stdout)
