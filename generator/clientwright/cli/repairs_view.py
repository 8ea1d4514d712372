"""Repairs as a table and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from clientwright.cli import printer
from clientwright.cli.rich_console import UNLIMITED_WIDTH, make_console
from clientwright.problems import Location, quote_value

if TYPE_CHECKING:
    from rich.table import Table

    from clientwright.normalize.repair_result import Repair

_COLUMNS = ("where", "repair", "pointer", "before -> after")
_MAX_VALUE_CHARS = 28
AMBIGUOUS_REPAIRS = frozenset(
    {"required-unknown", "default-outside", "default-type", "enum-numbers"}
)
"""Repairs that choose one of several readings, so a person should check them."""


def print_repairs(repairs: Sequence[Repair]) -> None:
    """Print each distinct repair once: in a table if it fits, else in two lines each."""
    if not repairs:
        return
    groups = _group_repairs(repairs)
    _print_rows([tuple(map(printer.escape_unsafe, _format_cells(*group))) for group in groups])
    if len(groups) < len(repairs):
        printer.print_line("(+n: the same repair in n more places; --json lists each)")


def _group_repairs(repairs: Sequence[Repair]) -> list[tuple[Repair, int]]:
    """Return each distinct repair (ignoring its location) and how many other locations have it."""
    first: dict[str, Repair] = {}
    counts = Counter[str]()
    for repair in repairs:
        key = "\n".join(_format_cells(repair, 0)[1:])
        first.setdefault(key, repair)
        counts[key] += 1
    return [(repair, counts[key] - 1) for key, repair in first.items()]


def _print_rows(rows: Sequence[tuple[str, ...]]) -> None:
    out = make_console(wide=True)
    table = _build_table(rows)
    unlimited = out.options.update(max_width=UNLIMITED_WIDTH)
    if out.measure(table, options=unlimited).maximum > out.width:
        _print_as_list(rows)
        return
    with out.capture() as captured:
        out.print(table)
    for row in captured.get().splitlines():
        click.echo(row.rstrip())


def _build_table(rows: Sequence[tuple[str, ...]]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in _COLUMNS:
        table.add_column(head, no_wrap=True)
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _print_as_list(rows: Sequence[tuple[str, ...]]) -> None:
    for where, code, pointer, change in rows:
        printer.print_line(f"{where} {code}")
        printer.print_line(f"    {pointer}: {change}")


def repair_as_json(repair: Repair) -> dict[str, object]:
    """Return a repair as a JSON document, with null for an absent value."""
    return {
        "code": repair.code,
        "file": repair.location.file,
        "line": repair.location.line,
        "pointer": repair.pointer,
        "before": _json_value(repair.before),
        "after": _json_value(repair.after),
    }


def _format_cells(repair: Repair, more: int) -> tuple[str, ...]:
    where = str(Location(repair.location.file, line=repair.location.line)) + (
        f" (+{more})" if more else ""
    )
    change = f"{_format_value(repair.before)} -> {_format_value(repair.after)}"
    return where, repair.code, repair.pointer, change


def _format_value(value: object) -> str:
    return quote_value(value, _MAX_VALUE_CHARS)


def _json_value(value: object) -> object:
    from clientwright.normalize.repair_result import ABSENT

    return None if value is ABSENT else value
