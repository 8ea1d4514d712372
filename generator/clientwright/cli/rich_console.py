"""Rich's console, by the rules of this command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

PROSE_WIDTH = 80
"""The width of prose where there is no terminal to ask."""

UNLIMITED_WIDTH = 10_000
"""A width that nothing reaches."""


def make_console(*, wide: bool = False) -> Console:
    """Give a console on stdout: coloured on a terminal only, never wider than can be read.

    `wide` is for tables, which in a file or a pipe keep each row on one line.
    """
    from rich.console import Console

    terminal = sys.stdout.isatty()
    coloured = terminal and click.get_current_context().color is not False
    made = Console(
        file=sys.stdout,
        markup=False,
        emoji=False,
        highlight=False,
        force_terminal=terminal,
        color_system="auto" if coloured else None,
    )
    if not terminal:
        made.width = UNLIMITED_WIDTH if wide else PROSE_WIDTH
    elif not wide:
        made.width = min(made.width, 100)
    return made
