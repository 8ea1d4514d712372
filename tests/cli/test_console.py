"""Tables fit 100 columns in files and pipes, in every command that prints one; progress fits its terminal."""

from __future__ import annotations

import ast
import contextlib
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import clientwright
from cli.support import Workspace
from clientwright.cli import console, contract_view, repairs_view
from clientwright.cli.console import TABLE_WIDTH
from clientwright.cli.printer import escape_unsafe
from clientwright.normalize.repair_result import ABSENT, Repair
from clientwright.problems import Location
from clientwright.testing.report import summary_table
from sources.support import PAGES
from testing.report import sample_reports

CLI = Path(clientwright.__file__).parent / "cli"
PRINTING = {"repairs_view.py", "contract_view.py"}
"""The modules that print tables; each has a test here."""

POINTERS = st.lists(st.text("abc_é場", min_size=1, max_size=9), max_size=8).map("/".join)
VALUES = st.one_of(
    st.just(ABSENT), st.text(max_size=60), st.dictionaries(st.text(max_size=9), st.integers())
)
REPAIRS = st.builds(
    Repair, st.builds(Location, POINTERS, line=st.integers(0, 9999)), POINTERS, st.just("a-code"), VALUES, VALUES
)  # fmt: skip


def captured(print_it: Callable[[], object]) -> list[str]:
    """Return the lines that a function prints to something that is no terminal."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        print_it()
    return out.getvalue().splitlines()


def test_every_module_that_prints_tables_is_known() -> None:
    """Only these modules call `print_table`, and no other makes a console; progress is for terminals."""
    calls = {
        path.name: {
            getattr(node.func, "id", getattr(node.func, "attr", ""))
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call)
        }
        for path in CLI.glob("*.py")
    }
    assert {name for name, called in calls.items() if "print_table" in called} == PRINTING
    assert {name for name, called in calls.items() if called & {"Console", "PipeConsole"}} == {
        "console.py"
    }


@given(st.lists(REPAIRS, min_size=1, max_size=6))
def test_repairs_fit(repairs: list[Repair]) -> None:
    """No line of any repairs is wider, unless one place, pointer or value alone is; no pointer is broken."""
    lines = captured(lambda: repairs_view.print_repairs(repairs))
    parts = set[str]()
    for repair in repairs:
        for more in range(len(repairs)):
            where, _, pointer, before, after = repairs_view._format_cells(repair, more)
            parts |= {where, f"{pointer}:", before, f"-> {after}"}
    for line in lines:
        assert cell_len(line) <= TABLE_WIDTH or line.strip() in parts
    text = "\n".join(lines)
    assert all(repair.pointer in text for repair in repairs)


@given(st.lists(st.text("abc/場", min_size=1, max_size=150), min_size=2, max_size=2, unique=True))
def test_contract_summary_fits(names: list[str]) -> None:
    """The summary of a contract run folds endpoint names of any length."""
    report = sample_reports.report()
    promises: dict[str, Any] = dict(
        zip(sorted({v.promise.endpoint for v in report.verdicts}), names, strict=False)
    )
    verdicts = tuple(
        replace(
            v,
            promise=replace(
                v.promise, endpoint=promises.get(v.promise.endpoint, v.promise.endpoint)
            ),
        )
        for v in report.verdicts
    )
    table = summary_table.count_table(replace(report, verdicts=verdicts))
    assert table is not None
    lines = captured(lambda: contract_view._print_table(table))
    assert max(map(cell_len, lines)) <= TABLE_WIDTH


@pytest.mark.parametrize(
    "folder", ["pages", "a-rather-long-name-of-a-folder/for-the-saved-pages-of-the-provider"]
)
def test_import_fits(workspace: Workspace, folder: str) -> None:
    """The repairs of the provider's pages fit, and each is listed with its pointer."""
    (workspace.folder / folder).mkdir(parents=True)
    for page in PAGES.glob("*.txt"):
        (workspace.folder / folder / page.name).write_bytes(page.read_bytes())
    lines = workspace.process("import", f"{folder}/*.txt").stdout.splitlines()
    end = lines.index("(+n: the same repair in n more places; --json lists each)")
    assert end > 10
    assert max(map(cell_len, lines[:end])) <= TABLE_WIDTH
    listed = workspace.json("import", f"{folder}/*.txt")["repairs"]
    assert all(any(f" {repair['pointer']}:" in line for line in lines) for repair in listed)


@given(st.text(), st.integers(0, 120))
def test_step_fits_its_width(name: str, width: int) -> None:
    """A step is never wider than its column, and keeps its end, which says most."""
    shown = console.shorten_step("Trying", name, width)
    assert cell_len(shown) <= max(width, 0)
    whole = f"Trying {escape_unsafe(name)}".rstrip()
    if cell_len(whole) <= width:
        assert shown == whole


def test_shortened_step_keeps_its_end() -> None:
    """A long id loses its start."""
    name = "kling/kling-3.0/standard/image-to-video:duration/minimum"
    assert console.shorten_step("Trying", name, 30) == "Trying …video:duration/minimum"


def test_bar_stays_visible_on_a_narrow_terminal(package: Workspace) -> None:
    """On 60 columns every trial is shown with its id, its bar and its percentage on one line."""
    terminal = pytest.importorskip("cli.test_terminal", reason="needs pseudo-terminals")
    args = ("contract", "--examples", "1", "--only", "*image-to-video:multi_prompt*")
    written = terminal.on_terminal(package, *args, COLUMNS="60")
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "\n", re.sub(r"\x1b\[[0-9;]*m", "", written))
    bars = [line for line in re.split(r"[\r\n]+", plain) if line.startswith("Trying …")]
    assert bars
    assert [line for line in bars if "%" not in line or cell_len(line) > 60] == []
    assert [line for line in bars if not re.search("[━╸╺]{8}", line)] == []


def test_lines_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal, a line is printed when enough time has passed since the last."""
    times = iter([0.0, 1.0, 14.0, 16.0, 17.0, 31.0, 99.0])
    with console.track_steps("Trying", now=lambda: next(times)) as report:
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
    with console.track_steps("Fetching", now=lambda: next(times)) as report:
        report(7, 0, "")
    assert capsys.readouterr().err == "Fetching 7\n"
