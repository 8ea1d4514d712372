"""The command in a process of its own: arguments, output, exit codes; without a server and without a token."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from clientwright.runtime.command.command_arguments import (
    MEANINGS,
    journal_variable,
    parse_arguments,
)
from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.journal.open_journal import open_journal
from runtime.command.journal_support import (
    ROOT,
    CommandHere,
    claimed,
    command,
    command_here,
    environment,
    journal_rows,
)
from runtime.demo_service import SERVICE

COMMANDS = ("jobs", "resume", "fetch", "cancel", "settle", "prune")


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
    done = command_here(name, "--help") if name else command("--help")
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


def test_a_file_that_is_no_journal(tmp_path: Path) -> None:
    """A file of another program is refused, and stays as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but notes\n" * 100)
    done = command("jobs", "--journal", str(path))
    assert (done.code, done.out) == (2, "")
    assert path.read_text() == "not a database, but notes\n" * 100


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
    with pytest.raises(ConfigurationError, match="no journal given"):
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
        options = re.findall(r"^  (--[\w-]+)", command_here(name, "--help").out, re.M)
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
        ((), "no command given; use one of jobs, ", "required"),
        (("resume",), "set RUNCOMFY_API_TOKEN", "token=..."),
        (("settle", "j1", "--never-accepted"), "nothing to settle; it is unchanged", "written"),
        (("fetch", "j6"), "bought nothing", "Read the message"),
        (("fetch", "j7"), ", may have been accepted: lost: ", "the submit may"),
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


def test_errors_name_the_entry(here: CommandHere) -> None:
    """The document of an error has the entry that was named, and its request, whatever went wrong."""
    for arguments in (("fetch", "j4"), ("cancel", "request-accepted"), ("fetch", "j7")):
        error = json.loads(here("--json", *arguments).out)["error"]
        assert error["entry"]["id"] == ("j7" if "j7" in arguments else "j4")
        assert error["request_id"] == error["entry"]["request_id"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("fetch", "\udcff"),
        ("cancel", "\udcff"),
        ("settle", "\udcff", "--never-accepted"),
        ("settle", "j7", "--request-id", "\udcff"),
        ("jobs", "--batch", "\udcff"),
        ("jobs", "--account", "\udcff"),
        ("jobs", "--base-url", "\udcff"),
        ("fetch", "j4", "--download-host", "\udcff"),
    ],
)
def test_an_argument_that_is_no_text(here: CommandHere, arguments: tuple[str, ...]) -> None:
    """Bytes that are no UTF-8 are refused with the argument that they were given for."""
    done = here(*arguments)
    assert (done.code, done.out) == (2, "")
    assert re.match(r"error: argument (ID|--[\w-]+): '\\udcff' is no text in UTF-8; see ", done.err)
