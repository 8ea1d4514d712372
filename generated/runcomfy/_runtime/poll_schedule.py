# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""When the waits of a client look at their jobs: the pace of each, and turns that all of them share."""

from __future__ import annotations

import threading
from collections.abc import Callable

SHORTEST_PACE = 1.0
LONGEST_PACE = 10.0
"""Seconds between two looks at a job; with very many waits more, see `PollSchedule.pace`."""


class PollSchedule:
    """Shares out the looks of all waits of a client; usable from several threads.

    Looks begin at least `1 / polls_per_second` seconds apart. Requests that cannot be put off
    (a last look, a finished job's result) go at once, and later looks make up for them.
    """

    def __init__(self, polls_per_second: float, now: Callable[[], float]) -> None:
        self._gap, self._now = 1 / polls_per_second, now
        # a signal handler may wait for a job while it interrupts a thread that holds the lock
        self._next_turn, self._waits, self._lock = 0.0, 0, threading.RLock()

    def count(self, change: int) -> None:
        """Count a wait that begins (1) or ends (-1)."""
        with self._lock:
            self._waits += change

    def pace(self, age: float) -> float:
        """Return the seconds between two looks at a job of an age in seconds: about a tenth of it."""
        by_age = min(max(SHORTEST_PACE, age / 10), LONGEST_PACE)
        return max(by_age, self._waits * self._gap)

    def take_turn(self) -> float:
        """Take the next turn; return the seconds until it comes."""
        with self._lock:
            at = max(self._now(), self._next_turn)
            self._next_turn = at + self._gap
            return at - self._now()
