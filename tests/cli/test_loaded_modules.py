"""What a command loads: no other command, and no library that it does not use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from cli.support import IMAGE, Workspace, environment, save_catalogue
from clientwright.cli import main
from clientwright.cli.command_group import CommandGroup
from evolution.update.support import catalogue_before

START_UP = {"command_group", "options", "printer", "standard_streams"}
"""The modules of `clientwright.cli` that every command needs."""
HEAVY = frozenset(
    "asyncio datamodel_code_generator httpx hypothesis jinja2 jsonschema pydantic regress rich "
    "starlette unittest uvicorn".split()
)
USED = {
    "explain": {"jsonschema", "rich"},
    "generate --help": set[str](),
    "record --help": set[str](),
}
"""The heavy libraries that commands use; those that are not named here use `jsonschema` alone."""
CALLS = (
    "lint",
    "rules",
    "export openapi",
    "diff old specs",
    "sync models.json --specs new",
    f"explain {IMAGE}",
    "generate --help",
    "record --help",
)


def loaded_by(folder: Path, *args: str, **env: str) -> set[str]:
    """Return the modules that a command loads in a process of its own."""
    code = (
        "import sys\nfrom clientwright.cli import main\n"
        "try:\n    main(prog_name='clientwright')\n"
        "finally:\n    print('\\n', *sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        cwd=folder,
        env=environment(**env),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout, done.stderr
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("words", ["--help", "--version", "COMPLETION"])
def test_start_loads_no_command(workspace: Workspace, words: str) -> None:
    """Help, version and the completion of a command's name load no command, and nothing that only commands use."""
    completion = {"_CLIENTWRIGHT_COMPLETE": "fish_complete", "COMP_WORDS": "clientwright e", "COMP_CWORD": "e"}  # fmt: skip
    found = (
        loaded_by(workspace.folder, **completion)
        if words == "COMPLETION"
        else loaded_by(workspace.folder, words)
    )
    own = {name for name in found if name.startswith("clientwright.")}
    commands = {name.removeprefix("clientwright.cli.") for name in own if ".cli." in name}
    assert commands == START_UP
    assert len(own) <= 10, sorted(own)
    assert not HEAVY & found


@pytest.mark.parametrize("call", CALLS)
def test_command_loads_what_it_uses(specs: Workspace, call: str) -> None:
    """A command loads no heavy library that it does not use, and no reader of pages."""
    save_catalogue(specs, catalogue_before())
    (specs.folder / "old").symlink_to("specs")
    found = loaded_by(specs.folder, *call.split())
    assert HEAVY & found <= USED.get(call.partition(f" {IMAGE}")[0], {"jsonschema"})
    assert "clientwright.sources.page_text" not in found


def test_summaries_are_those_of_the_commands() -> None:
    """The summary of each command is the first sentence of its help."""
    assert isinstance(main, CommandGroup)
    context = click.Context(main)
    listed = {name: one.help for name, one in main.summaries.commands.items()}
    commands = {name: main.get_command(context, name) for name in main.list_commands(context)}
    helps = {name: one.help or "" for name, one in commands.items() if one}
    assert listed == {name: text.partition("\n\n")[0] for name, text in helps.items()}
