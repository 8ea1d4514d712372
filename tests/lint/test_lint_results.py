"""What lint found in a folder is found again without reading the specs, until any of their files changes."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clientwright.io import cache
from clientwright.lint.lint_folder import lint_folder
from clientwright.problems import Problem
from clientwright.proposals.never_given_values import check_service_values
from clientwright.specs import spec_files
from clientwright.specs.bundled_data import data_folder

SHOWN = "kling/kling-3.0/standard/text-to-video"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the specs of this checkout, with a note of lint, and a cache of its own."""
    monkeypatch.setenv("CLIENTWRIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "MIN_FILES", 1)
    shutil.copytree(data_folder() / "runcomfy", tmp_path / "specs" / "runcomfy")
    return tmp_path / "specs"


def lint(folder: Path) -> tuple[Problem, ...]:
    """Return what the command finds."""
    return lint_folder(folder, check_service_values)


def edit(path: Path, **changes: Any) -> None:
    """Change the top of a JSON file."""
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), "utf-8")


def break_spec(folder: Path) -> None:
    """Misspell a keyword of a spec."""
    edit(folder / "runcomfy" / f"{SHOWN}.json", inptu={})


def add_spec(folder: Path) -> None:
    """Add a file that is no spec."""
    (folder / "runcomfy" / "new.json").write_text("{", "utf-8")


def add_unreadable_spec(folder: Path) -> None:
    """Add a file that is no text."""
    (folder / "runcomfy" / "new.json").write_bytes(b"\xff")


def add_folder(folder: Path) -> None:
    """Add a folder that has the name of a spec."""
    (folder / "runcomfy" / "new.json").mkdir()


def add_pipe(folder: Path) -> None:
    """Add a named pipe that has the name of a spec."""
    os.mkfifo(folder / "runcomfy" / "new.json")


def add_zeros(folder: Path) -> None:
    """Add a link to a device without an end."""
    (folder / "runcomfy" / "new.json").symlink_to("/dev/zero")


def remove_spec(folder: Path) -> None:
    """Remove a spec."""
    (folder / "runcomfy" / f"{SHOWN}.json").unlink()


def rename_in_service(folder: Path) -> None:
    """Give a name in the service's file to an endpoint that is not there."""
    edit(folder / "runcomfy" / "service.json", names={"not/there": "other"})


CHANGES = (
    break_spec,
    add_spec,
    add_unreadable_spec,
    add_folder,
    add_pipe,
    add_zeros,
    remove_spec,
    rename_in_service,
)


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_of_a_file_is_seen(
    folder: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    """After a change, and after another run, the problems are those that are found without a cache."""
    before = lint(folder)
    change(folder)
    changed = [lint(folder), lint(folder)]
    with monkeypatch.context() as patched:
        patched.setenv("CLIENTWRIGHT_CACHE", "off")
        changed.append(lint(folder))
    assert changed[0] == changed[1] == changed[2] != before


def test_specs_are_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If no file has changed, the same is found without parsing a spec, also for the service's own folder."""
    edit(folder / "runcomfy" / "service.json", names={"not/there": "other"})
    first = lint(folder)
    assert first
    monkeypatch.setattr(spec_files, "load_specs", None)
    assert lint(folder) == first
    assert lint(folder / "runcomfy") == first


def test_what_is_kept_belongs_to_the_files_that_were_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that changes while lint is at work is looked at in the next run."""
    load = spec_files.load_specs

    def load_and_change(root: Path) -> spec_files.LoadedSpecs:
        loaded = load(root)
        break_spec(folder)
        return loaded

    with monkeypatch.context() as patched:
        patched.setattr(spec_files, "load_specs", load_and_change)
        assert "not-a-spec" not in {one.code for one in lint(folder)}
    assert "not-a-spec" in {one.code for one in lint(folder)}
