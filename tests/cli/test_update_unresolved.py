"""What `update` leaves to a person: entries, cassettes and changes that it does not decide by itself."""

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


def test_a_bad_entry_costs_no_other(outdated: Workspace) -> None:
    """The others are taken over, the bad one is told, and the exit code says that something is left."""
    save_catalogue(outdated, catalogue_json([*catalogue_after()["models"], {"model_id": "acme/bad", "input_schema": {"type": "strnig"}}]))  # fmt: skip
    done = outdated.run(*UPDATE)
    assert done.exit_code == 1
    assert "acme/bad:" in done.stdout
    assert (outdated.folder / f"specs/runcomfy/{NEW}.json").is_file()
    assert "What is left to a person" in outdated.run(*UPDATE, "--markdown").stdout


def test_stale_cassettes_are_recorded_again_and_others_are_not(outdated: Workspace) -> None:
    """Of what changed, what was recorded against the sandbox; a retired endpoint's stay, a new endpoint gets none."""
    folder = record_cassettes(outdated)
    retired = (folder / TWO / "minimal-job.json").read_bytes()
    done = outdated.json(*UPDATE)
    assert {one["endpoint"] for one in done["cassettes"]} == {ONE}
    assert {one["became"] for one in done["cassettes"]} == {"written"}
    assert (folder / TWO / "minimal-job.json").read_bytes() == retired
    assert not (folder / NEW).exists()
    assert outdated.json(*UPDATE)["cassettes"] == []


def test_what_was_recorded_live_is_only_named(outdated: Workspace) -> None:
    """Jobs at the provider are paid: such a cassette stays as it is, with the command that records it."""
    path = record_cassettes(outdated) / ONE / "minimal-job.json"
    document = json.loads(path.read_text("utf-8"))
    document["header"]["against"] = "live"
    path.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    was = path.read_bytes()
    done = outdated.run(*UPDATE)
    assert done.exit_code == 1
    assert f"clientwright record --live --endpoint {ONE} --only minimal-job" in done.stdout
    assert path.read_bytes() == was


def test_an_older_state_with_errors_is_told(specs: Workspace) -> None:
    """Somebody who mends a broken spec gets the package of the mended one, and hears that it was not compared."""
    shutil.copytree(specs.folder / "specs", specs.folder / "old")
    broken = specs.folder / "old/runcomfy/kling/kling-3.0/standard/image-to-video.json"
    broken.write_text("{", "utf-8")
    done = specs.run("update", "--since", "old")
    assert done.exit_code == 1
    assert "old/runcomfy/kling/kling-3.0/standard/image-to-video.json" in done.stdout
    assert specs.run("generate", "--check").exit_code == 0


def test_a_spec_that_had_errors_before_is_taken_over_and_told(outdated: Workspace) -> None:
    """A schema that a person broke cannot be compared; the catalogue's takes its place, and the rest goes on.

    As it may be anything, --fail-on holds it back.
    """
    spec = outdated.folder / f"specs/runcomfy/{ONE}.json"
    document = json.loads(spec.read_text("utf-8"))
    document["input"]["properties"]["duration"]["minimum"] = 99
    spec.write_text(json.dumps(document, indent=2), "utf-8")
    held = outdated.run(*UPDATE, "--fail-on", "breaking")
    assert held.exit_code == 1
    assert "nothing was written: not everything could be compared" in held.stdout
    done = outdated.run(*UPDATE)
    assert done.exit_code == 0
    assert f"+ {NEW} added" in done.stdout
    assert f"warning uncompared: {ONE}: the spec had errors before" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("updated; left to you: no errors, 2 warnings")
    assert json.loads(spec.read_text("utf-8"))["input"]["properties"]["duration"]["minimum"] == 3


def test_what_a_person_edited_since_is_not_passed_off_as_compared(outdated: Workspace) -> None:
    """A spec that was edited and not generated from is named, and --fail-on does not let it through unseen."""
    save_catalogue(outdated, catalogue_before())
    spec = outdated.folder / f"specs/runcomfy/{TWO}.json"
    spec.write_text(spec.read_text("utf-8").replace('"maximum": 10', '"maximum": 8'), "utf-8")
    held = outdated.run(*UPDATE, "--fail-on", "warning")
    assert held.exit_code == 1
    assert not held.stdout.startswith("nothing to")
    done = outdated.run(*UPDATE)
    assert done.exit_code == 0
    assert f"warning uncompared: {TWO}: the spec was changed since the package" in done.stdout
    assert "generated/runcomfy: 2 files, checked" in done.stdout
    assert "uncompared" not in outdated.run(*UPDATE).stdout


def test_endpoints_without_cassettes_are_named_where_others_have_some(outdated: Workspace) -> None:
    """A new endpoint gets no cassettes by itself, and that is said."""
    record_cassettes(outdated)
    done = outdated.run(*UPDATE)
    assert done.exit_code == 0
    assert f"warning unrecorded: no cassettes of {NEW};" in done.stdout
    outdated.run("record", "--endpoint", NEW, "--only", "minimal-job")
    assert "unrecorded" not in outdated.run(*UPDATE).stdout


def test_what_was_not_taken_over_is_marked_at_the_top(outdated: Workspace) -> None:
    """An endpoint whose news cannot be taken stands among those that were, as not taken."""
    models = catalogue_after()["models"]
    models[0]["input_schema"] = {"type": "strnig"}
    save_catalogue(outdated, catalogue_json(models))
    done = outdated.run(*UPDATE)
    assert f"! {ONE} not taken over: see below" in done.stdout.splitlines()
