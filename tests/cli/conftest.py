"""Workspaces for the tests of the command line."""

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
    """Return an empty working folder that contains the test pages."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Workspace(work)


@pytest.fixture
def specs(workspace: Workspace) -> Workspace:
    """Return a workspace in which both endpoints are imported."""
    assert workspace.run("import", "*.txt").exit_code == 0
    return workspace


@pytest.fixture
def outdated(workspace: Workspace) -> Workspace:
    """Return a workspace synced with the old catalogue, in which the new catalogue is saved."""
    save_catalogue(workspace, catalogue_before())
    done = workspace.run(*UPDATE)
    assert done.exit_code == 0, done.output
    save_catalogue(workspace, catalogue_after())
    return workspace
