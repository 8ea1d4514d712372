"""Workspaces for the tests of the command line: each kind is made once, and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cli.support import Workspace, prepared, save_catalogue
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
def specs(workspace: Workspace, imported_once: Path) -> Workspace:
    """Return a workspace in which both endpoints are imported."""
    shutil.copytree(imported_once, workspace.folder, dirs_exist_ok=True)
    return workspace


@pytest.fixture
def package(workspace: Workspace, generated_once: Path) -> Workspace:
    """Return a workspace in which both endpoints are imported, and their package is generated."""
    shutil.copytree(generated_once, workspace.folder, dirs_exist_ok=True)
    return workspace


@pytest.fixture
def outdated(workspace: Workspace, updated_once: Path) -> Workspace:
    """Return a workspace synced with the old catalogue, in which the new catalogue is saved."""
    shutil.copytree(updated_once, workspace.folder, dirs_exist_ok=True)
    save_catalogue(workspace, catalogue_after())
    return workspace


@pytest.fixture(scope="session")
def imported_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which both endpoints are imported."""
    return prepared(tmp_path_factory.mktemp("imported"), "import", "*.txt")


@pytest.fixture(scope="session")
def generated_once(imported_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which both endpoints are imported, and their package is generated."""
    folder = tmp_path_factory.mktemp("generated")
    shutil.copytree(imported_once, folder, dirs_exist_ok=True)
    return prepared(folder, "generate")


@pytest.fixture(scope="session")
def updated_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder synced with the old catalogue."""
    folder = tmp_path_factory.mktemp("updated")
    save_catalogue(Workspace(folder), catalogue_before())
    return prepared(folder, *UPDATE)


@pytest.fixture(scope="session")
def real() -> Specs:
    """Return the repository's specs."""
    (specs,) = load_specs(ROOT / "specs" / "runcomfy").services
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
