"""Journals with an entry in each state, and the real command in a process of its own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest

from clientwright.runtime.journal.claim import Claim, Scope
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.entry import Entry
from clientwright.runtime.journal.open_journal import open_journal
from runcomfy._runtime.command.command_line import main
from runcomfy._service import SERVICE as PACKAGE_SERVICE

ROOT = Path(__file__).parents[3]
ENDPOINT = "kling/kling-3.0/standard/text-to-video"
HERE = Scope("http://127.0.0.1:9/v1", "studio-a")


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def environment(package_path: Path = ROOT / "generated", **more: str) -> dict[str, str]:
    """Return an environment without settings of the package but those given."""
    known = {k: v for k, v in os.environ.items() if not k.startswith("RUNCOMFY_")}
    return {**known, "PYTHONPATH": str(package_path), "PYTHONWARNINGS": "error", **more}


def command(
    *arguments: str,
    env: Mapping[str, str] | None = None,
    package: str = "runcomfy",
    cwd: Path | None = None,
) -> Done:
    """Run the package's command."""
    done = subprocess.run(
        [sys.executable, "-m", package, *arguments],
        env=environment() if env is None else env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def command_here(*arguments: str, env: Mapping[str, str] | None = None) -> Done:
    """Run the package's command in this process, which is faster: for many calls about what it says and does."""
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, environment() if env is None else env, clear=True),
        mock.patch.object(sys, "stdin", io.StringIO()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = main(PACKAGE_SERVICE, "runcomfy", [*arguments])
    return Done(code, out.getvalue(), err.getvalue())


def claimed(journal: JournalDatabase, scope: Scope = HERE, **more: Any) -> Entry:
    """Write down a submit."""
    return journal.claim(Claim(scope=scope, endpoint=ENDPOINT, fingerprint="f", **more)).entry


def full_journal(path: Path) -> dict[str, Entry]:
    """Make a journal with an entry in each state but `sending`; return them by state."""
    journal = open_journal(path)
    found: dict[str, Entry] = {}
    for state in ("succeeded", "failed", "cancelled", "accepted"):
        entry = claimed(journal, once=f"key of {state}", batch="monday")
        journal.accepted(entry, f"request-{state}")
        if state != "accepted":
            journal.ended(entry.id, state, None, {"output": {}}, "0.84")
        found[state] = entry
    for state in ("refused", "not_sent"):
        found[state] = claimed(journal)
        journal.refused(found[state], state, "no")
    found["unknown"] = claimed(journal, once="é\x1b[2J"[:1])
    journal.unknown(found["unknown"], "lost: https://x.example/a?signature=secret")
    journal.close()
    return found


class CommandHere:
    """Runs the command in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], journal: Path) -> None:
        self._capsys, self.path = capsys, journal

    def __call__(self, *arguments: str) -> Done:
        """Run it on the journal."""
        code = main(PACKAGE_SERVICE, "runcomfy", ["--journal", str(self.path), *arguments])
        return Done(code, *self._capsys.readouterr())

    def listed(self, *arguments: str) -> list[dict[str, Any]]:
        """Return the entries that `jobs --json` prints."""
        done = self("jobs", "--json", *arguments)
        assert (done.code, done.err) == (0, "")
        found: list[dict[str, Any]] = json.loads(done.out)["entries"]
        return found


def journal_rows(path: Path) -> list[Any]:
    """Return a journal's entries as they are in the file."""
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT * FROM job_journal_entries ORDER BY id").fetchall()
    connection.close()
    return found
