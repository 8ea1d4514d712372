"""Tables, wrapped text and progress on a terminal, and what stands for them without one.

Progress of long runs is a bar on a terminal, otherwise a line from time to time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, overload

import click

from clientwright.cli.printer import escape_unsafe, print_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

PROSE_WIDTH = 80
"""The width of prose in columns without a terminal."""

TABLE_WIDTH = 100
"""The width of tables in columns without a terminal: a log or a pull request shows this much."""

_UNLIMITED_WIDTH = 10_000
"""A width in columns that no table reaches."""

_SECONDS_BETWEEN_LINES = 15.0
_BAR_COLUMNS, _MIN_STEP_COLUMNS = 26, 20
"""The width of the bar with its percentage, and the least width of the step beside it."""

MIN_TRACKED_ITEMS = 8
"""Minimum number of items before progress is shown."""


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


@contextmanager
def track_items(names: Sequence[str], doing: str) -> Generator[Sequence[str]]:
    """Yield the names as a sequence that shows progress while it is iterated."""
    if len(names) < MIN_TRACKED_ITEMS or not sys.stderr.isatty():
        yield names
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=len(names))
        yield _TrackedSequence(names, lambda: progress.advance(task))


@contextmanager
def track_steps(
    doing: str, now: Callable[[], float] = time.monotonic
) -> Generator[Callable[[int, int, str], None]]:
    """Yield a progress callback: steps done, total steps (0 if unknown), current step.

    Without a terminal, a line is printed every 15 seconds, so that a log shows that it goes on.
    """
    if not sys.stderr.isatty():
        yield _LineReporter(doing, now).report
        return
    from rich.cells import cell_len
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    console = Console(stderr=True)
    width = max(console.width - _BAR_COLUMNS, _MIN_STEP_COLUMNS)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
    )
    with Progress(*columns, console=console, transient=True, expand=True) as progress:
        task = progress.add_task(doing.ljust(width), total=None)

        def report(done: int, total: int, name: str) -> None:
            step = shorten_step(doing, name, width)
            padded = step + " " * (width - cell_len(step))
            progress.update(task, completed=done, total=total or None, description=padded)

        yield report


def shorten_step(doing: str, name: str, width: int) -> str:
    """Return what is done with a step, in at most `width` columns; a long name loses its start."""
    from rich.cells import cell_len

    shown = escape_unsafe(name)
    whole = f"{doing} {shown}".rstrip()
    if cell_len(whole) <= width:
        return whole
    while shown and cell_len(f"{doing} …{shown}") > width:
        shown = shown[1:]
    return f"{doing} …{shown}" if shown else doing[: max(width, 0)]


class _LineReporter:
    """Prints a line about a step if the last one is long ago."""

    def __init__(self, doing: str, now: Callable[[], float]) -> None:
        self.doing, self.now, self.last = doing, now, now()

    def report(self, done: int, total: int, name: str) -> None:
        """Print the step, unless a line was printed shortly before."""
        time = self.now()
        if time - self.last < _SECONDS_BETWEEN_LINES:
            return
        self.last = time
        count = f"{done} of {total} ({100 * done // total} %)" if total else f"{done}"
        print_line(f"{self.doing} {count}{f': {name}' if name else ''}", err=True)


class _TrackedSequence(Sequence[str]):
    """A sequence that calls `report` after each item has been processed."""

    def __init__(self, names: Sequence[str], report: Callable[[], None]) -> None:
        self.names, self.report = names, report

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self.names[index]

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[str]:
        for name in self.names:
            yield name
            self.report()
