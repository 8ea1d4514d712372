"""The command in a process of its own: arguments, output, exit codes; without a server and without a token."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from clientwright.runtime.command.command_arguments import journal_variable, parse_arguments
from clientwright.runtime.command.entry_table import table
from clientwright.runtime.command.exit_codes import MEANINGS
from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.journal.entry import STATES, Entry
from clientwright.runtime.journal.open_journal import open_journal
from runcomfy._runtime.command.command_line import main
from runcomfy._service import SERVICE as PACKAGE_SERVICE
from runtime.command.journal_support import (
    ROOT,
    Done,
    claimed,
    command,
    environment,
    full_journal,
)
from runtime.demo_service import SERVICE

COMMANDS = ("jobs", "resume", "fetch", "cancel", "settle", "prune")


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Return a journal with an entry in each state."""
    full_journal(path := tmp_path / "jobs.sqlite")
    return path


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


@pytest.fixture
def here(
    capsys: pytest.CaptureFixture[str], journal: Path, monkeypatch: pytest.MonkeyPatch
) -> CommandHere:
    """Return what runs the command in this process, without settings of the environment."""
    for name in [name for name in os.environ if name.startswith("RUNCOMFY_")]:
        monkeypatch.delenv(name)
    return CommandHere(capsys, journal)


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


def test_the_journal_of_the_environment(journal: Path) -> None:
    """The variable of the service names the journal where no option does."""
    env = environment(RUNCOMFY_JOURNAL=str(journal))
    assert command("jobs", "--state", "failed", env=env).code == 0
    done = command("jobs")
    assert (done.code, done.out) == (2, "")
    assert "RUNCOMFY_JOURNAL" in done.err
    assert journal_variable(SERVICE) == "DEMO_JOURNAL"


def test_a_mistyped_journal_is_not_made(tmp_path: Path) -> None:
    """A file that is not there is an error, and stays away."""
    done = command("jobs", "--journal", str(tmp_path / "no.sqlite"))
    assert (done.code, done.out) == (2, "")
    assert "there is no journal" in done.err
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("bogus",),
        ("jobs", "--state", "bogus"),
        ("fetch",),
        ("settle", "j1"),
        ("settle", "j1", "--request-id", "r", "--never-accepted"),
        ("prune", "--older-than", "soon"),
        ("resume", "--timeout", "-1"),
        ("resume", "--timeout", "nan"),
        ("jobs", "--journa", "x"),
        ("fetch", "nobody"),
        ("fetch", "j99"),
        ("settle", "j1", "--never-accepted"),
        ("settle", "j7", "--request-id", "request-accepted"),
        ("resume", "--download", ""),
        ("jobs", "--account", " "),
        ("resume",),
        ("prune", "--older-than", "0s"),
    ],
)
def test_wrong_usage(here: CommandHere, journal: Path, arguments: tuple[str, ...]) -> None:
    """Wrong usage is exit code 2, one message on the standard error, and a JSON document if that is wanted."""
    before = journal_rows(journal)
    done = here(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
    as_json = here("--json", *arguments)
    document = json.loads(as_json.out)
    assert (as_json.code, document["exit_code"]) == (2, 2)
    assert document["error"]["kind"] in ("ConfigurationError", "JournalError")
    assert journal_rows(journal) == before


def journal_rows(path: Path) -> list[Any]:
    """Return a journal's entries as they are in the file."""
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT * FROM job_journal_entries ORDER BY id").fetchall()
    connection.close()
    return found


def test_settle(here: CommandHere, journal: Path) -> None:
    """An unknown is settled once, with either truth; saying the same again changes nothing."""
    for _ in range(2):
        done = here("settle", "7", "--request-id", "r-7", "--json")
        assert done.code == 0
        entry = json.loads(done.out)["entry"]
        assert (entry["state"], entry["request_id"]) == ("accepted", "r-7")
    database = open_journal(journal)
    other = claimed(database)
    database.unknown(other, "lost")
    database.close()
    done = here("settle", other.short_id, "--never-accepted")
    assert (done.code, done.err) == (0, "")
    assert "settled: j8" in done.out
    assert here.listed("--state", "unknown") == []


def test_ids_that_name_several_entries(here: CommandHere, journal: Path) -> None:
    """An id that is the number of one entry and the request of another is refused with both."""
    database = open_journal(journal)
    entry = claimed(database)
    database.accepted(entry, "7")
    database.close()
    done = here("settle", "7", "--never-accepted")
    assert done.code == 2
    assert re.search(r"several entries: j7 .*; j8 ", done.err)
    assert here("settle", "j7", "--never-accepted").code == 0


def test_prune(here: CommandHere) -> None:
    """`prune --yes` forgets what is old enough, and keeps the rows of keys."""
    young = here("prune", "--yes", "--json")
    assert (young.code, json.loads(young.out)) == (0, {"pruned": 0})
    done = here("prune", "--older-than", "0s", "--yes")
    assert (done.code, done.err) == (0, "")
    assert "pruned 5 entries" in done.out
    kept = {one["state"] for one in here.listed()}
    assert kept == {"succeeded", "failed", "cancelled", "accepted", "unknown"}


@pytest.mark.parametrize(
    "arguments", [("resume",), ("fetch", "j4"), ("cancel", "request-accepted")]
)
def test_only_asking_needs_a_token(here: CommandHere, arguments: tuple[str, ...]) -> None:
    """Commands that ask the API say that there is no token, before anything else happens."""
    base = ("--base-url", "http://127.0.0.1:9/v1")
    done = here(*base, *arguments)
    assert (done.code, done.out) == (2, "")
    assert "RUNCOMFY_API_TOKEN" in done.err


@pytest.mark.parametrize("id", ["j5", "j6", "j7"])
def test_what_bought_nothing_cannot_be_fetched(here: CommandHere, id: str) -> None:
    """A refused submit has no job, and an unknown is to be settled first; nobody is asked."""
    done = here("fetch", id)
    assert (done.code, done.out) == (1, "")
    assert ("settle j7" in done.err) == (id == "j7")
    assert "secret" not in done.err


def test_the_token_goes_to_no_other_address(journal: Path) -> None:
    """A job of another base URL is refused, with the option that asks there."""
    env = environment(RUNCOMFY_API_TOKEN="t")
    done = command("--journal", str(journal), "fetch", "j4", env=env)
    assert (done.code, done.out) == (2, "")
    assert "--base-url http://127.0.0.1:9/v1" in done.err


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help(name: str) -> None:
    """Help and version need no journal; the help of the whole names every command and exit code."""
    done = command(*filter(None, [name]), "--help")
    assert (done.code, done.err) == (0, "")
    assert f"usage: python -m runcomfy {name}".rstrip() in done.out
    if not name:
        assert all(re.search(rf"^    {one} ", done.out, re.M) for one in COMMANDS)
        assert all(f"{code}" in done.out and text in done.out for code, text in MEANINGS.items())
        version = command("--version")
        assert (version.code, version.err) == (0, "")
        assert re.match(
            r"runcomfy on Python 3\.\d+\.\d+, httpx [\d.]+, pydantic [\d.]+", version.out
        )


def test_a_closed_pipe_ends_quietly(journal: Path) -> None:
    """A reader that leaves ends the command with 141, and nothing on the standard error."""
    arguments = [sys.executable, "-m", "runcomfy", "jobs", "--journal", str(journal)]
    with subprocess.Popen(
        arguments, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        err = process.stderr.read()
        assert (process.wait(60), err) == (141, b"")
    assert 128 + signal.SIGPIPE == 141


def test_a_name_that_the_terminal_cannot_show(journal: Path) -> None:
    """Text that the output's encoding lacks is escaped."""
    env = environment(PYTHONIOENCODING="ascii")
    done = command("--journal", str(journal), "jobs", "--state", "unknown", env=env)
    assert done.code == 0
    assert r"\xe9" in done.out


def test_a_file_that_is_no_journal(tmp_path: Path) -> None:
    """A file of another program is refused, and stays as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but notes\n" * 100)
    done = command("jobs", "--journal", str(path))
    assert (done.code, done.out) == (2, "")
    assert path.read_text() == "not a database, but notes\n" * 100


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
        assert b"earlier (1 never downloaded)? Keys stay." in done.stderr
        assert (journal_rows(journal) != before) == changed


def test_completion_is_argcompletes(journal: Path) -> None:
    """The package is marked for argcomplete, which completes commands where it is installed."""
    head = (ROOT / "generated" / "runcomfy" / "__main__.py").read_text()[:1024]
    assert "PYTHON_ARGCOMPLETE_OK" in head
    pytest.importorskip("argcomplete")
    line = "python -m runcomfy re"
    env = environment(
        _ARGCOMPLETE="1",
        COMP_LINE=line,
        COMP_POINT=str(len(line)),
        _ARGCOMPLETE_STDOUT_FILENAME=str(journal.parent / "found"),
    )
    env |= {"_ARGCOMPLETE": "3"}
    command(env=env)
    assert (journal.parent / "found").read_text().strip() == "resume"


def test_nothing_else_imports_the_command() -> None:
    """No other module of the runtime imports the command line, which may import all of them."""
    runtime = ROOT / "generator" / "clientwright" / "runtime"
    importing = [
        path.relative_to(runtime).as_posix()
        for path in runtime.rglob("*.py")
        if re.search(r"^\s*from \.+command\b", path.read_text("utf-8"), re.M)
    ]
    assert importing == []


def test_arguments_are_checked_without_a_process() -> None:
    """The parser raises, and never ends the process or prints."""
    options = parse_arguments(SERVICE, "demo", ["--json", "fetch", "j1", "--journal", "x"])
    assert (options.command, options.id, options.journal, options.json) == (
        "fetch",
        "j1",
        "x",
        True,
    )
    with pytest.raises(ConfigurationError, match="no journal is named"):
        parse_arguments(SERVICE, "demo", ["jobs"])


def test_the_documentation_has_the_exit_codes() -> None:
    """The page of the command has every exit code with its meaning, every command and every option."""
    text = (ROOT / "docs" / "command.md").read_text("utf-8")
    rows = {
        int(code): meaning for code, meaning in re.findall(r"^\| (\d+) \| (.+) \|$", text, re.M)
    }
    assert rows == MEANINGS
    for name in COMMANDS:
        assert re.search(rf"^\| `{name}[ `]", text, re.M), name
        options = re.findall(r"^  (--[\w-]+)", command(name, "--help").out, re.M)
        assert [one for one in options if one not in text] == []


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_is_a_document_if_results_are(here: CommandHere, option: str) -> None:
    """With --json help and version are JSON, as everything on the standard output is."""
    plain, as_json = here(option), here("--json", option)
    assert (plain.code, as_json.code) == (0, 0)
    assert json.loads(as_json.out) == {"help": plain.out}


@pytest.mark.parametrize(
    ("arguments", "said", "unsaid"),
    [
        ((), "say a command, one of jobs, ", "required"),
        (("resume",), "set RUNCOMFY_API_TOKEN", "token=..."),
        (("settle", "j1", "--never-accepted"), "nothing to settle; it is unchanged", "written"),
        (("fetch", "j6"), "bought nothing", "Read the message"),
        (("fetch", "j7"), "j7 may have been accepted (lost: ", "the submit may"),
    ],
)
def test_errors_say_what_helps(
    here: CommandHere, arguments: tuple[str, ...], said: str, unsaid: str
) -> None:
    """An error has no advice that is meant for programs, or for another fault."""
    text = here(*arguments).err
    assert said in text
    assert unsaid not in text
    assert "Correct this setting" not in text


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
