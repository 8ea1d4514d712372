"""`jobs`: which it lists, in which order and width, and the advice below."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from clientwright.runtime.command.entry_table import table
from clientwright.runtime.journal.claim import Scope
from clientwright.runtime.journal.entry import STATES, Entry
from clientwright.runtime.journal.open_journal import open_journal
from runtime.command.journal_support import (
    CommandHere,
    claimed,
    command,
    environment,
)


@pytest.mark.parametrize("width", [80, 100])
def test_a_table_fits_the_terminal(here: CommandHere, width: int) -> None:
    """On a terminal, no line of the table is wider than it; elsewhere nothing is cut."""
    database = open_journal(here.path)
    entries = [*map(replace_ids, database.entries())]
    database.close()
    lines = table(entries, lambda text, _: text, width=width)
    assert max(map(len, lines)) <= width
    assert all(line.startswith(one.short_id) for line, one in zip(lines[1:], entries, strict=True))
    assert "…" not in "".join(table(entries, lambda text, _: text))


def replace_ids(entry: Entry) -> Entry:
    """Return an entry with a request id as long as they are."""
    return replace(entry, request_id=str(UUID(int=entry.id)))


def test_the_request_id_is_cut_last(here: CommandHere) -> None:
    """On a terminal of 100 columns long names are cut, and the request ids of a batch are whole."""
    database = open_journal(here.path)
    for place in range(3):
        key = f"batch {'summer' * 9} {place} {'f' * 32}"
        entry = claimed(database, once=key, batch="summer" * 9, position=place)
        database.accepted(entry, str(UUID(int=entry.id)))
    entries = database.entries(batch="summer" * 9)
    database.close()
    lines = table(entries, lambda text, _: text, width=100)
    assert max(map(len, lines)) <= 100
    for line, one in zip(lines[1:], entries, strict=True):
        assert f"  {one.position}  {one.request_id}" in line
        assert "fff" not in line


def test_nothing_is_cut_in_a_pipe(here: CommandHere) -> None:
    """Where the output is no terminal, names are whole, however long they are."""
    key, batch, account = "k" * 200, "b" * 200, "a" * 200
    database = open_journal(here.path)
    claimed(database, Scope("http://127.0.0.1:9/v1", account), once=key)
    claimed(database, batch=batch, position=7)
    database.close()
    out = here("jobs").out
    assert all(name in out for name in (key, batch, account))
    assert "…" not in out


def test_commands_to_copy(here: CommandHere, tmp_path: Path) -> None:
    """Advice has commands for this journal, quoted for a shell, and those options that were given."""
    here.path.rename(path := tmp_path / "my jobs.sqlite")
    here.path = path
    lines = here("--account", "studio-a", "jobs").out.splitlines()[-3:]
    start = f"  python -m runcomfy --journal '{path}' --account studio-a settle j7 "
    assert lines[1:] == [f"{start}--request-id REQUEST", f"{start}--never-accepted"]
    database = open_journal(path)
    database.unknown(claimed(database), "lost")
    database.close()
    lines = here("jobs").out.splitlines()[-5:]
    assert [line[:3] for line in lines[:2]] == ["j7,", "j8,"]
    assert re.search(r"submitted \d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d to ", lines[0])
    assert lines[-1].endswith(" settle ID --never-accepted")


def test_jobs_are_listed_by_urgency(journal: Path) -> None:
    """`jobs` needs no token: unknown first, what may expire next, advice at the end, and nothing secret."""
    done = command("--journal", str(journal), "jobs")
    assert (done.code, done.err) == (0, "")
    states = [line.split()[1] for line in done.out.splitlines()[1:8]]
    assert states == [
        "unknown",
        "succeeded",
        "accepted",
        "not_sent",
        "refused",
        "cancelled",
        "failed",
    ]
    assert "settle j7 --request-id" in done.out
    assert "secret" not in done.out
    assert "\x1b" not in done.out
    assert "2.52 USD as far as prices are known" in done.out


def test_jobs_are_chosen(here: CommandHere) -> None:
    """States, batches and accounts choose; options may stand before and after the command."""
    for state in STATES:
        expected = [] if state == "sending" else [state]
        assert [one["state"] for one in here.listed("--state", state)] == expected
    assert len(here.listed("--state", "failed", "--state", "refused")) == 2
    assert here.listed("--account", "studio-b") == []
    assert here("jobs", "--account", "studio-b").out == "no jobs\n"
    batch = here.listed("--batch", "monday")
    assert {one["state"] for one in batch} == {"accepted", "succeeded", "failed", "cancelled"}
    pending = here.listed("--pending")
    assert [one["state"] for one in pending] == ["unknown", "succeeded", "accepted"]


def test_a_name_that_the_terminal_cannot_show(journal: Path) -> None:
    """Text that the output's encoding lacks is escaped."""
    env = environment(PYTHONIOENCODING="ascii")
    done = command("--journal", str(journal), "jobs", "--state", "unknown", env=env)
    assert done.code == 0
    assert r"\xe9" in done.out


def test_colours_are_for_terminals(journal: Path, tmp_path: Path) -> None:
    """On a terminal states have colours, but not with NO_COLOR, nor on one that has none."""
    import pty

    for more, expected in (
        ({"TERM": "xterm"}, True),
        ({"NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ):
        master, slave = pty.openpty()
        script = [sys.executable, "-m", "runcomfy", "jobs", "--journal", str(journal)]
        env = environment(**more)
        if "NO_COLOR" not in more:
            env.pop("NO_COLOR", None)
        with open(slave, "wb", buffering=0) as terminal:
            done = subprocess.run(script, env=env, stdout=terminal, check=False, timeout=60)
        with open(master, "rb", buffering=0) as reader:
            shown = reader.read(65536)
        assert done.returncode == 0
        assert (b"\x1b[31m" in shown) == expected


def test_jobs_of_a_base_url(here: CommandHere, journal: Path) -> None:
    """`--base-url` lists the jobs of one API only; one that cannot be used is refused."""
    database = open_journal(journal)
    claimed(database, scope=Scope("http://127.0.0.1:8/v1", "studio-a"))
    database.close()
    assert len(here.listed()) == 8
    assert [one["id"] for one in here.listed("--base-url", "http://127.0.0.1:8/v1")] == ["j8"]
    assert len(here.listed("--base-url", "http://127.0.0.1:9")) == 7
    assert here.listed("--base-url", "http://127.0.0.1:7") == []
    done = here("jobs", "--base-url", "X")
    assert (done.code, done.out) == (2, "")
