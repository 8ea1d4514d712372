"""Workspaces for the tests of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cli.support import Workspace, save_catalogue
from clientwright.sandbox.server import run_sandbox
from clientwright.specs.model import Specs
from clientwright.specs.spec_files import load_specs
from evolution.update.support import UPDATE, catalogue_after, catalogue_before
from sources.support import ROOT


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


@pytest.fixture(scope="session")
def real() -> Specs:
    """Return the repository's specs."""
    (specs,) = load_specs(ROOT / "specs").services
    return specs


@pytest.fixture(scope="session")
def right_server(real: Specs) -> Iterator[str]:
    """Yield the URL of a server that keeps every promise."""
    with run_sandbox(real) as sandbox:
        yield sandbox.base_url


@pytest.fixture(scope="session")
def wrong_server(real: Specs) -> Iterator[str]:
    """Yield the URL of a server that ignores all rules."""
    forgetful = replace(real, endpoints=tuple(replace(e, rules=()) for e in real.endpoints))
    with run_sandbox(forgetful) as sandbox:
        yield sandbox.base_url
