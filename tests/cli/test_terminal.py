"""Behaviour on a real terminal: colour, width and progress."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from cli.support import IMAGE, Workspace, command_line, environment
from clientwright.cli import contract_view
from clientwright.testing.promises import VerdictState
from clientwright.testing.report import summary_table
from sources.support import PAGES
from testing.report import sample_reports

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")


def on_terminal(workspace: Workspace, *args: str, **env: str) -> str:
    """Run a command on a pseudo-terminal of 80 columns and return everything it writes."""
    ours, theirs = pty.openpty()
    more = {"COLUMNS": "80", "TERM": "xterm-256color", **env}
    with subprocess.Popen(
        command_line(*args),
        cwd=workspace.folder,
        env=environment(**more),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        written = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return written.decode()


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 65536)
    except OSError:
        return b""


@pytest.mark.parametrize("args", [("lint",), ("explain", IMAGE)])
@pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_terminal_gets_colour_unless_no_color(
    specs: Workspace, args: tuple[str, ...], env: dict[str, str], coloured: bool
) -> None:
    """A terminal gets colour; with NO_COLOR it gets no escape sequence."""
    assert ("\x1b[" in on_terminal(specs, *args, **env)) == coloured


def test_diff_is_coloured_on_a_terminal(package: Workspace) -> None:
    """`generate --check` colours removed lines, but not with NO_COLOR or in a pipe."""
    (package.folder / "generated/runcomfy/_client.py").write_text("# mine\n", "utf-8")
    assert "\x1b[31m-# mine\x1b[0m" in on_terminal(package, "generate", "--check")
    assert "\x1b" not in on_terminal(package, "generate", "--check", NO_COLOR="1")
    assert "\x1b" not in package.process("generate", "--check").stdout


def test_repairs_fit_a_narrow_terminal(workspace: Workspace) -> None:
    """If the table does not fit, each pointer is still on one line."""
    out = on_terminal(workspace, "import", "image-to-video.en.txt", NO_COLOR="1")
    lines = [line.strip() for line in out.splitlines()]
    repairs = workspace.json("import", "image-to-video.en.txt")["repairs"]
    assert repairs
    for repair in repairs:
        assert any(line.startswith(f"{repair['pointer']}:") for line in lines), repair


def test_explain_fits_the_terminal(specs: Workspace) -> None:
    """No line of an explanation is wider than the terminal, counting wide characters as two."""
    out = re.sub(r"\x1b\[[0-9;]*m", "", on_terminal(specs, "explain", IMAGE, "--locale", "zh-TW"))
    assert max(map(cell_len, out.splitlines())) <= 80


def test_importing_many_files_shows_progress(workspace: Workspace) -> None:
    """Importing many files shows progress on a terminal; a few files or a pipe show none."""
    pages = [p for p in PAGES.glob("*.txt") if not (workspace.folder / p.name).exists()]
    names = [Path(shutil.copy(path, workspace.folder)).name for path in pages]
    names += [path.name for path in workspace.folder.glob("*.en.txt")]
    assert "Reading" in on_terminal(workspace, "import", *names)
    assert "Reading" not in on_terminal(workspace, "import", names[0])
    assert "Reading" not in workspace.process("import", *names).stderr


def test_narrow_terminal_loses_no_number(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The contract's summary keeps every column on a terminal of 40 columns; its rows wrap."""
    monkeypatch.setattr(
        contract_view, "make_console", lambda wide: Console(width=40, file=io.StringIO())
    )
    contract_view._print_table(summary_table.count_table(sample_reports.report()))
    heading = capsys.readouterr().out.splitlines()[0]
    assert [state for state in VerdictState if state not in heading] == []
