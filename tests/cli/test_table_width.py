"""Tables fit 100 columns in files and pipes, in every command that prints one."""

from __future__ import annotations

import ast
import contextlib
import io
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
from clientwright.cli import contract_view, repairs_view
from clientwright.cli.rich_console import TABLE_WIDTH
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
        "rich_console.py",
        "progress.py",
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
