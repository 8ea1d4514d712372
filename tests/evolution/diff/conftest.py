"""No time limits: this machine is shared. Two specs folders."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from evolution.diff.spec_folders import shorten_video
from evolution.diff.support import ROOT


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Give two specs folders; in the second, a video may last 10 s at most."""
    monkeypatch.chdir(tmp_path)
    for name in ("old", "new"):
        shutil.copytree(ROOT / "specs", tmp_path / name)
    shorten_video(tmp_path / "new")
    return Path("old"), Path("new")
