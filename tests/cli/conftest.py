"""A folder of one's own for each test, and the pages in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from cli.support import Workspace, save_catalogue
from evolution.update.support import UPDATE, catalogue_after, catalogue_before

settings.register_profile("any-speed", deadline=None)
settings.load_profile("any-speed")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Give an empty folder to work in, with the pages of the tests beside it."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Workspace(work)


@pytest.fixture
def specs(workspace: Workspace) -> Workspace:
    """Give a folder in which both endpoints are imported."""
    assert workspace.run("import", "*.txt").exit_code == 0
    return workspace


@pytest.fixture
def outdated(workspace: Workspace) -> Workspace:
    """Give a folder that is up to date with the catalogue of the day before, and the new catalogue."""
    save_catalogue(workspace, catalogue_before())
    done = workspace.run(*UPDATE)
    assert done.exit_code == 0, done.output
    save_catalogue(workspace, catalogue_after())
    return workspace
