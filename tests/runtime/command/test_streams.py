"""Streams that cannot be written: a full disk, a reader that has left, a closed stream."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from runtime.command.journal_support import environment

FULL = Path("/dev/full")
LOST = "error: the result could not be written to the standard output: No space left on device\n"
needs_full = pytest.mark.skipif(not FULL.exists(), reason="the system has no device that is full")


class Ended(NamedTuple):
    """How a shell that ran a command ended."""

    code: int
    out: str
    err: str


def shell(journal: Path, arguments: str, buffered: bool, stdout: int = subprocess.PIPE) -> Ended:
    """Run a command with the redirections of a shell."""
    more = {"PYTHONUNBUFFERED": "" if buffered else "1"}
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m runcomfy {arguments}"],
        env=environment(RUNCOMFY_JOURNAL=str(journal), **more),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=120,
    )
    return Ended(done.returncode, done.stdout or "", done.stderr)


@needs_full
@pytest.mark.parametrize("buffered", [True, False])
@pytest.mark.parametrize(
    "arguments", ["jobs", "jobs --json", "--help", "--help --json", "--version", "prune"]
)
def test_a_result_that_cannot_be_written(journal: Path, arguments: str, buffered: bool) -> None:
    """A result that is lost is exit code 1 and one line, also if it is the help."""
    assert shell(journal, f"{arguments} >/dev/full", buffered) == (1, "", LOST)


@needs_full
@pytest.mark.parametrize("buffered", [True, False])
def test_an_error_that_cannot_be_written(journal: Path, buffered: bool) -> None:
    """An error keeps its exit code if nobody can be told; its document is a result, too."""
    for streams in ("2>/dev/full", ">/dev/full 2>&1"):
        assert shell(journal, f"bogus {streams}", buffered) == (2, "", "")
    assert shell(journal, "jobs --state failed 2>/dev/full", buffered).code == 0
    done = shell(journal, "bogus --json >/dev/full", buffered)
    assert (done.code, done.err.endswith(LOST), done.err.count("\n")) == (1, True, 2)


@pytest.mark.parametrize("buffered", [True, False])
@pytest.mark.parametrize("arguments", ["bogus 2>&1", "bogus --json 2>&1", "jobs", "--help"])
def test_a_reader_that_has_left(journal: Path, arguments: str, buffered: bool) -> None:
    """The exit code is 141 whichever stream nobody reads any more."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        assert shell(journal, arguments, buffered, writer) == (141, "", "")
    finally:
        os.close(writer)


@pytest.mark.parametrize("buffered", [True, False])
def test_closed_streams(journal: Path, buffered: bool) -> None:
    """What is for one stream never goes to the other."""
    assert shell(journal, "bogus 2>&-", buffered) == (2, "", "")
    assert shell(journal, "bogus --json >&- 2>&-", buffered) == (2, "", "")
    assert shell(journal, "jobs >&-", buffered) == (0, "", "")
