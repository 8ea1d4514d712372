"""A model id with spaces, from the page to the call: spec file, Python name, URL, sandbox, contract and cassettes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clientwright.import_pipeline import import_documents
from clientwright.pipeline import generate
from clientwright.problems import has_errors
from clientwright.sandbox.server import run_sandbox
from clientwright.specs.spec_files import load_specs
from clientwright.testing.client_protocol.call_cases import call_cases
from clientwright.testing.client_protocol.client_under_test import CallRecorder
from clientwright.testing.targets.client_target import ClientTarget
from sources.support import ROOT

CASE = ROOT / "tests" / "cases" / "page-id-with-spaces"
IDS = ["maker/Hero Film 2", "maker/Hero Film 3"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Import the two pages of the case, and generate their package."""
    folder = tmp_path_factory.mktemp("chain")
    imported = import_documents(map(str, sorted(CASE.iterdir())), folder / "specs")
    assert not has_errors(imported.problems)
    assert [path.name for path, _ in imported.files] == ["Hero Film 2.json", "Hero Film 3.json"]
    generate(folder / "specs", folder / "out")
    return folder


def test_ids_are_whole_in_the_specs(folder: Path) -> None:
    """Each page becomes the spec of its own id."""
    (specs,) = load_specs(folder / "specs", cached=False).services
    assert [str(endpoint.id) for endpoint in specs.endpoints] == IDS


def test_calls_go_to_the_whole_id(folder: Path) -> None:
    """The generated client calls the URL of the whole id, with its spaces encoded."""
    (specs,) = load_specs(folder / "specs", cached=False).services
    client = ClientTarget.load(str(folder / "out" / "runcomfy"))
    for endpoint in specs.endpoints:
        recorder = CallRecorder(client, specs.service, endpoint)
        path = "/models/" + str(endpoint.id).replace(" ", "%20")
        assert recorder.call("submit").path.endswith(path)
        for case in call_cases(specs.service, endpoint):
            assert case.seen(recorder) == case.expected


def test_sandbox_takes_the_job(folder: Path) -> None:
    """A job that the client describes is accepted by the sandbox, and gives its result."""
    (specs,) = load_specs(folder / "specs", cached=False).services
    client = ClientTarget.load(str(folder / "out" / "runcomfy"))
    api: Any = client.package
    with (
        run_sandbox(specs, jobs_file=folder / "jobs.sqlite") as sandbox,
        api.RunComfy("sandbox-token", base_url=sandbox.base_url) as caller,
    ):
        job = caller.submit(client.endpoints[IDS[0]].request({"prompt": "a boat"}))
        assert job.wait(timeout=20).output.video
