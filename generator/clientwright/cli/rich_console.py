"""Rich's console, configured for this command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

PROSE_WIDTH = 80
"""The width of prose in columns without a terminal."""

UNLIMITED_WIDTH = 10_000
"""A width in columns that no output reaches."""


def make_console(*, wide: bool = False) -> Console:
    """Return a console on stdout, coloured on a terminal only and at most 100 columns wide.

    `wide` lifts the limit: in a file or pipe, each row of a table stays on one line.
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
        console.width = UNLIMITED_WIDTH if wide else PROSE_WIDTH
    elif not wide:
        console.width = min(console.width, 100)
    return console
