"""`record --format vcr` and `record --from`: files of vcrpy, and the way there and back."""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.support import IMAGE, TEXT, Workspace

ONE = ("--endpoint", TEXT, "--only", "minimal-job")
FILE = "runcomfy/kling/kling-3.0/standard/text-to-video/minimal-job"


@pytest.fixture(scope="module")
def recorded_once(imported_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of specs with one cassette in the format of vcrpy."""
    folder = tmp_path_factory.mktemp("recorded")
    shutil.copytree(imported_once, folder, dirs_exist_ok=True)
    with contextlib.chdir(folder):
        done = Workspace(folder).run("record", "--format", "vcr", "--into", "vcr", *ONE)
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def recorded(specs: Workspace, recorded_once: Path) -> Workspace:
    """Return a workspace with specs and one cassette in the format of vcrpy."""
    shutil.copytree(recorded_once, specs.folder, dirs_exist_ok=True)
    return specs


def parsed(folder: Path) -> Any:
    """Return the document in a folder, with its bodies as JSON data."""
    document = yaml.safe_load((folder / f"{FILE}.yaml").read_text("utf-8"))
    for one in document["interactions"]:
        one["request"]["body"] = json.loads(one["request"]["body"] or "null")
        one["response"]["body"] = json.loads(one["response"]["body"]["string"])
    return document


def test_files_are_those_of_vcrpy(recorded: Workspace) -> None:
    """--format vcr writes YAML with vcrpy's own keys; recording again changes no byte."""
    before = recorded.tree("vcr")
    assert set(before) == {f"{FILE}.yaml"}
    document = yaml.safe_load(before[f"{FILE}.yaml"])
    assert document["version"] == 1
    assert {"request", "response"} == set(document["interactions"][0])
    again = recorded.run("record", "--format", "vcr", "--into", "vcr", *ONE)
    assert again.stdout.splitlines()[-1].startswith("0 written, 1 unchanged")
    assert recorded.tree("vcr") == before


def test_default_format_is_ours(recorded: Workspace) -> None:
    """Without --format, nothing changes: the file is our JSON."""
    recorded.run("record", "--into", "ours", *ONE)
    assert set(recorded.tree("ours")) == {f"{FILE}.json"}


def test_conversion_loses_nothing(recorded: Workspace) -> None:
    """--from writes our format from theirs and theirs from ours; only spaces in JSON may differ."""
    recorded.run("record", "--into", "ours", *ONE)
    back = recorded.run("record", "--from", "vcr", "--into", "back")
    assert (back.exit_code, back.stdout.splitlines()[-1]) == (0, "1 written, 0 unchanged, 0 failed")
    assert recorded.tree("back") == recorded.tree("ours")
    there = recorded.run("record", "--from", "ours", "--into", "there", "--format", "vcr")
    assert there.exit_code == 0
    assert parsed(recorded.folder / "there") == parsed(recorded.folder / "vcr")
    again = recorded.json("record", "--from", "ours", "--into", "there", "--format", "vcr")
    assert [one["became"] for one in again["cassettes"]] == ["unchanged"]


def test_check_is_of_one_format(recorded: Workspace) -> None:
    """--check checks files of the format, and its advice records them in it."""
    path = recorded.folder / "vcr" / f"{FILE}.yaml"
    path.write_text(path.read_text("utf-8").replace("spec: ", "spec: x"), "utf-8")
    (path.parent / "mine.yaml").write_text("interactions: []\n")
    result = recorded.run("record", "--check", "--into", "vcr", "--format", "vcr")
    assert result.exit_code == 1
    assert "stale-cassette" in result.stdout
    assert "mine.yaml" not in result.stdout
    assert "record --into vcr --format vcr --endpoint" in result.stdout
    found = recorded.json("record", "--check", "--into", "vcr")["problems"]
    assert {one["code"] for one in found} == {"missing-cassette"}


def test_misuse_of_conversion_is_refused(recorded: Workspace) -> None:
    """--from records nothing, so options of a recording are refused, and an empty folder, too."""
    for option in (["--live"], ["--only", "x"], ["--endpoint", IMAGE], ["--check"], ["--dry-run"]):
        result = recorded.run("record", "--from", "vcr", "--into", "back", *option)
        assert (result.exit_code, option[0] in result.stderr) == (2, True)
    missing = recorded.run("record", "--from", "nowhere", "--into", "back")
    assert (missing.exit_code, "nowhere" in missing.stderr) == (2, True)
    empty = recorded.run("record", "--from", "specs", "--into", "back")
    assert (empty.exit_code, "no cassettes of the other format" in empty.stderr) == (2, True)
    assert not (recorded.folder / "back").exists()


def test_broken_cassettes_are_named(recorded: Workspace) -> None:
    """A cassette that cannot be read is named, the others are converted, and the exit code is 1."""
    path = recorded.folder / "vcr" / f"{FILE}.yaml"
    path.with_name("broken.yaml").write_text("clientwright-cassette: {version: 1}\n")
    path.with_name("deep.yaml").write_text("[" * 500)
    result = recorded.run("record", "--from", "vcr", "--into", "back")
    assert (result.exit_code, "1 written, 0 unchanged, 2 failed" in result.stdout) == (1, True)
    assert "broken.json  failed: " in result.stderr
    assert json.loads((recorded.folder / "back" / f"{FILE}.json").read_text("utf-8"))


def test_conversion_beside_the_other_format_is_refused(recorded: Workspace) -> None:
    """A folder that holds both formats is not converted into itself: which file counts is not known."""
    first = recorded.run("record", "--from", "vcr", "--into", "vcr")
    assert first.exit_code == 0
    before = recorded.tree("vcr")
    again = recorded.run("record", "--from", "vcr", "--into", "vcr/../vcr")
    assert (again.exit_code, "cassettes of both formats" in again.stderr) == (2, True)
    assert recorded.tree("vcr") == before
