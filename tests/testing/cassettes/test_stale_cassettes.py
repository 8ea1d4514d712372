"""Stale, missing, stray and broken cassettes are found, each with the command to run."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from clientwright.specs.model import Specs
from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.cassette_files import cassette_path
from clientwright.testing.cassettes.problems import (
    BrokenCassette,
    MissingCassette,
    StaleCassette,
    StrayCassette,
)
from clientwright.testing.cassettes.recorder import record_all
from clientwright.testing.cassettes.recording_environment import sandbox_environment
from clientwright.testing.cassettes.recording_plan import plan_recording
from clientwright.testing.cassettes.stale_cassettes import check_folder
from testing.cassettes.support import IMAGE, specs

SCENARIO = "error-404001"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Record everything, once."""
    folder = tmp_path_factory.mktemp("recorded")
    with sandbox_environment(specs()) as environment:
        list(record_all(environment, plan_recording(specs()), folder, "2026-01-01"))
    return folder


@pytest.fixture
def folder(recorded: Path, tmp_path: Path) -> Path:
    """Return a copy of the recorded folder."""
    return shutil.copytree(recorded, tmp_path / "cassettes")


def changed() -> Specs:
    """Return specs in which one endpoint has lost its rules."""
    endpoints = tuple(
        replace(one, rules=()) if one.id == IMAGE else one for one in specs().endpoints
    )
    return replace(specs(), endpoints=endpoints)


def path(folder: Path) -> Path:
    """Return the file of a scenario."""
    return cassette_path(folder, specs().service, specs().endpoints[0], SCENARIO)


def test_fresh_folder_has_no_problems(folder: Path) -> None:
    """A fresh recording has no problems."""
    assert check_folder(folder, specs()) == ()


def test_changed_spec_makes_its_cassettes_stale(folder: Path) -> None:
    """All cassettes of the changed endpoint are stale, and no others; each problem has its command."""
    found = [one for one in check_folder(folder, changed()) if isinstance(one, StaleCassette)]
    recorded = {one.stem for one in path(folder).parent.glob("*.json")}
    assert {one.scenario for one in found} == recorded - {"two-segments", "refused-sum-equals"}
    assert {one.endpoint for one in found} == {IMAGE}
    assert f"clientwright record --endpoint {IMAGE} --only {SCENARIO}" in {
        one.advice().removeprefix("Record it again: ") for one in found
    }


def test_removed_scenario_is_stray(folder: Path) -> None:
    """Without the rule, the cassettes that show it are stray."""
    found = [one for one in check_folder(folder, changed()) if isinstance(one, StrayCassette)]
    assert {Path(one.location.file).stem for one in found} == {"two-segments", "refused-sum-equals"}


def test_stale_live_cassette_is_recorded_live(folder: Path) -> None:
    """A stale recording of the provider is to be recorded live again."""
    cassette = cassette_files.read(path(folder))
    cassette_files.write(
        path(folder), replace(cassette, header=replace(cassette.header, against="live", spec="x"))
    )
    (found,) = check_folder(folder, specs())
    assert "clientwright record --live --endpoint" in found.advice()


def test_missing_cassette_is_reported(folder: Path) -> None:
    """A scenario without a file is a problem with the command that records it."""
    path(folder).unlink()
    (found,) = check_folder(folder, specs())
    assert isinstance(found, MissingCassette)
    assert (found.endpoint, found.scenario) == (IMAGE, SCENARIO)


@pytest.mark.parametrize("text", ["", "{}", "{"])
def test_broken_file_is_one_problem(folder: Path, text: str) -> None:
    """A file that is not a cassette is one problem, and the check goes on."""
    path(folder).write_text(text)
    (found,) = check_folder(folder, specs())
    assert isinstance(found, BrokenCassette)
    assert found.location.file == str(path(folder))


def test_misnamed_file_is_stray(folder: Path) -> None:
    """A cassette under another name than its scenario's is stray."""
    (path(folder).parent / "copy.json").write_bytes(path(folder).read_bytes())
    (found,) = check_folder(folder, specs())
    assert isinstance(found, StrayCassette)


def test_cassettes_of_removed_endpoint_are_stray(folder: Path) -> None:
    """The cassettes of an endpoint without a spec are stray."""
    fewer = replace(specs(), endpoints=specs().endpoints[1:])
    found = check_folder(folder, fewer)
    assert {type(one) for one in found} == {StrayCassette}
    assert all(IMAGE in one.found() for one in found)


def test_empty_folder_misses_every_scenario(tmp_path: Path) -> None:
    """Without a folder, every recordable scenario is missing."""
    found = check_folder(tmp_path / "none", specs())
    assert {type(one) for one in found} == {MissingCassette}
    assert len(found) == sum(not one.skip_reason for one in plan_recording(specs()))
