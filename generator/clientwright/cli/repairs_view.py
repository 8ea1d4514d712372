"""Repairs as a table and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from clientwright.cli import printer
from clientwright.cli.console import fits, make_console, print_table
from clientwright.io.json_types import is_dict
from clientwright.problems import Location, quote_value

if TYPE_CHECKING:
    from rich.table import Table

    from clientwright.normalize.repair_result import Repair

_COLUMNS = ("where", "repair", "pointer", "before -> after")
_Cells = tuple[str, str, str, str, str]
"""A repair's place, code, pointer, and value before and after."""

_MAX_VALUE_CHARS = 28
_MAX_EXAMPLES = 5
AMBIGUOUS_REPAIRS = frozenset(
    {"required-unknown", "default-outside", "default-type", "enum-numbers", "keyword-spelling"}
)
"""Repairs that choose one of several readings, so a person should check them."""


def print_repairs(repairs: Sequence[Repair]) -> None:
    """Print each distinct repair once: in a table if it fits, else in lines of its own."""
    if not repairs:
        return
    groups = _group_repairs(repairs)
    _print_rows([_escape_cells(_format_cells(*group)) for group in groups])
    if len(groups) < len(repairs):
        printer.print_line("(+n: the same repair in n more places; --json lists each)")


def print_some_repairs(repairs: Sequence[Repair]) -> None:
    """Print a few repairs, of as many kinds as possible, and how many there are besides."""
    first: dict[str, Repair] = {}
    repeats: list[Repair] = []
    for repair, _ in _group_repairs(repairs):
        if first.setdefault(repair.code, repair) is not repair:
            repeats.append(repair)
    shown = [*first.values(), *repeats][:_MAX_EXAMPLES]
    if shown:
        _print_rows([_escape_cells(_format_cells(repair, 0)) for repair in shown])
    if more := len(repairs) - len(shown):
        printer.print_line(
            f"and {printer.pluralize(more, 'other repair')}; without --brief all are listed"
        )


def _group_repairs(repairs: Sequence[Repair]) -> list[tuple[Repair, int]]:
    """Return each distinct repair (ignoring its location) and how many other locations have it."""
    first: dict[str, Repair] = {}
    counts = Counter[str]()
    for repair in repairs:
        key = "\n".join(_format_cells(repair, 0)[1:])
        first.setdefault(key, repair)
        counts[key] += 1
    return [(repair, counts[key] - 1) for key, repair in first.items()]


def _print_rows(rows: Sequence[_Cells]) -> None:
    out = make_console(wide=True)
    table = _build_table(rows)
    if fits(out, table):
        print_table(out, table)
        return
    for row in rows:
        for line in _format_as_lines(row, out.width):
            printer.print_line(line)


def _build_table(rows: Sequence[_Cells]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in _COLUMNS:
        table.add_column(head, no_wrap=True)
    for row in rows:
        where, code, pointer, before, after = row
        table.add_row(*map(Text, (where, code, pointer, f"{before} -> {after}")))
    return table


def _format_as_lines(row: _Cells, width: int) -> Iterator[str]:
    """Yield a repair as lines that are broken only between its parts, so that each can be searched for."""
    from rich.cells import cell_len

    where, code, pointer, before, after = row
    for parts in ((where, code), (f"    {pointer}:", before, f"-> {after}")):
        line, *rest = parts
        for part in rest:
            if cell_len(f"{line} {part}") > width:
                yield line
                line = f"      {part}"
            else:
                line = f"{line} {part}"
        yield line


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


def _format_cells(repair: Repair, more: int) -> _Cells:
    where = str(Location(repair.location.file, line=repair.location.line)) + (
        f" (+{more})" if more else ""
    )
    before = quote_value(repair.before, _MAX_VALUE_CHARS)
    return where, repair.code, repair.pointer, before, _format_after(repair)


def _format_after(repair: Repair) -> str:
    if repair.code == "media-prose" and is_dict(repair.after):
        return f"formats {', '.join(repair.after.get('formats', ()))}"
    return quote_value(repair.after, _MAX_VALUE_CHARS)


def _escape_cells(cells: _Cells) -> _Cells:
    where, code, pointer, before, after = map(printer.escape_unsafe, cells)
    return where, code, pointer, before, after


def _json_value(value: object) -> object:
    from clientwright.normalize.repair_result import ABSENT

    return None if value is ABSENT else value
