"""Formatters and linters of other projects leave generated files alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clientwright.codegen.formatting import remove_markers
from evolution.vendor.support import ForeignProject, read_files
from sources.support import ROOT

TOOLS = {
    "ruff": ("ruff", "check", "--isolated", "--no-cache", "--select", "ALL", "--fix"),
    "ruff-format": ("ruff", "format", "--isolated", "--no-cache"),
    "black": ("black", "--config", "black.toml", "--line-length", "60"),
    "isort": ("isort", "--settings-path", ".", "--force-single-line-imports"),
    "flake8": ("flake8", "--isolated"),
}
"""Each tool as it changes most or finds most."""


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a tool over everything in a folder."""
    return subprocess.run(
        [sys.executable, "-P", "-m", *words, "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def files(project: ForeignProject, tmp_path: Path) -> Path:
    """Return a folder with a vendored copy and the committed packages, the runtime, which all have, once."""
    folder = tmp_path / "files"
    project.vendor()
    shutil.copytree(project.package, folder / "copy")
    for package in sorted((ROOT / "generated").iterdir()):
        left_out = shutil.ignore_patterns(
            "__pycache__", *["_runtime"] * (package.name != "runcomfy")
        )
        shutil.copytree(package, folder / "generated" / package.name, ignore=left_out)
    (folder / "black.toml").touch()
    return folder


@pytest.mark.parametrize("tool", TOOLS)
def test_tool_finds_and_changes_nothing(files: Path, tool: str) -> None:
    """With its strictest settings a tool has no finding in a copy or a package, and rewrites no file."""
    before = read_files(files)
    done = run(files, *TOOLS[tool])
    assert done.returncode == 0, done.stdout + done.stderr
    assert read_files(files) == before


def test_code_below_the_markers_is_clean(files: Path) -> None:
    """Without the markers our own formatter and linter find nothing in generated code."""
    shutil.copy(ROOT / "pyproject.toml", files)
    code = files / "generated"
    for path in code.rglob("*.py"):
        text = path.read_text("utf-8")
        clean = remove_markers(text)
        assert text != clean, path
        path.write_text(clean, "utf-8")
    for words in (("ruff", "check", "--no-cache"), ("ruff", "format", "--no-cache", "--check")):
        done = run(code, *words)
        assert done.returncode == 0, done.stdout + done.stderr
