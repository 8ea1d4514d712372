"""What `update` leaves to a person: rejected entries, paid cassettes, uncompared specs."""

from __future__ import annotations

import json
import shutil

from cli.support import Workspace, save_catalogue
from evolution.sync.support import catalogue_json
from evolution.update.support import (
    NEW,
    ONE,
    TWO,
    UPDATE,
    catalogue_after,
    catalogue_before,
    record_cassettes,
)


def test_bad_entry_does_not_affect_others(outdated: Workspace) -> None:
    """The other entries are taken over, the bad one is reported and the exit code is 1."""
    save_catalogue(outdated, catalogue_json([*catalogue_after()["models"], {"model_id": "acme/bad", "input_schema": {"type": "strnig"}}]))  # fmt: skip
    done = outdated.run(*UPDATE)
    assert done.exit_code == 1
    assert "acme/bad:" in done.stdout
    assert (outdated.folder / f"specs/runcomfy/{NEW}.json").is_file()
    assert "Left to you" in outdated.run(*UPDATE, "--markdown").stdout


def test_only_stale_cassettes_are_recorded(outdated: Workspace) -> None:
    """Only stale sandbox cassettes are recorded; retired and new endpoints get none."""
    folder = record_cassettes(outdated)
    retired = (folder / TWO / "minimal-job.json").read_bytes()
    done = outdated.json(*UPDATE)
    assert {one["endpoint"] for one in done["cassettes"]} == {ONE}
    assert {one["became"] for one in done["cassettes"]} == {"written"}
    assert (folder / TWO / "minimal-job.json").read_bytes() == retired
    assert not (folder / NEW).exists()
    assert outdated.json(*UPDATE)["cassettes"] == []


def test_stale_live_cassette_is_only_reported(outdated: Workspace) -> None:
    """A stale live cassette costs money, so it is only reported, with the command to record it."""
    path = record_cassettes(outdated) / ONE / "minimal-job.json"
    document = json.loads(path.read_text("utf-8"))
    document["header"]["against"] = "live"
    path.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    was = path.read_bytes()
    done = outdated.run(*UPDATE)
    assert done.exit_code == 1
    assert f"clientwright record --live --endpoint {ONE} --only minimal-job" in done.stdout
    assert path.read_bytes() == was


def test_broken_older_specs_are_reported(specs: Workspace) -> None:
    """If the older specs have errors, the package is generated and the missing comparison reported."""
    shutil.copytree(specs.folder / "specs", specs.folder / "old")
    broken = specs.folder / "old/runcomfy/kling/kling-3.0/standard/image-to-video.json"
    broken.write_text("{", "utf-8")
    done = specs.run("update", "--since", "old")
    assert done.exit_code == 1
    assert "old/runcomfy/kling/kling-3.0/standard/image-to-video.json" in done.stdout
    assert specs.run("generate", "--check").exit_code == 0


def test_spec_with_old_errors_is_replaced_and_reported(outdated: Workspace) -> None:
    """A schema that a person broke cannot be compared; the catalogue's replaces it, the rest goes on.

    Since its change may be breaking, --fail-on blocks it.
    """
    spec = outdated.folder / f"specs/runcomfy/{ONE}.json"
    document = json.loads(spec.read_text("utf-8"))
    document["input"]["properties"]["duration"]["minimum"] = 99
    spec.write_text(json.dumps(document, indent=2), "utf-8")
    blocked = outdated.run(*UPDATE, "--fail-on", "breaking")
    assert blocked.exit_code == 1
    assert "nothing was written: not everything could be compared" in blocked.stdout
    done = outdated.run(*UPDATE)
    assert done.exit_code == 0
    assert f"+ {NEW} added" in done.stdout
    assert f"warning uncompared: {ONE}: the spec had errors before" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("updated; left to you: no errors, 2 warnings")
    assert json.loads(spec.read_text("utf-8"))["input"]["properties"]["duration"]["minimum"] == 3


def test_spec_edited_since_generation_is_reported_as_uncompared(outdated: Workspace) -> None:
    """A spec edited since the last generation is reported as uncompared, and --fail-on blocks it."""
    save_catalogue(outdated, catalogue_before())
    spec = outdated.folder / f"specs/runcomfy/{TWO}.json"
    spec.write_text(spec.read_text("utf-8").replace('"maximum": 10', '"maximum": 8'), "utf-8")
    blocked = outdated.run(*UPDATE, "--fail-on", "warning")
    assert blocked.exit_code == 1
    assert not blocked.stdout.startswith("nothing to")
    done = outdated.run(*UPDATE)
    assert done.exit_code == 0
    assert f"warning uncompared: {TWO}: the spec was changed since the package" in done.stdout
    assert "generated/runcomfy: 2 files, checked" in done.stdout
    assert "uncompared" not in outdated.run(*UPDATE).stdout


def test_new_endpoint_without_cassettes_is_reported(outdated: Workspace) -> None:
    """If others have cassettes, a new endpoint without any is reported."""
    record_cassettes(outdated)
    done = outdated.run(*UPDATE)
    assert done.exit_code == 0
    assert f"warning unrecorded: no cassettes of {NEW};" in done.stdout
    outdated.run("record", "--endpoint", NEW, "--only", "minimal-job")
    assert "unrecorded" not in outdated.run(*UPDATE).stdout


def test_rejected_endpoint_is_listed_with_the_changes(outdated: Workspace) -> None:
    """An endpoint whose entry was rejected is listed with the changes, as not taken over."""
    models = catalogue_after()["models"]
    models[0]["input_schema"] = {"type": "strnig"}
    save_catalogue(outdated, catalogue_json(models))
    done = outdated.run(*UPDATE)
    assert f"! {ONE} not taken over: see below" in done.stdout.splitlines()
