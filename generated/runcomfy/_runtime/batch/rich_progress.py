# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""A batch's progress on a terminal, drawn by rich."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from .batch_progress import BatchProgress, ProgressReport


class RichReport(ProgressReport):
    """Draws a bar, and beside it what runs, what failed and what was spent."""

    def __init__(self, stream: TextIO) -> None:
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[facts]}"),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=Console(file=stream), auto_refresh=False)
        self._task = self._progress.add_task("batch", total=None, facts="")
        self._is_drawn = False

    def show(self, progress: BatchProgress) -> None:
        """Draw the present state; the terminal gets at most ten drawings a second."""
        if not self._is_drawn:
            self._progress.start()
            self._is_drawn = True
        self._progress.update(
            self._task,
            description=progress.title,
            completed=progress.done,
            total=progress.total,
            facts=progress.facts(),
            refresh=True,
        )

    def end(self, progress: BatchProgress) -> None:
        """Draw the last state, and leave it there."""
        self.show(progress)
        self._progress.stop()
