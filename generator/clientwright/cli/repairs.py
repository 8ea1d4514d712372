"""Repairs for a person (a table) and for a machine."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from clientwright.cli import show
from clientwright.cli.console import console
from clientwright.problems import Place, shown

if TYPE_CHECKING:
    from clientwright.dialect.values import Repair

_HEADS = ("where", "repair", "pointer", "before -> after")
_SHORT = 28


def table(repairs: Sequence[Repair]) -> None:
    """Print every repair in a row; the columns fold on a terminal, and never in a file."""
    if not repairs:
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in _HEADS:
        made.add_column(head, overflow="fold", no_wrap=not sys.stdout.isatty())
    for repair in repairs:
        made.add_row(*(Text(show.harmless(cell)) for cell in _cells(repair)))
    out = console(wide=True)
    with out.capture() as captured:
        out.print(made)
    for row in captured.get().splitlines():
        click.echo(row.rstrip())


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


def _cells(repair: Repair) -> tuple[str, ...]:
    where = str(Place(repair.place.file, line=repair.place.line))
    change = f"{_short(repair.before)} -> {_short(repair.after)}"
    return where, repair.code, repair.pointer, change


def _short(value: object) -> str:
    return shown(value, _SHORT)


def _plain(value: object) -> object:
    from clientwright.dialect.values import ABSENT

    return None if value is ABSENT else value
