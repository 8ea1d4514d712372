"""Fixtures: two specs folders; no Hypothesis deadlines, because test machines may be shared."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from evolution.diff.spec_folders import shorten_video
from evolution.diff.support import ROOT


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return two specs folders; in the second, a video is limited to 10 s."""
    monkeypatch.chdir(tmp_path)
    for name in ("old", "new"):
        shutil.copytree(ROOT / "specs" / "runcomfy", tmp_path / name / "runcomfy")
    shorten_video(tmp_path / "new")
    return Path("old"), Path("new")
