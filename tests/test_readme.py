"""README is short, and what it and the docs mention exists: commands, options, sessions, files, output."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from clientwright.cli import main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "examples").glob("*.py")),
]
CALL = re.compile(r"(?:^|[`$ ])clientwright ([a-z]+)([^`#\n]*)", re.MULTILINE)
FILE = re.compile(
    r"`((?:docs|examples|generated|generator|specs|tests)/[\w./-]*\w|[\w-]+\.(?:toml|yml))`"
)
SESSION = re.compile(r"nox -s (\w+)")


def calls(text: str) -> list[tuple[str, list[str]]]:
    """Return every call of the command line in a text: the command, and the options after it."""
    found = CALL.findall(text)
    return [(name, re.findall(r"(?<!\S)--?[a-z][\w-]*", rest)) for name, rest in found]


def options_of(name: str) -> set[str]:
    """Return the options that a command, or one of its own commands, takes."""
    context = click.Context(main)
    command = main.get_command(context, name)
    assert command is not None, name
    own = command.commands.values() if isinstance(command, click.Group) else ()
    found = {
        text
        for one in (command, *own)
        for option in one.get_params(context)
        for text in (*option.opts, *option.secondary_opts)
    }
    return found | {"-h", "--help"}


def test_readme_is_short() -> None:
    """README has at most 130 lines."""
    assert len(README.splitlines()) <= 130


def test_readme_starts_with_code() -> None:
    """The first code of README is Python and has five lines; installation comes next."""
    first = re.search(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert first is not None
    assert first[1] == "python"
    assert len([line for line in first[2].splitlines() if line]) <= 5
    assert README.index("## Install") < README.index("## Why")


def test_readme_shows_what_is_printed() -> None:
    """The refused payload of README is that of the example, with exactly its output."""
    script = ROOT / "examples" / "wrong_payload.py"
    done = subprocess.run(
        [sys.executable, str(script)],
        env={"PYTHONPATH": str(ROOT / "generated")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.partition("Fields to fix")[0] in README
    _, start, payload = script.read_text("utf-8").partition("try:")
    assert (start + payload).partition("    print(")[0] in README


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_mentioned_commands_exist(path: Path) -> None:
    """Every call of `clientwright` in a document names a command, and only options that it takes."""
    context = click.Context(main)
    commands = set(main.list_commands(context))
    text = path.read_text("utf-8")
    found = [(name, options) for name, options in calls(text) if name in commands or options]
    assert [name for name, _ in found if name not in commands] == []
    assert [
        (name, unknown) for name, options in found if (unknown := set(options) - options_of(name))
    ] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_mentioned_sessions_exist(path: Path) -> None:
    """Every `nox -s` in a document names a session."""
    sessions = re.findall(
        r"^@nox\.session(?:\(.*\))?\ndef (\w+)",
        (ROOT / "noxfile.py").read_text("utf-8"),
        re.MULTILINE,
    )
    assert set(SESSION.findall(path.read_text("utf-8"))) <= set(sessions)


def test_mentioned_files_exist() -> None:
    """Every file of the repository that README, CONTRIBUTING or ARCHITECTURE names in code exists."""
    for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"):
        found = FILE.findall((ROOT / name).read_text("utf-8"))
        assert [one for one in found if not (ROOT / one).exists()] == [], name
