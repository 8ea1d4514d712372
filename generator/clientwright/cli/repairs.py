"""Repairs for a person (a table) and for a machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from clientwright.cli import show
from clientwright.cli.console import NO_LIMIT, console
from clientwright.problems import Location, quote_value

if TYPE_CHECKING:
    from rich.table import Table

    from clientwright.normalize.repair_result import Repair

_HEADS = ("where", "repair", "pointer", "before -> after")
_SHORT = 28
CHOOSING = frozenset({"required-unknown", "default-outside", "default-type", "enum-numbers"})
"""Repairs that take one of several readings: a person may know a better one."""


def table(repairs: Sequence[Repair]) -> None:
    """Print every repair, the same one of several documents once: in a table where it fits, else in two lines each."""
    if not repairs:
        return
    groups = _grouped(repairs)
    _rows([tuple(map(show.harmless, _cells(*group))) for group in groups])
    if len(groups) < len(repairs):
        show.line("(+n: the same repair in n more places; --json lists each)")


def _grouped(repairs: Sequence[Repair]) -> list[tuple[Repair, int]]:
    """Give each repair that looks different to a reader, its place aside, and how many more places have it."""
    first: dict[str, Repair] = {}
    counts = Counter[str]()
    for repair in repairs:
        key = "\n".join(_cells(repair, 0)[1:])
        first.setdefault(key, repair)
        counts[key] += 1
    return [(repair, counts[key] - 1) for key, repair in first.items()]


def _rows(rows: Sequence[tuple[str, ...]]) -> None:
    out = console(wide=True)
    made = _table(rows)
    endless = out.options.update(max_width=NO_LIMIT)
    if out.measure(made, options=endless).maximum > out.width:
        _list(rows)
        return
    with out.capture() as captured:
        out.print(made)
    for row in captured.get().splitlines():
        click.echo(row.rstrip())


def _table(rows: Sequence[tuple[str, ...]]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in _HEADS:
        made.add_column(head, no_wrap=True)
    for row in rows:
        made.add_row(*map(Text, row))
    return made


def _list(rows: Sequence[tuple[str, ...]]) -> None:
    for where, code, pointer, change in rows:
        show.line(f"{where} {code}")
        show.line(f"    {pointer}: {change}")


def as_json(repair: Repair) -> dict[str, object]:
    """Give a repair for a machine; null stands where nothing stood."""
    return {
        "code": repair.code,
        "file": repair.place.file,
        "line": repair.place.line,
        "pointer": repair.pointer,
        "before": _plain(repair.before),
        "after": _plain(repair.after),
    }


def _cells(repair: Repair, more: int) -> tuple[str, ...]:
    where = str(Location(repair.place.file, line=repair.place.line)) + (
        f" (+{more})" if more else ""
    )
    change = f"{_short(repair.before)} -> {_short(repair.after)}"
    return where, repair.code, repair.pointer, change


def _short(value: object) -> str:
    return quote_value(value, _SHORT)


def _plain(value: object) -> object:
    from clientwright.normalize.repair_result import ABSENT

    return None if value is ABSENT else value
