"""Advice can be copied: its commands have the folders that the user named."""

from __future__ import annotations

import re
import shlex
import shutil

import pytest

from cli.support import Workspace


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
