"""The command line as a process: exit codes, streams, and no traceback for any bad input."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from cli.support import IMAGE, TEXT, Workspace, command_line, environment
from sources.support import BROKEN, PAGES


def cut_off(workspace: Workspace) -> list[str]:
    """A page cut off in the middle of its schema."""
    text = (PAGES / "text-to-video.en.txt").read_text("utf-8")
    at = text.index('"properties"') + 200
    (workspace.folder / "cut.txt").write_text(text[:at], "utf-8")
    return ["import", "cut.txt"]


def something_else(workspace: Workspace) -> list[str]:
    """A page that is not about an endpoint."""
    (workspace.folder / "recipe.txt").write_text("Take two eggs.\n", "utf-8")
    return ["import", "recipe.txt"]


def huge(workspace: Workspace) -> list[str]:
    """A page of 50 MB."""
    (workspace.folder / "huge.txt").write_bytes(b"a" * 50_000_000)
    return ["import", "huge.txt"]


def duplicate_keys(workspace: Workspace) -> list[str]:
    """A page whose schema has the same key twice."""
    shutil.copy(BROKEN / "duplicate-key.txt", workspace.folder)
    return ["import", "duplicate-key.txt"]


def no_text(workspace: Workspace) -> list[str]:
    """A file that is not text."""
    (workspace.folder / "image.txt").write_bytes(b"\x89PNG\xff\xfe")
    return ["import", "image.txt"]


def plain_http(workspace: Workspace) -> list[str]:
    """A URL without https."""
    return ["import", "http://example.com/page"]


def duplicate_keys_in_a_spec(workspace: Workspace) -> list[str]:
    """A spec with the same key twice."""
    workspace.edit('"id":', '"id": "x/y", "id":')
    return ["lint"]


def invalid_json(workspace: Workspace) -> list[str]:
    """A spec edited into invalid JSON."""
    workspace.edit('"input":', '"input"')
    return ["lint"]


def missing_field(workspace: Workspace) -> list[str]:
    """A rule that names a missing field."""
    workspace.edit("$.multi_prompt[*].duration", "$.multi_prompt[*].seconds")
    return ["lint"]


def foreign_file(workspace: Workspace) -> list[str]:
    """A foreign file where a generated one belongs."""
    (workspace.folder / "generated/runcomfy").mkdir(parents=True)
    (workspace.folder / "generated/runcomfy/_client.py").write_text("mine = True\n")
    return ["generate"]


def no_folder(workspace: Workspace) -> list[str]:
    """A file where the output folder should be."""
    (workspace.folder / "generated").write_text("mine\n")
    return ["generate"]


def broken_lock(workspace: Workspace) -> list[str]:
    """A lock that is not JSON."""
    (workspace.folder / "generated/runcomfy").mkdir(parents=True)
    (workspace.folder / "generated/runcomfy/clientwright.lock").write_text("{")
    return ["generate"]


READ_EARLY = (
    ("explain", IMAGE),
    ("explain", IMAGE, "--json"),
    ("lint", "--notes"),
    ("lint", "--json"),
    ("generate", "--check"),
    ("generate", "--check", "--json"),
    ("diff", "specs", "specs"),
    ("import", "text-to-video.en.txt"),
    ("record", "--dry-run"),
    ("lint", "--help"),
    ("--help",),
    ("--version",),
    ("completion", "bash"),
)
"""Commands whose output is not read to its end."""

CASES: dict[Callable[[Workspace], list[str]], tuple[int, str]] = {
    cut_off: (1, "broken-schema"),
    something_else: (1, "not-an-endpoint-page"),
    huge: (1, "larger than"),
    duplicate_keys: (1, "duplicate-key"),
    no_text: (1, "not UTF-8"),
    plain_http: (1, "https"),
    duplicate_keys_in_a_spec: (1, "duplicate-key"),
    invalid_json: (1, "not-json"),
    missing_field: (1, "image-to-video.json:"),
    foreign_file: (1, "foreign-file"),
    no_folder: (2, "generated"),
    broken_lock: (1, "lock-broken"),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_bad_input_is_reported_clearly(
    specs: Workspace, case: Callable[[Workspace], list[str]]
) -> None:
    """Each bad input exits with its code and reason, without an exception, and changes nothing."""
    args, (code, reason) = case(specs), CASES[case]
    before = specs.tree()
    result = specs.run(*args)
    assert result.exit_code == code, result.stderr
    assert reason in result.stdout + result.stderr
    assert isinstance(result.exception, SystemExit)
    assert specs.tree() == before


@pytest.mark.parametrize("case", [cut_off, no_folder], ids=lambda case: case.__name__)
def test_error_of_a_process_is_its_exit_code(
    specs: Workspace, case: Callable[[Workspace], list[str]]
) -> None:
    """A process ends as a run in this process does: its exit code, its message, no traceback."""
    args = case(specs)
    here, there = specs.run(*args), specs.process(*args)
    assert (there.returncode, there.stdout) == (here.exit_code, here.stdout)
    assert there.stderr == here.stderr
    assert "Traceback" not in there.stderr


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_json_is_a_document_or_nothing(
    specs: Workspace, case: Callable[[Workspace], list[str]]
) -> None:
    """With --json, findings print one document on stdout; usage errors print nothing there."""
    args = case(specs)
    result = specs.run(*args, "--json")
    if CASES[case][0] == 2:
        assert result.stdout == ""
        return
    assert json.loads(result.stdout)["problems"]
    assert result.stderr == ""


def test_typical_workflow(workspace: Workspace) -> None:
    """Import, lint, generate, check and explain run in sequence as processes and exit 0."""
    pages = [path.name for path in workspace.folder.glob("*.txt")]
    for args in (
        ["import", *pages],
        ["lint"],
        ["generate"],
        ["generate", "--check"],
        ["explain", IMAGE],
    ):
        result = workspace.process(*args)
        assert (result.returncode, result.stderr) == (0, ""), args
        assert result.stdout


@pytest.mark.parametrize("args", READ_EARLY, ids=" ".join)
@pytest.mark.parametrize("reads", [0, 1], ids=["nothing is read", "one byte is read"])
def test_broken_pipe_is_silent(specs: Workspace, args: tuple[str, ...], reads: int) -> None:
    """If the reader closes the pipe early, the command ends quietly, with 141 unless all was written."""
    codes = (141, specs.run(*args).exit_code) if reads else (141,)
    with subprocess.Popen(
        command_line(*args),
        cwd=specs.folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        if reads:
            os.read(process.stdout.fileno(), reads)
        process.stdout.close()
        assert process.stderr.read() == b""
        code = process.wait()
    assert code in codes


@pytest.mark.parametrize(
    "args", [("contract",), ("sandbox",), ("record",), ("update", "--since", "specs")], ids=" ".join
)
def test_notes_are_not_shown_among_errors(specs: Workspace, args: tuple[str, ...]) -> None:
    """A command that specs with errors stop shows the errors and only counts the notes."""
    specs.edit("$.multi_prompt[*].duration", "$.multi_prompt[*].seconds", TEXT)
    assert specs.json("lint")["notes"] > 0
    done = specs.run(*args)
    assert done.exit_code == 1
    assert ": error " in done.stderr
    assert ": note " not in done.stderr
    assert " note" in done.stderr.splitlines()[-1]


def test_ctrl_c_exits_130_with_one_line(specs: Workspace) -> None:
    """Ctrl-C during a command exits 130 with one line."""
    code = (
        "import os, signal\nfrom clientwright.lint import lint_folder\nfrom clientwright.cli import main\n"
        f"lint_folder.lint_folder = lambda *given: os.kill(os.getpid(), {int(signal.SIGINT)})\n"
        "main(['lint'])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=specs.folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (130, "")
    assert result.stderr == "Error: interrupted\n"


@pytest.mark.parametrize(
    "module", ["click", "clientwright.cli.command_group", "clientwright.cli.lint", "jsonschema"]
)
def test_ctrl_c_during_startup_exits_130(specs: Workspace, module: str) -> None:
    """Ctrl-C exits 130 with one line, however early it comes."""
    code = (
        "import os, signal, sys\n"
        "class Press:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {module!r}: os.kill(os.getpid(), {int(signal.SIGINT)})\n"
        "sys.meta_path.insert(0, Press())\n"
        "sys.argv = ['clientwright', 'lint']\n"
        "from clientwright.__main__ import run\n"
        "run()"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=specs.folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stderr == "Error: interrupted\n"
    assert (result.returncode, result.stdout) == (130, "")


def test_unencodable_characters_are_escaped(specs: Workspace) -> None:
    """Characters that stdout cannot encode are escaped."""
    result = subprocess.run(
        command_line("explain", IMAGE, "--locale", "zh-TW"),
        cwd=specs.folder,
        env=environment(PYTHONIOENCODING="ascii"),
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert rb"\u" in result.stdout


def test_unknown_command_suggests_nearest(workspace: Workspace) -> None:
    """A misspelt command exits 2 with a suggestion."""
    result = workspace.run("genrate")
    assert result.exit_code == 2
    assert "Did you mean 'generate'?" in result.stderr
