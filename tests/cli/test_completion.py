"""`completion`: click's scripts, and endpoint names completed from the specs."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from cli.support import IMAGE, TEXT, Workspace, environment
from clientwright.cli import main


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_of_each_shell(workspace: Workspace, shell: str) -> None:
    """The script calls the program with the shell's completion variable."""
    result = workspace.run("completion", shell)
    assert result.exit_code == 0
    assert f"_CLIENTWRIGHT_COMPLETE={shell}_complete" in result.stdout


def completed(workspace: Workspace, *words: str) -> list[str]:
    """Return the completions of the last word, as fish asks for them."""
    result = subprocess.run(
        [sys.executable, "-c", "from clientwright.cli import main; main(prog_name='clientwright')"],
        cwd=workspace.folder,
        env=environment(
            _CLIENTWRIGHT_COMPLETE="fish_complete",
            COMP_WORDS=" ".join(["clientwright", *words]),
            COMP_CWORD=words[-1],
        ),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    found = filter(None, result.stdout.splitlines())
    return [line.split(",", 1)[1].split("\t")[0] for line in found]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("im", [IMAGE]),
        ("standard/t", [f"standard/{TEXT}"]),
        ("kling/", [f"kling/kling-3.0/standard/{name}" for name in (IMAGE, TEXT)]),
        ("zz", []),
    ],
)
def test_endpoint_name_completes(specs: Workspace, word: str, expected: list[str]) -> None:
    """ENDPOINT completes from the start of an id or of an id's suffix."""
    assert completed(specs, "explain", word) == expected


def test_completion_reads_the_given_specs_folder(workspace: Workspace) -> None:
    """Completion reads the folder that --specs names before the word."""
    workspace.run("import", "text-to-video.en.txt", "--specs", "elsewhere")
    assert completed(workspace, "explain", "--specs", "elsewhere", "te") == [TEXT]
    assert completed(workspace, "explain", "--specs", "elsewhere", "im") == []
    assert completed(workspace, "explain", "im") == [IMAGE]
    assert completed(workspace, "contract", "--endpoint", "te") == []


def test_command_name_completes(workspace: Workspace) -> None:
    """Command names complete."""
    assert completed(workspace, "ge") == ["generate"]


def test_help_shows_installation() -> None:
    """The help of `completion` shows how to install it for each shell."""
    out = CliRunner().invoke(main, ["completion", "--help"]).stdout
    assert all(f"completion {shell} >" in out for shell in ("bash", "zsh", "fish"))
