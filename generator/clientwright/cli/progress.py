"""Progress of long runs, shown on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import overload

from clientwright.cli.printer import escape_unsafe

MIN_TRACKED_ITEMS = 8
"""Minimum number of items before progress is shown."""


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
def track_steps(doing: str) -> Generator[Callable[[int, int, str], None]]:
    """Yield a progress callback: steps done, total steps (0 if unknown), current step."""
    if not sys.stderr.isatty():
        yield lambda done, total, name: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=None)

        def report(done: int, total: int, name: str) -> None:
            description = f"{doing} {escape(escape_unsafe(name))}"
            progress.update(task, completed=done, total=total or None, description=description)

        yield report


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
