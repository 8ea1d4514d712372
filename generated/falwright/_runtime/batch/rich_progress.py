# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""A batch's progress on a terminal, drawn by rich."""

from __future__ import annotations

from importlib import import_module
from typing import Any, TextIO

from .batch_progress import BatchProgress, ProgressReport


class RichReport(ProgressReport):
    """Draws a bar, and beside it what runs, what failed and what was spent."""

    def __init__(self, stream: TextIO) -> None:
        console = import_module("rich.console").Console(file=stream)
        rich = import_module("rich.progress")
        columns = (
            rich.TextColumn("{task.description}", markup=False),
            rich.BarColumn(),
            rich.MofNCompleteColumn(),
            rich.TextColumn("{task.fields[facts]}"),
            rich.TimeElapsedColumn(),
        )
        self._progress: Any = rich.Progress(*columns, console=console, auto_refresh=False)
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
