"""An update writes where it was told to, and nowhere else: a place that is another's stops it before it begins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.support import Workspace, save_catalogue
from evolution.update.support import NEW, UPDATE, catalogue_after, catalogue_before


@pytest.fixture
def yesterday(workspace: Workspace) -> Workspace:
    """Give a folder that is up to date with the catalogue of the day before, and the new catalogue."""
    save_catalogue(workspace, catalogue_before())
    assert workspace.run(*UPDATE).exit_code == 0
    save_catalogue(workspace, catalogue_after())
    return workspace


def _stops(workspace: Workspace, said: str, *more: str) -> None:
    """Both an update and its dry run end with exit code 2 and say so, and nothing is written."""
    whole = workspace.tree()
    links = sorted(path for path in workspace.folder.rglob("*") if path.is_symlink())
    for words in ((*UPDATE, *more, "--dry-run"), (*UPDATE, *more)):
        done = workspace.run(*words)
        assert done.exit_code == 2, done.output
        assert workspace.tree() == whole
        assert sorted(path for path in workspace.folder.rglob("*") if path.is_symlink()) == links
        assert done.stderr.startswith("Error: ")
        assert said in done.stderr


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
def test_a_note_never_stands_in_what_is_read_as_something_else(
    yesterday: Workspace, note: str
) -> None:
    """A spec, the service, the catalogue, a file of the package: the note asks for a file of its own."""
    _stops(yesterday, f"Error: {note}: ", "--changelog", note)


def test_a_catalogue_of_any_name_is_no_note(yesterday: Workspace) -> None:
    """The file that is read is not the one that is written."""
    (yesterday.folder / "models.json").rename(yesterday.folder / "models.txt")
    done = yesterday.run("update", "--catalogue", "models.txt", "--changelog", "./models.txt")
    assert done.exit_code == 2
    assert "models.txt: is read as data" in done.stderr


def test_a_link_is_no_note(yesterday: Workspace) -> None:
    """A link would be replaced by a file, or written through: it is named instead, and stays."""
    (yesterday.folder / "REAL.md").write_text("# Mine\n", "utf-8")
    (yesterday.folder / "NOTE.md").symlink_to("REAL.md")
    _stops(yesterday, "NOTE.md: is a link", "--changelog", "NOTE.md")
    (yesterday.folder / "LOST.md").symlink_to("nowhere/REAL.md")
    _stops(yesterday, "LOST.md: is a link", "--changelog", "LOST.md")


def test_cassettes_stand_neither_among_specs_nor_in_the_package(yesterday: Workspace) -> None:
    """Specs are no broken cassettes, and cassettes no part of a package."""
    _stops(yesterday, "specs: contains specs", "--cassettes", "specs")
    _stops(yesterday, "generated: contains the package", "--cassettes", "generated")


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
def test_what_cannot_be_written_is_found_before_anything_is(
    yesterday: Workspace, spoil: Callable[[Path], None], named: str
) -> None:
    """A spec or a module that cannot stand where it belongs leaves the note and all else as it was."""
    spoil(yesterday.folder)
    _stops(yesterday, f"acme/{named}".rstrip("/"), "--force")


def test_a_dry_run_finds_a_place_that_is_no_folder(yesterday: Workspace) -> None:
    """What the real run would say, the dry run says."""
    _stops(yesterday, "models.json", "--out", "models.json")
