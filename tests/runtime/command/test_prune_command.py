"""`prune`: what it forgets, what it asks, and what it counts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.command.journal_support import (
    CommandHere,
    command,
    environment,
    journal_rows,
)


def test_prune(here: CommandHere) -> None:
    """`prune --yes` forgets what is old enough, and keeps the rows of keys."""
    young = here("prune", "--yes", "--json")
    assert (young.code, json.loads(young.out)) == (0, {"pruned": 0, "not_downloaded": 0})
    done = here("prune", "--older-than", "0s", "--yes")
    assert (done.code, done.err) == (0, "")
    assert done.out == "pruned 5 entries, 1 of them not downloaded\n"
    kept = {one["state"] for one in here.listed()}
    assert kept == {"succeeded", "failed", "cancelled", "accepted", "unknown"}


def test_prune_asks_on_a_terminal(journal: Path) -> None:
    """On a terminal `prune` asks, and only a yes forgets anything."""
    import pty

    before = journal_rows(journal)
    for answer, changed in ((b"\n", False), (b"no\n", False), (b"y\n", True)):
        master, slave = pty.openpty()
        arguments = ["--journal", str(journal), "prune", "--older-than", "0s"]
        with open(slave, "rb", buffering=0) as terminal, open(master, "wb", buffering=0) as person:
            person.write(answer)
            done = subprocess.run(
                [sys.executable, "-m", "runcomfy", *arguments],
                env=environment(),
                stdin=terminal,
                capture_output=True,
                check=False,
                timeout=60,
            )
        assert done.returncode == 0
        assert b"Forget inputs and results of 5 jobs" in done.stderr
        assert (
            b"1 of them not downloaded; 2 of them without a key are deleted? Keys stay."
            in done.stderr
        )
        assert (journal_rows(journal) != before) == changed


@pytest.mark.parametrize("arguments", [("prune", "--older-than", "0s"), ("prune",)])
def test_prune_where_nobody_can_answer(journal: Path, arguments: tuple[str, ...]) -> None:
    """Without a terminal and without --yes nothing is forgotten, and the error is no question."""
    before = journal_rows(journal)
    done = command("--journal", str(journal), "--json", *arguments)
    assert journal_rows(journal) == before
    document = json.loads(done.out)
    if len(arguments) == 1:  # nothing is old, so there is nothing to ask
        assert (done.code, document) == (0, {"pruned": 0, "not_downloaded": 0})
        return
    assert (done.code, document["exit_code"]) == (2, 2)
    assert "add --yes" in document["error"]["message"]
    assert "[y/N]" not in done.out + done.err


def test_prune_that_is_declined_is_a_document(journal: Path) -> None:
    """With --json a no is a document, too."""
    import pty

    master, slave = pty.openpty()
    with open(slave, "rb", buffering=0) as terminal, open(master, "wb", buffering=0) as person:
        person.write(b"n\n")
        script = [sys.executable, "-m", "runcomfy", "--journal", str(journal), "--json", "prune"]
        done = subprocess.run(
            [*script, "--older-than", "0s"],
            env=environment(),
            stdin=terminal,
            capture_output=True,
            check=False,
            timeout=60,
        )
    assert (done.returncode, json.loads(done.stdout)) == (0, {"pruned": 0, "not_downloaded": 0})


@pytest.mark.parametrize("option", ["--account", "--base-url"])
def test_prune_is_for_the_whole_journal(here: CommandHere, journal: Path, option: str) -> None:
    """An option that would be ignored is refused: what other accounts have would be forgotten, too."""
    before = journal_rows(journal)
    done = here("prune", "--older-than", "0s", "--yes", option, "x")
    assert (done.code, done.out, journal_rows(journal)) == (2, "", before)
    assert f"leave {option} out" in done.err
