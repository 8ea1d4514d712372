"""Specs, and a foreign project, in temporary folders."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from evolution.vendor.support import ForeignProject
from sources.support import ROOT

collect_ignore = ["toy"]


@pytest.fixture
def project(tmp_path: Path) -> ForeignProject:
    """Return a project with a package, and specs beside it that a test may change."""
    shutil.copytree(ROOT / "specs" / "runcomfy", tmp_path / "specs" / "runcomfy")
    shutil.copytree(Path(__file__).parent / "toy", tmp_path / "shop")
    return ForeignProject(tmp_path / "shop", tmp_path / "specs")
