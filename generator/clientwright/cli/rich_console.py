"""Rich's console, configured for this command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

PROSE_WIDTH = 80
"""The width of prose in columns without a terminal."""

TABLE_WIDTH = 100
"""The width of tables in columns without a terminal: a log or a pull request shows this much."""

_UNLIMITED_WIDTH = 10_000
"""A width in columns that no table reaches."""


def make_console(*, wide: bool = False) -> Console:
    """Return a console on stdout, coloured on a terminal only and at most 100 columns wide.

    `wide` is for tables: the whole terminal or, in a file or pipe, 100 columns.
    """
    from rich.console import Console

    class PipeConsole(Console):
        """A console that lets the command group handle a closed pipe."""

        def on_broken_pipe(self) -> None:
            """Raise the error again; rich would exit with 1."""
            raise BrokenPipeError

    terminal = sys.stdout.isatty()
    coloured = terminal and click.get_current_context().color is not False
    console = PipeConsole(
        file=sys.stdout,
        markup=False,
        emoji=False,
        highlight=False,
        force_terminal=terminal,
        color_system="auto" if coloured else None,
    )
    if not terminal:
        console.width = TABLE_WIDTH if wide else PROSE_WIDTH
    elif not wide:
        console.width = min(console.width, 100)
    return console


def fits(console: Console, table: Table) -> bool:
    """Return whether every row of a table fits on one line."""
    unlimited = console.options.update(max_width=_UNLIMITED_WIDTH)
    return console.measure(table, options=unlimited).maximum <= console.width


def print_table(console: Console, table: Table) -> None:
    """Print a table at most as wide as its console, without spaces at line ends."""
    with console.capture() as captured:
        console.print(table)
    for row in captured.get().splitlines():
        click.echo(row.rstrip())
