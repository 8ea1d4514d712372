"""`completion`: the scripts are click's own; endpoints complete from the specs."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from cli.support import IMAGE, TEXT, Workspace, environment
from clientwright.cli import main


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(workspace: Workspace, shell: str) -> None:
    """The script names the program and asks it for completions."""
    result = workspace.run("completion", shell)
    assert result.exit_code == 0
    assert f"_CLIENTWRIGHT_COMPLETE={shell}_complete" in result.stdout


def completed(workspace: Workspace, *words: str) -> list[str]:
    """Ask for completions as fish does: the last word is not finished."""
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
def test_endpoints_complete(specs: Workspace, word: str, expected: list[str]) -> None:
    """ENDPOINT completes from the beginning of an id, or of an ending."""
    assert completed(specs, "explain", word) == expected


def test_endpoints_complete_from_the_named_folder(workspace: Workspace) -> None:
    """--specs before the word says where to look."""
    workspace.run("import", "text-to-video.en.txt", "--specs", "elsewhere")
    assert completed(workspace, "explain", "--specs", "elsewhere", "te") == [TEXT]
    assert completed(workspace, "explain", "te") == []


def test_commands_complete(workspace: Workspace) -> None:
    """The commands themselves complete."""
    assert completed(workspace, "ge") == ["generate"]


def test_help_says_how_to_install_it() -> None:
    """The help of `completion` has a line for each shell."""
    out = CliRunner().invoke(main, ["completion", "--help"]).stdout
    assert all(f"completion {shell} >" in out for shell in ("bash", "zsh", "fish"))
