"""Commands in a folder with several services: `contract` judges all, and an endpoint is found in each."""

from __future__ import annotations

import shutil

import pytest

from cli.support import Workspace
from sources.support import ROOT

VEO, KLING = "fal-ai/veo2", "kwaivgi/kling-v1.6-standard"


@pytest.fixture
def two(workspace: Workspace) -> Workspace:
    """Return a workspace with one endpoint of fal and one of Replicate."""
    for path in (f"fal/{VEO}", "fal/service", f"replicate/{KLING}", "replicate/service"):
        file = workspace.folder / "specs" / f"{path}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "specs" / f"{path}.json", file)
    return workspace


def test_every_service_is_planned(two: Workspace) -> None:
    """Without a service all are judged, one after the other; with an endpoint, the service that has it."""
    out = two.run("contract", "--dry-run").stdout
    assert out.index(f"{VEO}:prompt") < out.index("\nreplicate\n") < out.index(f"{KLING}:prompt")
    alone = two.run("contract", "--dry-run", "--endpoint", "veo2").stdout
    assert f"{VEO}:prompt" in alone
    assert KLING not in alone


def test_a_blocked_service_costs_the_others_nothing(two: Workspace) -> None:
    """One that cannot be read is told with its error, the others are judged, and the exit code is the worst."""
    (two.folder / "specs/replicate/service.json").write_text("{", "utf-8")
    done = two.run("contract", "--examples", "1")
    assert done.exit_code == 1
    assert "specs/replicate/service.json:1" in done.stderr
    assert "2 services, without findings: fal; with findings: replicate" in done.stdout


@pytest.mark.parametrize(
    "option", [("--json",), ("--server", "http://127.0.0.1:9"), ("--only", "jobs/*")]
)
def test_an_option_of_one_service_asks_which(two: Workspace, option: tuple[str, ...]) -> None:
    """An option that is about one service, or writes one report, names the services to choose from."""
    done = two.run("contract", *option)
    assert done.exit_code == 2
    assert (
        f"{option[0]} is about one service, and several are meant (fal, replicate)" in done.stderr
    )


def test_an_endpoint_is_found_in_any_service(two: Workspace) -> None:
    """An endpoint is found in whichever service has it; if several do, they are named."""
    assert two.json("explain", "veo2")["id"] == VEO
    assert two.json("explain", "v1.6")["id"] == KLING
    assert two.run("export", "json-schema", "veo2").exit_code == 0
    copy = two.folder / "specs/replicate" / f"{VEO}.json"
    copy.parent.mkdir()
    shutil.copy(two.folder / f"specs/fal/{VEO}.json", copy)
    for call in (("explain", "veo2"), ("export", "json-schema", "veo2"), ("rules", "veo2")):
        done = two.run(*call)
        assert done.exit_code == 2
        assert f"{VEO} is an endpoint of several services (fal, replicate)" in done.stderr
        assert two.run(*call, "--service", "fal").exit_code == 0
