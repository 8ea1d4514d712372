"""The plugin and a folder of specs with several services: one is tested at a time, by its own facts."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

pytest_plugins = ("pytester",)

SPECS = Path(__file__).resolve().parents[3] / "specs"
SECRET = "openai/gpt-image-1-mini"
FILES = {"fal": "fal-ai/veo2.json", "replicate": f"{SECRET}.json"}
EXAMPLES = ("--contract-examples", "1")


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Return a project with an endpoint of each of two services; the environment has no tokens."""
    for name in os.environ:
        if name.startswith(("PYTEST_ADDOPTS", "FAL_", "REPLICATE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "300")
    for service, file in FILES.items():
        target = pytester.path / "specs" / service / file
        target.parent.mkdir(parents=True)
        shutil.copy(SPECS / service / file, target)
        shutil.copy(SPECS / service / "service.json", pytester.path / "specs" / service)
    return pytester


def run(project: pytest.Pytester, *args: str) -> pytest.RunResult:
    """Run pytest in this process."""
    return project.runpytest_inprocess("-p", "no:recording", "--color=no", *args)


def test_folder_of_several_services_is_asked_about(project: pytest.Pytester) -> None:
    """The folder of all services is no test; the message names them, and says how to choose."""
    done = run(project, "--contract", "specs", "--collect-only")
    told = done.stdout.str() + done.stderr.str()
    assert done.ret != 0
    assert "several services (fal, replicate); name the folder of one" in told
    assert f"--contract {Path('specs') / 'fal'}" in told.replace(f"{project.path}/", "")
    assert "Traceback" not in told


@pytest.mark.parametrize("service", FILES)
def test_folder_of_one_service_is_tested(project: pytest.Pytester, service: str) -> None:
    """The promises are those of the named service; the header and the endpoints' ids tell which it is."""
    id = FILES[service].removesuffix(".json")
    done = run(project, "--contract", f"specs/{service}", "--collect-only", "-q", *EXAMPLES)
    ids = [line for line in done.outlines if line.startswith("contract::")]
    (first, *_) = [one for one in ids if one.startswith(f"contract::{id}:")]
    assert not any(other in one for one in ids for name, other in FILES.items() if name != service)
    only = (first, "contract::errors/unknown-request/status[server]")
    done = run(project, "--contract", f"specs/{service}", *EXAMPLES, *only)
    done.assert_outcomes(passed=2)
    assert f"specs/{service}" in done.stdout.str()
