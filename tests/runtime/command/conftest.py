"""Journals of all kinds, the command in this process, a sandbox, and jobs of a scripted server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from clientwright.sandbox.server import RunningSandbox, run_sandbox
from clientwright.specs.spec_files import load_specs
from runtime.byte_server import ByteServer
from runtime.command.journal_support import (
    ROOT,
    CommandHere,
    full_journal,
)
from runtime.command.shop import Shop


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    """Run a sandbox whose jobs are finished at once."""
    (specs,) = load_specs(ROOT / "specs" / "runcomfy").services
    with run_sandbox(specs) as running:
        yield running


@pytest.fixture
def shop(server: ByteServer, tmp_path: Path) -> Shop:
    """Return a shop."""
    return Shop(server, tmp_path / "jobs.sqlite")


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Return a journal with an entry in each state."""
    full_journal(path := tmp_path / "jobs.sqlite")
    return path


@pytest.fixture
def here(
    capsys: pytest.CaptureFixture[str], journal: Path, monkeypatch: pytest.MonkeyPatch
) -> CommandHere:
    """Return what runs the command in this process, without settings of the environment."""
    for name in [name for name in os.environ if name.startswith("RUNCOMFY_")]:
        monkeypatch.delenv(name)
    return CommandHere(capsys, journal)
