"""What an update does to cassettes: the sandbox's are made current, a person's stay what they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.support import Workspace, save_catalogue
from clientwright.testing.cassettes import record_all, recorder
from evolution.update.support import ONE, TWO, UPDATE, catalogue_after, catalogue_before


def codes(done: Any) -> list[str]:
    """Give what is left to a person, endpoints without cassettes aside."""
    return [one["code"] for one in done["problems"] if one["code"] != "unrecorded"]


@pytest.fixture
def yesterday(workspace: Workspace) -> Workspace:
    """Give a folder that is up to date with the catalogue of the day before, and the new catalogue."""
    save_catalogue(workspace, catalogue_before())
    assert workspace.run(*UPDATE).exit_code == 0
    save_catalogue(workspace, catalogue_after())
    return workspace


def _record(workspace: Workspace, *more: str) -> Path:
    """Record the smallest job of each endpoint; gives the first one's folder."""
    assert workspace.run("record", "--only", "minimal-job", *more).exit_code == 0
    return workspace.folder / "tests/cassettes/runcomfy" / ONE


def _live(path: Path) -> None:
    """Make a cassette one that was recorded against the provider."""
    document = json.loads(path.read_text("utf-8"))
    document["header"]["against"] = "live"
    path.write_text(json.dumps(document, indent=2) + "\n", "utf-8")


def test_hidden_prompts_stay_hidden(yesterday: Workspace) -> None:
    """Whoever recorded without prompts gets no prompts by an update, neither in what is stale nor in what is missing."""
    home = _record(yesterday, "--hide-prompts")
    assert yesterday.run(*UPDATE).exit_code == 0
    documents = [json.loads(path.read_text("utf-8")) for path in home.glob("*.json")]
    assert len(documents) > 1
    assert all(document["header"]["prompts_hidden"] for document in documents)


@pytest.mark.parametrize("broken", [False, True])
def test_the_sandbox_adds_nothing_beside_what_was_paid_for(
    yesterday: Workspace, broken: bool
) -> None:
    """Whoever recorded one job of an endpoint live, or may have, gets no other of it from the sandbox."""
    path = _record(yesterday) / "minimal-job.json"
    _live(path)
    if broken:
        path.write_text("{", "utf-8")
    was = path.read_bytes()
    done = yesterday.json(*UPDATE)
    assert done["cassettes"] == []
    assert codes(done) == ["broken-cassette" if broken else "stale-cassette"]
    assert [one.name for one in path.parent.iterdir()] == ["minimal-job.json"]
    assert path.read_bytes() == was


def test_a_link_that_leads_nowhere_is_no_missing_cassette(yesterday: Workspace) -> None:
    """What it leads to may have been paid for, and only be on another disk: the link stays, and is told."""
    home = _record(yesterday)
    link = home / "full-job.json"
    link.symlink_to("../far/away.json")
    done = yesterday.json(*UPDATE)
    assert link.is_symlink()
    assert "full-job" not in {one["scenario"] for one in done["cassettes"]}
    assert "missing-cassette" in {one["code"] for one in done["problems"]}


def test_what_was_recorded_live_meanwhile_stays(
    yesterday: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cassette that somebody pays for while an update is at work is not replaced; the update says so, with exit code 1."""
    home = _record(yesterday)
    paid = home / "each-status.json"

    def slow(*args: Any, **more: Any) -> Any:
        if not paid.exists():
            paid.write_text("paid", "utf-8")
        return recorder.record(*args, **more)

    monkeypatch.setattr(record_all, "record", slow)
    done = yesterday.run(*UPDATE)
    assert done.exit_code == 1
    assert paid.read_text("utf-8") == "paid"
    assert "each-status.json: failed: somebody else wrote it meanwhile" in done.stderr


def test_a_retired_endpoint_keeps_what_it_has(yesterday: Workspace) -> None:
    """Neither its cassette nor a broken file beside it is touched; its stray file is told."""
    home = _record(yesterday).parent / Path(TWO).name
    (home / "odd.json").write_text("{", "utf-8")
    was = {path.name: path.read_bytes() for path in home.iterdir()}
    done = yesterday.json(*UPDATE)
    assert {path.name: path.read_bytes() for path in home.iterdir()} == was
    assert codes(done) == ["broken-cassette"]


def test_a_day_without_a_change_adds_no_cassette(yesterday: Workspace) -> None:
    """Whoever recorded one job of an endpoint keeps one until it changes; then what is missing comes before what is stale."""
    home = _record(yesterday)
    save_catalogue(yesterday, catalogue_before())
    assert yesterday.run(*UPDATE, "--dry-run").exit_code == 0
    assert yesterday.json(*UPDATE)["cassettes"] == []
    save_catalogue(yesterday, catalogue_after())
    done = yesterday.json(*UPDATE)
    assert len(done["cassettes"]) > 1
    assert done["cassettes"][-1]["scenario"] == "minimal-job"
    assert (home / "full-job.json").is_file()
