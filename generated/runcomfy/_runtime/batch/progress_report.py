# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Tells people how far a batch has come: on a terminal, as lines now and then, or to a function."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import TextIO

from .batch_progress import BatchProgress, ProgressReport

LINE_SECONDS = 30.0
"""Seconds between two lines where there is no terminal."""
_DRAW_SECONDS = 0.1


class FunctionReport(ProgressReport):
    """Calls a function of the caller."""

    def __init__(self, call: Callable[[BatchProgress], object]) -> None:
        self._call, self._last = call, tuple[object, ...]()

    def show(self, progress: BatchProgress) -> None:
        """Call it if anything but the time has changed."""
        if self._last != progress[:-1]:
            self._last = progress[:-1]
            self._call(progress)

    def end(self, progress: BatchProgress) -> None:
        """Call it once more if there is news."""
        self.show(progress)


class LineReport(ProgressReport):
    """Writes a line now and then, and one at the end."""

    def __init__(self, stream: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._now = stream, now
        self._next = now() + LINE_SECONDS

    def show(self, progress: BatchProgress) -> None:
        """Write a line if the last one is old."""
        if (time_now := self._now()) >= self._next:
            self._next = time_now + LINE_SECONDS
            self.end(progress)

    def end(self, progress: BatchProgress) -> None:
        """Write a line."""
        print(progress, file=self._stream, flush=True)


class TerminalReport(ProgressReport):
    """Writes one line of a terminal again and again, without colour."""

    def __init__(self, stream: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._now, self._next, self._width = stream, now, 0.0, 0

    def show(self, progress: BatchProgress) -> None:
        """Write the line over the last one."""
        if self._now() >= self._next:
            self._next = self._now() + _DRAW_SECONDS
            self._write(progress, "")

    def end(self, progress: BatchProgress) -> None:
        """Write the line for good."""
        self._write(progress, "\n")

    def _write(self, progress: BatchProgress, end: str) -> None:
        text = str(progress)
        print(f"\r{text.ljust(self._width)}", end=end, file=self._stream, flush=True)
        self._width = len(text)


def progress_report(
    wanted: bool | Callable[[BatchProgress], object] | None, stream: TextIO | None = None
) -> ProgressReport:
    """Return how to tell it: None and True choose by where the standard error leads."""
    if wanted is False:
        return ProgressReport()
    if callable(wanted):
        return FunctionReport(wanted)
    if (stream := stream or sys.stderr) is None:  # a program without a console
        return ProgressReport()
    if not stream.isatty():
        return LineReport(stream)
    if find_spec("rich") is None:
        return TerminalReport(stream)
    from .rich_progress import RichReport

    return RichReport(stream)
