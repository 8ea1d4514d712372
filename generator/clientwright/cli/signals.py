"""Signals that end a command early: SIGTERM is handled like Ctrl-C, and remembered for the exit code."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from clientwright.cli import printer

_FIRST_SIGNAL_CODE = 128
"""A program that a signal ends has this exit code plus the signal's number, as in shells."""


class EarlyEnd:
    """Which signal has ended a run; the first one counts.

    CI systems send SIGINT and soon afterwards SIGTERM. The second must not disturb the report,
    but a person who presses Ctrl-C again wants the end.
    """

    def __init__(self) -> None:
        """Start without a signal: Ctrl-C is the usual one."""
        self.number = int(signal.SIGINT)
        self.is_reporting = False

    @property
    def exit_code(self) -> int:
        """The exit code for the signal: 130 for Ctrl-C, 143 for SIGTERM."""
        return _FIRST_SIGNAL_CODE + self.number

    def handle_signal(self, number: int, frame: FrameType | None) -> None:
        """Interrupt the run; SIGTERM does not interrupt the writing of its report."""
        if self.is_reporting and number != signal.SIGINT:
            return
        if not self.is_reporting:
            self.number, self.is_reporting = number, True
        raise KeyboardInterrupt


@contextmanager
def termination_as_interrupt() -> Generator[EarlyEnd]:
    """Let SIGTERM raise `KeyboardInterrupt` as Ctrl-C does, until the block ends.

    If the block does not handle it, the program ends with the signal's exit code.
    """
    found = EarlyEnd()
    if threading.current_thread() is not threading.main_thread():
        yield found
        return
    handled = [signal.SIGTERM]
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        handled.append(signal.SIGINT)
    before = {number: signal.signal(number, found.handle_signal) for number in handled}
    try:
        yield found
    except KeyboardInterrupt:
        printer.print_error("interrupted")
        sys.exit(found.exit_code)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
