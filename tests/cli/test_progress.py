"""Progress of long runs: a bar on a terminal, a line from time to time without one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cli.support import Workspace
from clientwright.cli import progress
from clientwright.cli.printer import escape_unsafe


@given(st.text(), st.integers(0, 120))
def test_step_fits_its_width(name: str, width: int) -> None:
    """A step is never wider than its column, and keeps its end, which says most."""
    shown = progress.shorten_step("Trying", name, width)
    assert cell_len(shown) <= max(width, 0)
    whole = f"Trying {escape_unsafe(name)}".rstrip()
    if cell_len(whole) <= width:
        assert shown == whole


def test_shortened_step_keeps_its_end() -> None:
    """A long id loses its start."""
    name = "kling/kling-3.0/standard/image-to-video:duration/minimum"
    assert progress.shorten_step("Trying", name, 30) == "Trying …video:duration/minimum"


def test_bar_stays_visible_on_a_narrow_terminal(specs: Workspace) -> None:
    """On 60 columns every trial is shown with its id, its bar and its percentage on one line."""
    terminal = pytest.importorskip("cli.test_terminal", reason="needs pseudo-terminals")
    assert specs.run("generate").exit_code == 0
    args = ("contract", "--examples", "1", "--only", "*image-to-video:multi_prompt*")
    written = terminal.on_terminal(specs, *args, COLUMNS="60")
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "\n", re.sub(r"\x1b\[[0-9;]*m", "", written))
    bars = [line for line in re.split(r"[\r\n]+", plain) if line.startswith("Trying …")]
    assert bars
    assert [line for line in bars if "%" not in line or cell_len(line) > 60] == []
    assert [line for line in bars if not re.search("[━╸╺]{8}", line)] == []


def test_lines_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal, a line is printed when enough time has passed since the last."""
    times = iter([0.0, 1.0, 14.0, 16.0, 17.0, 31.0, 99.0])
    with progress.track_steps("Trying", now=lambda: next(times)) as report:
        for done, name in enumerate(["a", "b", "c\x1b", "d", "e", "f"]):
            report(done, 200, name)
    assert capsys.readouterr().err.splitlines() == [
        "Trying 2 of 200 (1 %): c\\x1b",
        "Trying 4 of 200 (2 %): e",
        "Trying 5 of 200 (2 %): f",
    ]


def test_lines_of_an_unknown_total(capsys: pytest.CaptureFixture[str]) -> None:
    """If the number of steps is unknown, the line has what is known."""
    times = iter([0.0, 20.0])
    with progress.track_steps("Fetching", now=lambda: next(times)) as report:
        report(7, 0, "")
    assert capsys.readouterr().err == "Fetching 7\n"
