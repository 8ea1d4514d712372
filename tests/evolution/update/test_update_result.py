"""What an update reports is what it wrote, however it ends."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.support import Workspace, save_catalogue
from clientwright.specs import spec_files
from evolution.update.support import ONE, UPDATE, catalogue_after, catalogue_before

NOTE = "specs/runcomfy/CHANGELOG.md"
MODULE = f"generated/runcomfy/{ONE}.py"


@pytest.fixture
def outdated(workspace: Workspace) -> Workspace:
    """Return a workspace that is up to date with an old catalogue, and a new catalogue."""
    save_catalogue(workspace, catalogue_before())
    assert workspace.run(*UPDATE).exit_code == 0
    save_catalogue(workspace, catalogue_after())
    return workspace


def _at(monkeypatch: pytest.MonkeyPatch, number: int, what: Callable[[], None]) -> None:
    """Call a function just before the file or folder of that number is put in place."""
    real, left = os.replace, [number]

    def replace(*args: Any, **more: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            what()
        real(*args, **more)

    monkeypatch.setattr(os, "replace", replace)


def _interrupt() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("number", range(1, 5))
def test_interrupted_update_reports_exactly_what_changed(
    outdated: Workspace, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Interrupted anywhere, the JSON names the files whose bytes changed, and no other."""
    was = outdated.tree()
    _at(monkeypatch, number, _interrupt)
    done = outdated.run(*UPDATE, "--json")
    assert done.exit_code == 130
    document = json.loads(done.stdout)
    now = outdated.tree()
    changed = {name for name in now if was.get(name) != now[name]}
    written = {one["path"] for one in document["sync"]["changes"] if one["written"]}
    assert written == {name for name in changed if name.endswith(".json")}
    assert document["changelog"] == (NOTE if NOTE in changed else None)
    assert document["written"] == bool(changed)
    assert (document["complete"], document["package"]["changed"]) == (False, [])


@pytest.mark.parametrize("form", ["--json", "--markdown", ""])
def test_edit_during_an_update_is_reported_in_one_document(
    outdated: Workspace, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """A module edited while specs are written stops the package; the edit stays, and the run exits 1."""
    module = outdated.folder / MODULE
    mine = module.read_text("utf-8") + "# mine\n"

    def edit() -> None:
        module.write_text(mine, "utf-8")

    _at(monkeypatch, 4, edit)
    done = outdated.run(*UPDATE, *([form] if form else []))
    assert done.exit_code == 1
    assert module.read_text("utf-8") == mine
    assert "edited-by-hand" in done.output
    if form == "--json":
        document = json.loads(done.stdout)
        assert (document["written"], document["complete"]) == (True, False)
        assert [one["code"] for one in document["problems"]] == ["edited-by-hand"]
    if not form:
        assert done.stdout.splitlines()[-1].startswith("stopped half way: run it again; left to you: 1 error")  # fmt: skip


def test_edit_of_the_note_during_an_update_stays(
    outdated: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry is added to the note as it is when it is written."""
    note = outdated.folder / NOTE
    real = spec_files.save_service

    def edit(*args: Any) -> bool:
        note.write_text(note.read_text("utf-8") + "\nMine.\n", "utf-8")
        return real(*args)

    monkeypatch.setattr(spec_files, "save_service", edit)
    assert outdated.run(*UPDATE).exit_code == 0
    text = note.read_text("utf-8")
    assert text.endswith("\nMine.\n")
    assert "`duration` must now be at most 12" in text


def test_changed_files_account_for_line_ends(outdated: Workspace) -> None:
    """The dry run names exactly the files that are written to a package with CRLF line ends."""
    for path in (outdated.folder / "generated").rglob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    was = outdated.tree("generated")
    predicted = outdated.json(*UPDATE, "--dry-run")["package"]["changed"]
    assert outdated.json(*UPDATE)["package"]["changed"] == predicted
    now = outdated.tree("generated")
    names = {name for name in was | now if was.get(name) != now.get(name)}
    assert {f"runcomfy/{name}" for name in predicted} == names


def test_fail_on_applies_when_nothing_is_to_do(outdated: Workspace, tmp_path: Path) -> None:
    """A repeated `update --since` with `--fail-on` exits 1 with the verdict."""
    old = tmp_path / "old"
    (outdated.folder / "specs").rename(old)
    assert outdated.run("sync", "--catalogue", "models.json").exit_code == 0
    assert outdated.run("update", "--since", str(old)).exit_code == 0
    again = outdated.run("update", "--since", str(old), "--fail-on", "breaking")
    assert again.exit_code == 1
    assert again.stdout.endswith("nothing to do; the verdict is breaking\n")
    assert outdated.run("update", "--since", str(old)).exit_code == 0
