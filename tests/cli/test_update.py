"""`update`: catalogue to package, cassettes and changelog in one atomic command."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cli.support import Workspace, save_catalogue
from evolution.sync.fake_provider import FakeProvider, json_answer, serve_provider
from evolution.sync.support import catalogue_json
from evolution.update.support import (
    NEW,
    ONE,
    TWO,
    UPDATE,
    catalogue_after,
    catalogue_before,
    catalogue_widened,
    record_cassettes,
)

NOTE = "specs/runcomfy/CHANGELOG.md"


def test_update_takes_over_every_change(outdated: Workspace) -> None:
    """Specs, package and changelog follow the catalogue and pass all checks; a second run does nothing."""
    done = outdated.run(*UPDATE)
    assert done.exit_code == 0
    for line in (f"~ {ONE} changed", f"- {TWO} retired", f"+ {NEW} added"):
        assert line in done.stdout
    assert "verdict breaking: 2 breaking, 0 warning, 1 compatible" in done.stdout
    assert done.stdout.endswith("updated\n")
    assert outdated.run("lint").exit_code == 0
    assert outdated.run("generate", "--check").exit_code == 0
    note = (outdated.folder / NOTE).read_text("utf-8")
    assert f"- `{ONE}`: `duration` must now be at most 12" in note
    assert note.count("\n## ") == 2
    before = outdated.tree()
    again = outdated.run(*UPDATE)
    assert (again.exit_code, again.stdout) == (0, "nothing to do\n")
    assert outdated.tree() == before


def test_update_equals_the_single_commands(outdated: Workspace, tmp_path: Path) -> None:
    """update writes the same files as sync, generate and record."""
    record_cassettes(outdated)
    other = tmp_path / "other"
    shutil.copytree(outdated.folder, other)
    assert outdated.run(*UPDATE).exit_code == 0
    other_workspace = Workspace(other)
    assert other_workspace.process("sync", "--catalogue", "models.json").returncode == 0
    assert other_workspace.process("generate").returncode == 0
    assert (
        other_workspace.process("record", "--endpoint", ONE, "--only", "minimal-job").returncode
        == 0
    )
    mine, theirs = (dict(one.tree()) for one in (outdated, other_workspace))
    assert mine.pop(NOTE) != theirs.pop(NOTE)
    for id in (ONE, TWO):
        assert _kept(mine, id) == _kept(theirs, id)
    assert {k: v for k, v in mine.items() if "cassettes" not in k} == {k: v for k, v in theirs.items() if "cassettes" not in k}  # fmt: skip


def _kept(tree: dict[str, bytes], id: str) -> bytes:
    """Return the cassette of an endpoint's minimal job."""
    return tree[f"tests/cassettes/runcomfy/{id}/minimal-job.json"]


def test_dry_run_reports_the_same_and_writes_nothing(outdated: Workspace) -> None:
    """A dry run exits 1 if anything would change; its JSON equals that of the real run."""
    before = outdated.tree()
    dry = outdated.run(*UPDATE, "--dry-run")
    assert dry.exit_code == 1
    assert dry.stdout.endswith("nothing was written: this is a dry run\n")  # fmt: skip
    planned = outdated.json(*UPDATE, "--dry-run")
    assert outdated.tree() == before
    done = outdated.json(*UPDATE)
    assert (planned.pop("written"), done.pop("written")) == (False, True)
    for document in (planned, done):
        for change in document["sync"]["changes"]:
            del change["written"]
    assert planned == done
    assert outdated.run(*UPDATE, "--dry-run").exit_code == 0


def test_json_has_every_part(outdated: Workspace) -> None:
    """--json has the diff, the sync, the version and the files that were written."""
    record_cassettes(outdated)
    document = outdated.json(*UPDATE)
    assert set(document) == {"verdict", "changes", "version", "written", "complete", "sync", "package", "cassettes", "changelog", "problems"}  # fmt: skip
    assert (document["verdict"], document["version"]) == ("breaking", "major")
    assert document["changelog"] == NOTE
    assert document["package"]["path"] == "generated/runcomfy"
    assert "acme/clip/three.py" in document["package"]["changed"]
    assert document["sync"]["entries"] == 2
    cassettes = {(one["endpoint"], one["became"]) for one in document["cassettes"]}
    assert (ONE, "written") in cassettes


def test_fail_on_blocks_breaking_changes(outdated: Workspace) -> None:
    """With --fail-on breaking, nothing is written for a breaking change; other changes pass."""
    before = outdated.tree()
    blocked = outdated.run(*UPDATE, "--fail-on", "breaking")
    assert blocked.exit_code == 1
    assert "nothing was written: the verdict is breaking" in blocked.stdout
    assert outdated.tree() == before
    save_catalogue(outdated, catalogue_widened())
    assert outdated.run(*UPDATE, "--fail-on", "breaking").exit_code == 0
    assert outdated.tree() != before


def test_edited_file_stops_the_update(outdated: Workspace) -> None:
    """An edited package file stops the update before anything is written, unless --force."""
    module = outdated.folder / "generated/runcomfy/acme/clip/one.py"
    module.write_text(module.read_text("utf-8") + "# mine\n", "utf-8")
    before = outdated.tree()
    for words in (UPDATE, (*UPDATE, "--json"), (*UPDATE, "--dry-run")):
        stopped = outdated.run(*words)
        assert stopped.exit_code == 1
        assert "edited-by-hand" in stopped.output
        assert outdated.tree() == before
    assert outdated.run(*UPDATE, "--force").exit_code == 0
    assert "# mine" not in module.read_text("utf-8")


def test_broken_spec_stops_the_update(outdated: Workspace) -> None:
    """An unreadable spec is reported with its path, and nothing is written."""
    spec = outdated.folder / f"specs/runcomfy/{TWO}.json"
    spec.write_text("{", "utf-8")
    before = outdated.tree()
    stopped = outdated.run(*UPDATE)
    assert stopped.exit_code == 1
    assert f"specs/runcomfy/{TWO}.json" in stopped.stderr
    assert outdated.tree() == before


def test_incomplete_catalogue_retires_only_with_whole(outdated: Workspace) -> None:
    """A catalogue without a total may be incomplete: endpoints are retired only with --before."""
    save_catalogue(outdated, catalogue_after()["models"])
    assert f"- {TWO} retired" not in outdated.run(*UPDATE, "--dry-run").stdout
    assert f"- {TWO} retired" in outdated.run(*UPDATE, "--whole").stdout


def test_steps_can_be_skipped(outdated: Workspace) -> None:
    """Without record, cassettes stay stale; without changelog, no entry is added."""
    folder = record_cassettes(outdated)
    note = (outdated.folder / NOTE).read_bytes()
    was = (folder / ONE / "minimal-job.json").read_bytes()
    assert outdated.run(*UPDATE, "--skip", "record", "--skip", "changelog").exit_code == 0
    assert (outdated.folder / NOTE).read_bytes() == note
    assert (folder / ONE / "minimal-job.json").read_bytes() == was


def test_own_changelog_gets_the_entry(outdated: Workspace) -> None:
    """The entry is added above the newest section of an existing file; the rest is unchanged."""
    own = outdated.folder / "HISTORY.md"
    own.write_text("# Shop\n\nWords.\n\n## 1.0\n\n- first\n", "utf-8")
    assert outdated.run(*UPDATE, "--changelog", "HISTORY.md").exit_code == 0
    text = own.read_text("utf-8")
    assert text.startswith("# Shop\n\nWords.\n\n## 20")
    assert text.endswith("\n## 1.0\n\n- first\n")


def test_markdown_prints_pull_request_text(outdated: Workspace) -> None:
    """--markdown prints only the text that `diff --markdown` prints for the same change."""
    text = outdated.run(*UPDATE, "--markdown")
    assert text.exit_code == 0
    assert text.stdout.startswith("## Verdict: breaking\n")


def test_since_follows_edited_specs(package: Workspace) -> None:
    """After an edit or an import, --since names the older state, a folder or a git revision."""
    _commit(package.folder)
    package.edit('"maximum": 15', '"maximum": 12')
    done = package.run("update", "--since", "HEAD:specs")
    assert done.exit_code == 0, done.output
    assert "breaking maximum-tightened /input/properties/" in done.stdout
    assert "at most 12" in (package.folder / NOTE).read_text("utf-8")
    assert package.run("generate", "--check").exit_code == 0
    again = package.run("update", "--since", "HEAD:specs")
    assert again.stdout.endswith("nothing to do\n")


def _commit(folder: Path) -> None:
    for words in (["init", "-q"], ["add", "specs"], ["commit", "-qm", "specs"]):
        named = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *named, *words], cwd=folder, check=True)


def test_live_is_the_default(workspace: Workspace) -> None:
    """Without options the catalogue comes from the API, with the token from the environment."""
    with serve_provider(FakeProvider(catalogue_before()["models"])) as provider:
        done = workspace.run("update", RUNCOMFY_MODEL_API_BASE=provider.url, RUNCOMFY_API_TOKEN="t")
    assert done.exit_code == 0, done.output
    assert (workspace.folder / "generated/runcomfy/acme/clip/one.py").is_file()


def test_unreachable_provider_exits_3(workspace: Workspace) -> None:
    """An unreachable provider exits 3 without showing the token or creating files."""
    before = sorted(workspace.folder.iterdir())
    with serve_provider(FakeProvider([], odd_answer=lambda *_: json_answer(401, {}))) as provider:
        done = workspace.run(
            "update", RUNCOMFY_MODEL_API_BASE=provider.url, RUNCOMFY_API_TOKEN="s3cret"
        )
    assert done.exit_code == 3
    assert done.stderr.startswith("Error: ")
    assert "s3cret" not in done.output
    assert sorted(workspace.folder.iterdir()) == before


TOKENS = dict.fromkeys(("RUNCOMFY_API_TOKEN", "RUNCOMFY_TOKEN", "RUNCOMFY_API_KEY"), "")


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["--live", "--catalogue", "models.json"],
        ["--catalogue", "none.json"],
        ["--since", "none"],
        ["--since", "specs", "--whole"],
        ["--catalogue", "models.json", "--json", "--markdown"],
        ["--catalogue", "models.json", "--skip", "changelog", "--changelog", "X.md"],
        ["--catalogue", "models.json", "--changelog", "image-to-video.en.txt/X.md"],
        ["--catalogue", "models.json", "--out", "models.json"],
    ],
)
def test_unusable_arguments_exit_2(outdated: Workspace, args: list[str]) -> None:
    """A missing token, conflicting options, missing files and unwritable paths exit 2; nothing is written."""
    before = outdated.tree()
    done = outdated.run("update", *args, **TOKENS)
    assert done.exit_code == 2, done.output
    assert "Error: " in done.stderr
    assert outdated.tree() == before


def test_several_services_exit_2(outdated: Workspace) -> None:
    """A specs folder with two services is rejected."""
    other: Any = json.loads((outdated.folder / "specs/runcomfy/service.json").read_text("utf-8"))
    place = outdated.folder / "specs/second/service.json"
    place.parent.mkdir()
    place.write_text(json.dumps({**other, "name": "second"}), "utf-8")
    done = outdated.run(*UPDATE)
    assert done.exit_code == 2
    assert "several services (runcomfy, second)" in done.stderr


def test_long_witness_is_cut_in_text_only(outdated: Workspace) -> None:
    """A long witness is cut on the terminal; --json has all of it."""
    models = catalogue_before()["models"]
    models[0]["input_schema"]["properties"]["prompt"] = {"type": "str", "maxLength": 1000}
    save_catalogue(outdated, catalogue_json(models))
    found = outdated.json(*UPDATE, "--dry-run")
    (witness,) = [one["witness"] for one in found["changes"] if one["witness"]]
    assert len(witness["prompt"]) == 1001
    out = outdated.run(*UPDATE, "--dry-run").stdout
    assert "characters; --json has all)" in out
    assert max(map(len, out.splitlines())) < 800
