# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Tells people how far a batch has come: on a terminal, as lines now and then, or to a function."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import TextIO
from unicodedata import east_asian_width

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
    """Writes one line of a terminal again and again, without colour, cut to the terminal's width."""

    def __init__(self, stream: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._now, self._next, self._width = stream, now, 0.0, 0

    def show(self, progress: BatchProgress) -> None:
        """Write the line over the last one."""
        if self._now() >= self._next:
            self._next = self._now() + _DRAW_SECONDS
            self._write(fitting(str(progress), columns_of(self._stream)), "")

    def end(self, progress: BatchProgress) -> None:
        """Write the line for good."""
        self._write(str(progress), "\n")

    def _write(self, text: str, end: str) -> None:
        width, before = sum(map(_cells, text)), self._width
        print(f"\r{text}{' ' * (before - width)}", end=end, file=self._stream, flush=True)
        self._width = width


def columns_of(stream: TextIO) -> int | None:
    """Return the columns of the terminal that a stream is, or None if they are not known."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (AttributeError, OSError, ValueError):
        return None


def _cells(char: str) -> int:
    return 2 if east_asian_width(char) in "WF" else 1


def fitting(text: str, columns: int | None) -> str:
    """Return a text cut so that it stays in one line, of whose columns the last one may wrap."""
    if columns is None:
        return text
    room, shown = columns - 1, ""
    for char in text:
        room -= _cells(char)
        if room < 0:
            return f"{shown[:-1]}…" if columns > 1 else ""
        shown += char
    return shown


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
    if (
        find_spec("rich") is None or os.getenv("TERM") == "dumb"
    ):  # where rich draws nothing before the end
        return TerminalReport(stream)
    from .rich_progress import RichReport

    return RichReport(stream)
