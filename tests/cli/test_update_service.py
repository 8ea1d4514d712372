"""`update` and `vendor` of fal and Replicate from end to end: sync, diff, package, cassettes, changelog, copies."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli.support import Workspace
from evolution.sync.described_services import (
    PagedProvider,
    harbour_entry,
    json_answer,
    orchard_entry,
    serve_pages,
)
from evolution.sync.support import schema

FILM = {"type": "object", "properties": {"film": {"type": "string", "format": "uri"}}}
IDS = {"fal": "fal-ai/paint/v2/pro", "replicate": "maker/paint"}
PACKAGES = {"fal": "falwright", "replicate": "replicatewright"}
each_service = pytest.mark.parametrize("service", IDS)


def entry(service: str, version: str = "v1", **fields: Any) -> dict[str, Any]:
    """Return an entry of a service's catalogue; of fal it has no version."""
    id, inputs = IDS[service], schema(prompt={"type": "string"}, **fields)
    if service == "fal":
        metadata = {"status": "active", "display_name": "A name.", "description": "It paints."}
        document = orchard_entry(id, inputs, output=FILM)["openapi"]
        return {"endpoint_id": id, "metadata": metadata, "openapi": document}
    made = harbour_entry(id, version, inputs, description="It paints.")
    latest = made.pop("latest")
    return {**made, "latest_version": {"id": latest["id"], "openapi_schema": latest["schema"]}}


def page(service: str, *entries: Any) -> dict[str, Any]:
    """Return the last page of a service's catalogue."""
    if service == "fal":
        return {"models": [*entries], "next_cursor": None, "has_more": False}
    return {"results": [*entries], "next": None}


def save(workspace: Workspace, service: str, *entries: Any) -> tuple[str, ...]:
    """Save a catalogue, and return the options that name it."""
    (workspace.folder / "page.json").write_text(json.dumps(page(service, *entries)), "utf-8")
    return ("--service", service, "--catalogue", "page.json")


def make(workspace: Workspace, service: str) -> None:
    """Sync a service for the first time, write its package, and record a job and a refusal."""
    catalogue = save(workspace, service, entry(service))
    for words in (("sync", *catalogue), ("generate",)):
        done = workspace.run(*words)
        assert done.exit_code == 0, done.stderr
    only = ("--only", "minimal-job", "--only", "error-http-404")
    done = workspace.run("record", "--service", service, *only)
    assert (done.exit_code, done.stdout.splitlines()[-1][:9]) == (0, "2 written"), done.stderr


@each_service
def test_update_takes_over_a_catalogue(workspace: Workspace, service: str) -> None:
    """Specs, package, stale cassettes and changelog follow the catalogue; a newer version is a change of its own."""
    make(workspace, service)
    newer = save(workspace, service, entry(service, "v2", seed={"type": "integer"}))
    dry = workspace.run("update", *newer, "--dry-run")
    assert dry.exit_code == 1, dry.stderr
    done = workspace.run("update", *newer)
    assert done.exit_code == 0, done.stdout + done.stderr
    id, folder = IDS[service], workspace.folder
    assert f"~ {id} changed" in done.stdout
    spec = json.loads((folder / f"specs/{service}/{id}.json").read_text("utf-8"))
    assert "seed" in spec["input"]["properties"]
    modules = (folder / "generated" / PACKAGES[service]).rglob("*.py")
    own = [one.read_text("utf-8") for one in modules if "_runtime" not in one.parts]
    assert any("seed: int" in text for text in own)
    note = (folder / f"specs/{service}/CHANGELOG.md").read_text("utf-8")
    assert (f"`{id}`" in note, "seed" in note) == (True, True)
    if service == "replicate":
        assert ("v2" in note, spec["version"]) == (True, "v2")
    recorded = folder / f"tests/cassettes/{service}/{id}/minimal-job.json"
    call = json.loads(recorded.read_text("utf-8"))["interactions"][0]["call"]
    if service == "replicate":
        assert call["json"]["version"] == f"{id}:v2"
    assert workspace.run("generate", "--check").exit_code == 0
    assert workspace.run("update", *newer).stdout == "nothing to do\n"


def test_update_reads_a_live_catalogue(workspace: Workspace) -> None:
    """`update --live` asks the origin that the service's variable names, with its key, and shows that nowhere."""
    make(workspace, "fal")
    newer = page("fal", entry("fal", seed={"type": "integer"}))
    with serve_pages(PagedProvider({}, [], odd=lambda *_: json_answer(200, newer))) as served:
        done = workspace.run(
            "update", "--service", "fal", FAL_QUEUE_URL=served.url, FAL_KEY="my-id:my-secret"
        )
    assert done.exit_code == 0, done.stderr
    assert [headers["authorization"] for _, _, headers in served.calls] == ["Key my-id:my-secret"]
    texts = [text.decode("utf-8", "replace") for text in workspace.tree().values()]
    assert not any("my-secret" in text for text in (done.stdout, done.stderr, *texts))


def test_two_services_are_vendored_side_by_side(workspace: Workspace) -> None:
    """Two packages in one folder are each checked by their own service, named by service or package."""
    for service in IDS:
        workspace.run("sync", *save(workspace, service, entry(service)))
    assert workspace.run("vendor", "fal", "--into", "src").exit_code == 0
    assert workspace.run("vendor", "replicatewright", "--into", "src").exit_code == 0
    names = sorted(one.name for one in (workspace.folder / "src").iterdir() if one.is_dir())
    assert names == sorted(PACKAGES.values())
    again = workspace.run("vendor", "falwright", "--into", "src", "--dry-run")
    assert again.exit_code == 0, again.stdout + again.stderr
    done = workspace.run("vendor", "--check", "src")
    assert done.exit_code == 0, done.stdout + done.stderr
    assert all(name in done.stdout for name in PACKAGES.values())
    newer = save(workspace, "replicate", entry("replicate", "v2"))
    workspace.run("sync", *newer)
    stale = workspace.run("vendor", "--check", "src")
    assert stale.exit_code == 1
    assert "replicatewright" in stale.stdout + stale.stderr
