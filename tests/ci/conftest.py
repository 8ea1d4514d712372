"""A repository whose first commit passes every check."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from ci.support import ROOT, Runner, commit

PROGRAM = """#!/bin/sh
[ "$1" = contract ] && set -- "$@" --examples 1 --only "${{CONTRACT_ONLY-*text-to-video:duration/*}}"
PYTHONPATH="{path}" exec "{python}" -m clientwright "$@"
"""
"""Starts clientwright. One example of a few promises is enough here: these tests are about what starts it."""


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """Return a repository whose first commit passes every check."""
    repository = Runner(tmp_path / "repository", tmp_path / "temp")
    (repository.temp / "bin").mkdir(parents=True)
    program = repository.temp / "bin/clientwright"
    program.write_text(PROGRAM.format(path=ROOT / "generator", python=sys.executable))
    program.chmod(0o755)
    for name in ("specs/runcomfy", "generated/runcomfy"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, repository.folder / name, ignore=ignored)
    commit(repository, "git init -q -b main")
    return repository
