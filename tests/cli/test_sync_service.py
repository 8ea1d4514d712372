"""`sync`, `diff` and `update` with one of several services: its catalogue is read as its file says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli.support import Workspace
from evolution.diff.support import FACTS
from evolution.sync.described_services import (
    HARBOUR,
    ORCHARD,
    PagedProvider,
    json_answer,
    orchard_entry,
    serve_pages,
)
from evolution.sync.support import schema

PAINT, DRAW = "fal-ai/paint", "fal-ai/draw/v2/pro"


def fal_entry(id: str, *, status: str = "active", **fields: Any) -> dict[str, Any]:
    """Return an entry of fal's catalogue."""
    entry = orchard_entry(id, schema(prompt={"type": "string"}, **fields))
    metadata = {"status": status, "display_name": "A name.", "description": "It draws."}
    return {"endpoint_id": id, "metadata": metadata, "openapi": entry["openapi"]}


def save(workspace: Workspace, name: str, *entries: Any) -> None:
    """Save a page of fal's catalogue."""
    page = {"models": list(entries), "next_cursor": None, "has_more": False}
    (workspace.folder / name).write_text(json.dumps(page, indent=1), "utf-8")


@pytest.fixture
def listed(workspace: Workspace) -> Workspace:
    """Return a workspace whose folder `saved` has a file for each entry, and that has one page of them."""
    folder = workspace.folder / "saved"
    folder.mkdir()
    entries = [fal_entry(PAINT), fal_entry(DRAW)]
    for n, entry in enumerate(entries):
        (folder / f"{n}.json").write_text(json.dumps(entry), "utf-8")
    save(workspace, "page.json", *entries)
    return workspace


def test_service_that_is_not_there_yet_is_copied(listed: Workspace) -> None:
    """The file of a service that clientwright knows is copied by its first sync; the second changes nothing."""
    first = listed.run("sync", "--service", "fal", "--catalogue", "saved")
    assert (first.exit_code, first.stdout.count(" added\n")) == (0, 2), first.stderr
    assert (listed.folder / "specs/fal/service.json").is_file()
    second = listed.run("sync", "--service", "fal", "--catalogue", "page.json")
    assert second.stdout.startswith("2 entries: 0 added, 0 changed, 0 retired, 0 returned, 2 unchanged;")  # fmt: skip
    assert listed.run("lint").exit_code == 0


def test_key_goes_to_the_origin_that_the_variable_names(listed: Workspace) -> None:
    """A live sync follows the cursors, with the key in the header that the service's file names."""
    entries = [fal_entry(PAINT), fal_entry(DRAW)]

    def odd(served: PagedProvider, call: int) -> Any:
        last = call == len(entries)
        more = {"next_cursor": None if last else "next", "has_more": not last}
        return json_answer(200, {"models": [entries[call - 1]], **more})

    with serve_pages(PagedProvider({}, [], odd=odd)) as served:
        found = listed.run(
            "sync", "--service", "fal", "--live", FAL_QUEUE_URL=served.url, FAL_KEY="my-key"
        )
    assert found.exit_code == 0, found.stderr
    assert found.stdout.count(" added\n") == 2
    assert [headers["authorization"] for _, _, headers in served.calls] == ["Key my-key"] * 2
    assert [query.get("cursor") for _, query, _ in served.calls] == [None, "next"]
    assert "my-key" not in found.stdout + found.stderr


def test_one_of_several_services_has_to_be_named(listed: Workspace) -> None:
    """With several services in the folder, `sync` and `diff` of a catalogue ask which one is meant."""
    listed.run("sync", "--service", "fal", "--catalogue", "page.json")
    other = listed.folder / "specs/harbour/service.json"
    other.parent.mkdir()
    other.write_text(json.dumps(HARBOUR), "utf-8")
    for command in (("sync", "--catalogue", "page.json"), ("diff", "specs", "page.json")):
        result = listed.run(*command)
        assert (result.exit_code, "--service" in result.stderr) == (2, True), result.stderr
    result = listed.run("diff", "specs", "page.json", "--service", "fal")
    assert (result.exit_code, "verdict none" in result.stdout) == (0, True), result.stderr
    assert listed.run("sync", "--service", "fall", "--catalogue", "page.json").exit_code == 2


def test_diff_shows_what_a_sync_would_change(listed: Workspace) -> None:
    """A saved catalogue is compared as it would be synced: new, changed and retired endpoints."""
    listed.run("sync", "--service", "fal", "--catalogue", "page.json")
    changed = fal_entry(PAINT, seed={"type": "integer"})
    save(
        listed, "page.json", changed, fal_entry(DRAW, status="deprecated"), fal_entry("fal-ai/new")
    )
    result = listed.run("diff", "specs", "page.json", "--json")
    found = {(one["endpoint"], one["kind"]) for one in json.loads(result.stdout)["changes"]}
    assert {(PAINT, "property-added"), (DRAW, "endpoint-removed")} <= found
    assert ("fal-ai/new", "endpoint-added") in found


def test_update_takes_over_the_changes_of_one_service(listed: Workspace) -> None:
    """`update --service` syncs one service, and writes its package under the name that its file says."""
    described = {"name": "orchard", "package": "plum", "catalogue": ORCHARD["catalogue"]}
    for name, facts in {"orchard": {**FACTS, **described}, "harbour": HARBOUR}.items():
        (listed.folder / "specs" / name).mkdir(parents=True)
        (listed.folder / "specs" / name / "service.json").write_text(json.dumps(facts), "utf-8")
    (listed.folder / "one.json").write_text(json.dumps(orchard_entry("maker/paint")), "utf-8")
    result = listed.run("update", "--service", "orchard", "--catalogue", "one.json")
    assert result.exit_code == 0, result.stderr
    assert (listed.folder / "generated/plum/clientwright.lock").is_file()
    assert (listed.folder / "specs/orchard/maker/paint.json").is_file()
    again = listed.run("update", "--service", "orchard", "--since", "specs", "--dry-run")
    assert again.exit_code == 0, again.stdout + again.stderr


def test_empty_folder_is_told(listed: Workspace) -> None:
    """A folder without saved pages is no catalogue."""
    (listed.folder / "empty").mkdir()
    result = listed.run("sync", "--service", "fal", "--catalogue", "empty")
    assert (result.exit_code, "contains no *.json files" in result.stderr) == (2, True)


@pytest.mark.parametrize("own", [True, False])
def test_two_catalogues_are_of_the_only_service(listed: Workspace, own: bool) -> None:
    """Two saved catalogues are read as those of the folder's only service, else of the one that describes both."""
    if own:
        described = {"name": "orchard", "package": "plum", "catalogue": ORCHARD["catalogue"]}
        folder = listed.folder / "specs/orchard"
        folder.mkdir(parents=True)
        (folder / "service.json").write_text(json.dumps({**FACTS, **described}), "utf-8")
        pages: list[Any] = [[orchard_entry("a/b", schema())], [orchard_entry("a/b", schema(x={}))]]
        for n, page in enumerate(pages):
            (listed.folder / f"cat{n}.json").write_text(json.dumps(page), "utf-8")
    else:
        save(listed, "cat0.json", fal_entry(PAINT))
        save(listed, "cat1.json", fal_entry(PAINT, seed={"type": "integer"}))
    found = listed.json("diff", "cat0.json", "cat1.json")
    assert {change["endpoint"] for change in found["changes"]} == {"a/b" if own else PAINT}
