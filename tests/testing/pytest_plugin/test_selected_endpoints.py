"""--contract-endpoint and the ids of promises: what is not asked for is not planned, loaded or linted."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from clientwright.cli import generate
from clientwright.lint import lint_folder
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.payload_generator import PayloadGenerator

pytest_plugins = ("pytester",)

COUNT = 30
IMAGE = "kling/kling-3.0/standard/image-to-video"
TEXT = "kling/kling-3.0/standard/text-to-video"
IMAGE_SPEC, TEXT_SPEC = (f"runcomfy/{id}.json" for id in (IMAGE, TEXT))
SPECS = Path(__file__).resolve().parents[3] / "specs"
ONE = f"contract::{IMAGE}:duration/minimum"
FEW = ("--contract", "specs", "--contract-examples", "2")


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the specs of many endpoints and their client."""
    folder = tmp_path_factory.mktemp("many")
    shutil.copytree(SPECS / "runcomfy", folder / "specs/runcomfy")
    for n in range(2, COUNT):
        path = (IMAGE_SPEC, TEXT_SPEC)[n % 2]
        document = json.loads((SPECS / path).read_text("utf-8"))
        copied = {**document, "id": f"{document['id']}-copy-{n}"}
        target = folder / "specs" / path.replace(".json", f"-copy-{n}.json")
        target.write_text(json.dumps(copied), "utf-8")
    args = ["--specs", str(folder / "specs"), "--out", str(folder / "generated")]
    generate.command.main(args, standalone_mode=False)
    return folder


@pytest.fixture
def project(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, generated: Path
) -> pytest.Pytester:
    """Return a project that uses these specs; the environment has no tokens."""
    for name in os.environ:
        if name.startswith(("PYTEST_ADDOPTS", "RUNCOMFY")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "300")
    for name in ("specs", "generated"):
        (pytester.path / name).symlink_to(generated / name)
    return pytester


def run(project: pytest.Pytester, *args: str) -> pytest.RunResult:
    """Run pytest in this process."""
    words = ("-p", "no:recording", "-W", "error", "--color=no")
    return project.runpytest_inprocess(*words, *FEW, *args)


def collected(project: pytest.Pytester, *args: str) -> list[str]:
    """Return the ids of the promises that are collected."""
    done = run(project, "--collect-only", "-q", *args)
    return [line for line in done.outlines if line.startswith("contract::")]


@pytest.fixture
def touched(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Return which endpoints were linted and which got a generator of payloads."""
    found: dict[str, set[str]] = {"linted": set(), "planned": set()}
    lint_one, form_of = lint_folder.lint_endpoint, PayloadGenerator.__dict__["form"]

    def lint(endpoint: Endpoint, *, advice: bool) -> object:
        found["linted"].add(str(endpoint.id))
        return lint_one(endpoint, advice=advice)

    def form(generator: PayloadGenerator) -> object:
        found["planned"].add(str(generator.endpoint.id))
        return build(generator)

    build = form_of.func
    monkeypatch.setattr(form_of, "func", form)
    monkeypatch.setattr(lint_folder, "lint_endpoint", lint)
    return found


@pytest.mark.parametrize(
    "args",
    [
        ("--contract-endpoint", "standard/image-to-video", "-k", "duration/minimum"),
        (f"{ONE}[client]", f"{ONE}[server]"),
    ],
    ids=["option", "ids"],
)
def test_one_endpoint_costs_one(
    project: pytest.Pytester,
    touched: dict[str, set[str]],
    monkeypatch: pytest.MonkeyPatch,
    args: Sequence[str],
) -> None:
    """A promise of one endpoint lints, plans and imports this endpoint and no other."""
    monkeypatch.setenv("CLIENTWRIGHT_CACHE", "off")
    before = set(sys.modules)
    done = run(project, *args)
    assert done.ret == 0, str(done.stdout)
    assert done.parseoutcomes()["passed"] >= 2
    assert touched == {"linted": {IMAGE}, "planned": {IMAGE}}
    new = {name.rpartition(".")[2] for name in set(sys.modules) - before}
    assert not [name for name in new if "_copy_" in name or name == "text_to_video"]


def test_chosen_endpoints_have_all_their_promises(project: pytest.Pytester) -> None:
    """The option collects exactly the promises of its endpoints, and those of the service."""
    everything = collected(project)
    chosen = collected(project, "--contract-endpoint", IMAGE, "--contract-endpoint", TEXT)
    mine = (f"contract::{IMAGE}:", f"contract::{TEXT}:")
    others = [id for id in everything if id.startswith("contract::kling/")]
    service = [id for id in everything if id not in others]
    assert chosen == [*(id for id in others if id.startswith(mine)), *service]
    assert len(others) > 10 * len(service) > 0


def test_patterns_choose_as_on_the_command_line(project: pytest.Pytester) -> None:
    """A pattern is held against whole ids, a name against their ends; each endpoint counts once."""
    found = collected(
        project, "--contract-endpoint", "*-copy-2?", "--contract-endpoint", "video-copy-21"
    )
    ids = {id.removeprefix("contract::").partition(":")[0] for id in found if ":" in id[12:]}
    known = {f"{(IMAGE, TEXT)[n % 2]}-copy-{n}" for n in range(20, COUNT)}
    assert {id for id in ids if id.startswith("kling/")} == known
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("imge-to-video", "Did you mean 'image-to-video'?"),
        ("klng/*", "Did you mean 'kling/*'?"),
        ("*Image-To-Video*", "Did you mean '*image-to-video*'?"),
        ("nothing", "there is no endpoint named 'nothing'. Known endpoints:"),
        ("standard", "there is no endpoint named 'standard'"),
    ],
)
def test_name_of_no_endpoint_is_a_usage_error(
    project: pytest.Pytester, name: str, message: str
) -> None:
    """A name or pattern without an endpoint ends pytest before any test, with a suggestion."""
    done = run(project, "--contract-endpoint", name)
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    assert message in str(done.stderr)
    assert "--contract-endpoint: " in str(done.stderr)
    assert "Traceback" not in str(done.stdout) + str(done.stderr)


def test_unknown_promise_has_a_suggestion(project: pytest.Pytester) -> None:
    """An id of no promise is a usage error; a similar id is suggested."""
    done = run(project, f"contract::{IMAGE}:duration/minimun[server]")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    assert f"no such promise: contract::{IMAGE}:duration/minimun[server]" in str(done.stderr)
    assert f"did you mean {ONE}[server]?" in str(done.stderr)


def test_header_says_what_is_tested(project: pytest.Pytester) -> None:
    """The header names specs and endpoints; after the collection, the targets."""
    done = run(project, "--contract-endpoint", IMAGE, "-k", "duration/minimum")
    assert f"contract: the promises in specs of {IMAGE}" in done.outlines
    assert "contract: generated/runcomfy, a sandbox of the specs" in done.outlines


def test_endpoint_needs_contract(pytester: pytest.Pytester) -> None:
    """The option alone would test nothing, so it is a usage error."""
    done = pytester.runpytest_inprocess("-p", "no:recording", "--contract-endpoint", "x")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    assert "--contract-endpoint needs --contract DIR" in str(done.stderr)
