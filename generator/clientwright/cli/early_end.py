"""Signals that end a `contract` run: its report is written, whenever they come."""

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
    but a person who presses Ctrl-C again wants the end. The first signal does not disturb a report
    that is being written anyway.
    """

    def __init__(self) -> None:
        """Start without a signal: Ctrl-C is the usual one."""
        self.number = int(signal.SIGINT)
        self.is_reporting = self._has_come = False

    @property
    def exit_code(self) -> int:
        """The exit code for the signal: 130 for Ctrl-C, 143 for SIGTERM."""
        return _FIRST_SIGNAL_CODE + self.number

    def begin_report(self) -> None:
        """Note that the report is being written, which only a second signal interrupts."""
        self.is_reporting = True

    def handle_signal(self, number: int, frame: FrameType | None) -> None:
        """Interrupt the run; of its report only a second signal, if it is Ctrl-C."""
        again, self._has_come = self._has_come, True
        if self.is_reporting and not (again and number == signal.SIGINT):
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


def release_signals() -> None:
    """Let signals come that the start of the program has held back (see `clientwright.__main__`)."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
