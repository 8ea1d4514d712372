"""Standard input and output that are closed, full, too long or no text: named in one line, and nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.support import TEXT, Workspace
from clientwright.cli import main, rules_add

FULL = Path("/dev/full")
DOCUMENTS = ("export openapi", "lint --json", "rules", "completion bash", f"explain {TEXT}")


def shell(workspace: Workspace, words: str) -> tuple[int, str]:
    """Run a line of a shell; return the exit code and what is on stderr."""
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m clientwright {words}"],
        cwd=workspace.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("words", DOCUMENTS)
def test_a_document_that_cannot_be_printed_is_an_error(specs: Workspace, words: str) -> None:
    """With stdout closed, a command that prints a document says so, and does not end with 0."""
    code, said = shell(specs, f"{words} >&-")
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("Error: standard output is closed")


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("words", [DOCUMENTS[0], DOCUMENTS[2], "--help"])
def test_a_full_disk_is_said_of_stdout(specs: Workspace, words: str) -> None:
    """If what is printed cannot be written, be it short or long, one line names the standard output."""
    said = "Error: standard output: No space left on device\n"
    assert shell(specs, f"{words} >{FULL}") == (2, said)


@pytest.mark.parametrize(("source", "said"), [("<&-", "is closed"), ("</dev/null", "is empty")])
def test_a_rule_that_is_not_there(specs: Workspace, source: str, said: str) -> None:
    """A closed or empty stdin is named, and nothing is written."""
    before = specs.tree("specs")
    code, error = shell(specs, f"rules add {TEXT} - {source}")
    assert (code, f"Error: standard input {said}: " in error, error.count("\n")) == (2, True, 1)
    assert specs.tree("specs") == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b" " * (rules_add.MOST_BYTES + 1), "standard input: larger than the limit of 256 KiB"),
        (b'{"kind":\n"\xff"}', "standard input:2: byte 10 is not UTF-8 text"),
        (b" \n ", "standard input is empty"),
    ],
)
def test_stdin_that_is_no_rule(specs: Workspace, data: bytes, said: str) -> None:
    """A text that is too long, no UTF-8 or blank is refused with the reason."""
    done = CliRunner().invoke(main, ["rules", "add", TEXT, "-"], input=data)
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr


def test_a_byte_order_mark_is_no_part_of_the_rule(specs: Workspace) -> None:
    """A rule that another system wrote to a file with a byte order mark is read."""
    rule = {"kind": "at-most-one-of", "fields": ["$.negative_prompt", "$.shot_type"]}
    data = b"\xef\xbb\xbf" + json.dumps(rule).encode()
    args = ["rules", "add", TEXT, "-", "--dry-run", "--json"]
    done = CliRunner().invoke(main, args, input=data)
    assert (done.exit_code, json.loads(done.stdout)["rule"]) == (0, rule)
