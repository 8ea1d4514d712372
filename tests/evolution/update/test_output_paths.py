"""An update refuses output paths that are used for something else, before it writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.support import Workspace, save_catalogue
from evolution.update.support import NEW, UPDATE, catalogue_after, catalogue_before


@pytest.fixture
def outdated(workspace: Workspace) -> Workspace:
    """Return a workspace that is up to date with an old catalogue, and a new catalogue."""
    save_catalogue(workspace, catalogue_before())
    assert workspace.run(*UPDATE).exit_code == 0
    save_catalogue(workspace, catalogue_after())
    return workspace


def _stops(workspace: Workspace, message: str, *more: str) -> None:
    """Check that update and its dry run exit 2 with this message and write nothing."""
    whole = workspace.tree()
    links = sorted(path for path in workspace.folder.rglob("*") if path.is_symlink())
    for words in ((*UPDATE, *more, "--dry-run"), (*UPDATE, *more)):
        done = workspace.run(*words)
        assert done.exit_code == 2, done.output
        assert workspace.tree() == whole
        assert sorted(path for path in workspace.folder.rglob("*") if path.is_symlink()) == links
        assert done.stderr.startswith("Error: ")
        assert message in done.stderr


@pytest.mark.parametrize(
    "note",
    [
        "specs/runcomfy/service.json",
        "specs/runcomfy/NOTES.json",
        "specs/runcomfy/acme/clip/one.json",
        "models.json",
        "generated/runcomfy/__init__.py",
        "generated/runcomfy/clientwright.lock",
        "generated/runcomfy/NOTES.md",
    ],
)
def test_change_note_may_not_be_another_file(outdated: Workspace, note: str) -> None:
    """A spec, the service, the catalogue or a file of the package is refused as the change note."""
    _stops(outdated, f"Error: {note} ", "--changelog", note)


def test_catalogue_file_is_refused_as_change_note(outdated: Workspace) -> None:
    """The file that is read may not be the one that is written."""
    (outdated.folder / "models.json").rename(outdated.folder / "models.txt")
    done = outdated.run("update", "--catalogue", "models.txt", "--changelog", "./models.txt")
    assert done.exit_code == 2
    assert "models.txt is read as data" in done.stderr


def test_link_is_refused_as_change_note(outdated: Workspace) -> None:
    """A link is reported and stays, whether or not it leads anywhere."""
    (outdated.folder / "REAL.md").write_text("# Mine\n", "utf-8")
    (outdated.folder / "NOTE.md").symlink_to("REAL.md")
    _stops(outdated, "NOTE.md is a link", "--changelog", "NOTE.md")
    (outdated.folder / "LOST.md").symlink_to("nowhere/REAL.md")
    _stops(outdated, "LOST.md is a link", "--changelog", "LOST.md")


def test_cassettes_may_not_be_in_specs_or_package(outdated: Workspace) -> None:
    """Folders of specs and of the package are refused as the cassette folder."""
    _stops(outdated, "specs contains specs", "--cassettes", "specs")
    _stops(outdated, "generated contains the package", "--cassettes", "generated")


def _spec_in_a_file(folder: Path) -> None:
    (folder / "specs/runcomfy/acme/other").write_text("", "utf-8")
    _add(folder)


def _module_is_a_folder(folder: Path) -> None:
    (folder / f"generated/runcomfy/{NEW}.py").mkdir()


def _folder_is_a_link(folder: Path) -> None:
    (folder / "generated/runcomfy/acme").rename(folder / "acme")
    (folder / "generated/runcomfy/acme").symlink_to("../../acme")


def _add(folder: Path) -> None:
    text = (folder / "models.json").read_text("utf-8").replace(NEW, "acme/other/three")
    (folder / "models.json").write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("spoil", "named"),
    [(_spec_in_a_file, "other"), (_module_is_a_folder, "clip/three.py"), (_folder_is_a_link, "")],
)
def test_unwritable_output_is_found_before_writing(
    outdated: Workspace, spoil: Callable[[Path], None], named: str
) -> None:
    """A spec or module that cannot be written leaves the note and everything else unchanged."""
    spoil(outdated.folder)
    _stops(outdated, f"acme/{named}".rstrip("/"), "--force")


def test_dry_run_reports_an_output_that_is_no_folder(outdated: Workspace) -> None:
    """The dry run reports what the real run would."""
    _stops(outdated, "models.json", "--out", "models.json")
