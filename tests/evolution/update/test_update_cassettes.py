"""What an update does to cassettes: those of the sandbox are recorded again, a person's stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.support import Workspace, save_catalogue
from clientwright.testing.cassettes import recorder
from evolution.update.support import ONE, TWO, UPDATE, catalogue_after, catalogue_before


def codes(done: Any) -> list[str]:
    """Return the codes of the problems, without endpoints that have no cassettes."""
    return [one["code"] for one in done["problems"] if one["code"] != "unrecorded"]


@pytest.fixture
def outdated(workspace: Workspace) -> Workspace:
    """Return a workspace that is up to date with an old catalogue, and a new catalogue."""
    save_catalogue(workspace, catalogue_before())
    assert workspace.run(*UPDATE).exit_code == 0
    save_catalogue(workspace, catalogue_after())
    return workspace


def _record(workspace: Workspace, *more: str) -> Path:
    """Record the smallest job of each endpoint and return the first endpoint's folder."""
    assert workspace.run("record", "--only", "minimal-job", *more).exit_code == 0
    return workspace.folder / "tests/cassettes/runcomfy" / ONE


def _live(path: Path) -> None:
    """Mark a cassette as recorded against the provider."""
    document = json.loads(path.read_text("utf-8"))
    document["header"]["against"] = "live"
    path.write_text(json.dumps(document, indent=2) + "\n", "utf-8")


def test_hidden_prompts_stay_hidden(outdated: Workspace) -> None:
    """Cassettes recorded by an update hide prompts if an existing one does."""
    home = _record(outdated, "--hide-prompts")
    assert outdated.run(*UPDATE).exit_code == 0
    documents = [json.loads(path.read_text("utf-8")) for path in home.glob("*.json")]
    assert len(documents) > 1
    assert all(document["header"]["prompts_hidden"] for document in documents)


@pytest.mark.parametrize("broken", [False, True])
def test_live_cassette_gets_no_sandbox_neighbours(outdated: Workspace, broken: bool) -> None:
    """An endpoint with a live or broken cassette gets no cassette from the sandbox."""
    path = _record(outdated) / "minimal-job.json"
    _live(path)
    if broken:
        path.write_text("{", "utf-8")
    was = path.read_bytes()
    done = outdated.json(*UPDATE)
    assert done["cassettes"] == []
    assert codes(done) == ["broken-cassette" if broken else "stale-cassette"]
    assert [one.name for one in path.parent.iterdir()] == ["minimal-job.json"]
    assert path.read_bytes() == was


def test_broken_link_is_not_recorded_over(outdated: Workspace) -> None:
    """Its target may be a paid recording on another disk: the link stays and is reported."""
    home = _record(outdated)
    link = home / "full-job.json"
    link.symlink_to("../far/away.json")
    done = outdated.json(*UPDATE)
    assert link.is_symlink()
    assert "full-job" not in {one["scenario"] for one in done["cassettes"]}
    assert "missing-cassette" in {one["code"] for one in done["problems"]}


def test_cassette_written_meanwhile_stays(
    outdated: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cassette that somebody records during an update is not replaced; the update reports it and exits 1."""
    home = _record(outdated)
    paid, record = home / "each-status.json", recorder.record

    def slow(*args: Any, **more: Any) -> Any:
        if not paid.exists():
            paid.write_text("paid", "utf-8")
        return record(*args, **more)

    monkeypatch.setattr(recorder, "record", slow)
    done = outdated.run(*UPDATE)
    assert done.exit_code == 1
    assert paid.read_text("utf-8") == "paid"
    assert "each-status.json: failed: somebody else wrote it meanwhile" in done.stderr


def test_cassettes_of_a_retired_endpoint_stay(outdated: Workspace) -> None:
    """Neither a cassette nor a broken file is touched; the broken one is reported."""
    home = _record(outdated).parent / Path(TWO).name
    (home / "odd.json").write_text("{", "utf-8")
    was = {path.name: path.read_bytes() for path in home.iterdir()}
    done = outdated.json(*UPDATE)
    assert {path.name: path.read_bytes() for path in home.iterdir()} == was
    assert codes(done) == ["broken-cassette"]


def test_missing_cassettes_are_added_only_after_a_change(outdated: Workspace) -> None:
    """An unchanged endpoint gets no new cassettes; after a change missing ones come before stale ones."""
    home = _record(outdated)
    save_catalogue(outdated, catalogue_before())
    assert outdated.run(*UPDATE, "--dry-run").exit_code == 0
    assert outdated.json(*UPDATE)["cassettes"] == []
    save_catalogue(outdated, catalogue_after())
    done = outdated.json(*UPDATE)
    assert len(done["cassettes"]) > 1
    assert done["cassettes"][-1]["scenario"] == "minimal-job"
    assert (home / "full-job.json").is_file()
