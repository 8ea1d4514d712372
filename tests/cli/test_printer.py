"""Printing: foreign text is escaped, only terminals get colour, and advice has the folders that the user named."""

from __future__ import annotations

import re
import shlex
import shutil
import unicodedata

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.support import Workspace
from clientwright.cli import printer
from clientwright.io.problems import NotJson
from clientwright.problems import Location, Problem
from clientwright.specs.problems import BadModelId


@given(st.text())
def test_escaped_text_has_no_control_characters(text: str) -> None:
    """Escaped text has no control, format or surrogate characters except tabs."""
    shown = printer.escape_unsafe(text).replace("\t", "")
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
    shown.encode("utf-8")


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_letters_of_all_languages_stay(text: str) -> None:
    """Letters, digits, punctuation and symbols of all languages are printed unchanged."""
    assert printer.escape_unsafe(text) == text


def test_piped_output_has_no_colour(specs: Workspace) -> None:
    """Piped output has no escape sequence."""
    assert "\x1b" not in specs.run("lint").output


@pytest.mark.parametrize(
    ("problems", "counted"),
    [
        ((), "no errors, 0 warnings, 0 notes"),
        ((NotJson(Location("x"), "why"),), "1 error, 0 warnings, 0 notes"),
        ((NotJson(Location("x"), "why"),) * 2, "2 errors, 0 warnings, 0 notes"),
    ],
)
def test_problem_counts_are_worded(problems: tuple[Problem, ...], counted: str) -> None:
    """Counts read: no errors, 1 error, 2 errors."""
    assert printer.describe_problem_counts(problems) == counted


def test_problem_is_always_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Newlines in foreign values never start a new line."""
    printer.print_problems([BadModelId(Location("a\nb"), "x\ny", "it has\n1 segment")])
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_json_is_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON is ASCII, even with a lone surrogate in it."""
    printer.print_json({"words": "時間 \ud800"})
    assert capsys.readouterr().out.isascii()


DIFF = ["--- a", "+++ b", "@@ -1,3 +1,2 @@", " kept", "--- removed", "+added"]


@pytest.mark.parametrize("colour", [True, False])
def test_diff_is_coloured_by_line(capsys: pytest.CaptureFixture[str], colour: bool) -> None:
    """Headers are bold, hunks cyan, removed lines red and added lines green, if colour is on."""
    with click.Context(click.Command("generate"), color=colour):
        printer.print_unified_diff("\n".join(DIFF))
    lines = capsys.readouterr().out.splitlines()
    styles = ["\x1b[1m", "\x1b[1m", "\x1b[36m", "", "\x1b[31m", "\x1b[32m"]
    assert [click.unstyle(line) for line in lines] == DIFF
    assert [line.split(text)[0] for line, text in zip(lines, DIFF, strict=True)] == (
        styles if colour else [""] * len(DIFF)
    )


@pytest.fixture
def elsewhere(specs: Workspace) -> Workspace:
    """Return a workspace whose specs are in a folder of another name, with its package and cassettes."""
    shutil.move(specs.folder / "specs", specs.folder / "own specs")
    assert specs.run("generate", "--specs", "own specs", "--out", "made").exit_code == 0
    return specs


@pytest.mark.parametrize("brief", [(), ("--brief",), ("--json",)], ids=str)
def test_advice_of_generate_can_be_copied(elsewhere: Workspace, brief: tuple[str, ...]) -> None:
    """The command that a check advises makes the same check pass."""
    folders = ("--specs", "own specs", "--out", "made")
    (elsewhere.folder / "made/runcomfy/py.typed").unlink()
    done = elsewhere.run("generate", "--check", *folders, *brief)
    assert done.exit_code == 1
    (command,) = set(
        re.findall(r"clientwright (generate --specs 'own specs' --out made)", done.stdout)
    )
    assert elsewhere.run(*shlex.split(command)).exit_code == 0
    assert elsewhere.run("generate", "--check", *folders).exit_code == 0


def test_advice_of_record_can_be_copied(elsewhere: Workspace) -> None:
    """The command for missing cassettes names the folder that was checked."""
    done = elsewhere.run("record", "--check", "--specs", "own specs", "--into", "tapes")
    assert "clientwright record --specs 'own specs' --into tapes --endpoint " in done.output


def test_missing_specs_keep_the_folder(workspace: Workspace) -> None:
    """Whoever names a missing folder is told to import into it."""
    assert (
        "'clientwright import --specs other' first"
        in workspace.run("lint", "--specs", "other").stderr
    )


def test_advice_without_options_is_short(specs: Workspace) -> None:
    """Options that were not given are not advised."""
    assert "Run 'clientwright generate'." in specs.run("generate", "--check").stdout
