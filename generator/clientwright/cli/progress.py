"""How far a long reading has come, shown on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import overload

from clientwright.cli.printer import escape_unsafe

MIN_TRACKED_ITEMS = 8
"""From how many sources on the progress is worth a line."""


@contextmanager
def track_items(names: Sequence[str], doing: str) -> Generator[Sequence[str]]:
    """Give the names, as a sequence whose reader's progress is shown while it is walked."""
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
    """Give a function that is told how far something has come: steps done, in all (0: not known), what comes now."""
    if not sys.stderr.isatty():
        yield lambda done, total, name: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=None)

        def told(done: int, total: int, name: str) -> None:
            said = f"{doing} {escape(escape_unsafe(name))}"
            progress.update(task, completed=done, total=total or None, description=said)

        yield told


class _TrackedSequence(Sequence[str]):
    """A sequence that reports each item that was taken and is done with."""

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
