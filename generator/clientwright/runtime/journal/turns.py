"""Whose turn it is: threads take turns in the order in which they come, each with an end to its wait."""

from __future__ import annotations

import threading
import time
from contextlib import suppress


class Turns:
    """A lock for a connection. The thread that has it may take it again, as a signal handler does.

    A lock of Python alone is unfair: a thread that gives it back and takes it again at once keeps
    all others waiting. So who waits for the lock holds a door, which everyone passes first.
    """

    def __init__(self) -> None:
        self._door = threading.RLock()
        self._lock = threading.RLock()
        self._depths: dict[int, int] = {}
        """How many turns each thread has, or waits for."""

    def take(self, end: float) -> bool:
        """Wait until `end` (of `time.monotonic`) at most; return whether this thread has the turn.

        `give_back` is due in any case.
        """
        me = threading.get_ident()
        self._depths[me] = self._depths.get(me, 0) + 1
        if self._depths[me] > 1 and self._lock.acquire(blocking=False):
            return True
        try:
            return self._door.acquire(timeout=_left(end)) and self._lock.acquire(timeout=_left(end))
        finally:
            _free(self._door)

    def give_back(self) -> None:
        """Give one turn back, if this thread has any."""
        me = threading.get_ident()
        self._depths[me] = self._depths.get(me, 0) - 1
        if self._depths[me] <= 0:
            del self._depths[me]
        with suppress(RuntimeError):
            self._lock.release()

    def is_free(self) -> bool:
        """Return whether no other thread has the turn; if so, this thread takes it."""
        return self._lock.acquire(blocking=False)

    def give_all_back(self) -> None:
        """Give back whatever an interrupt left with this thread."""
        self._depths.pop(threading.get_ident(), None)
        _free(self._door)
        _free(self._lock)


def _left(end: float) -> float:
    return min(max(end - time.monotonic(), 0), threading.TIMEOUT_MAX)


def _free(lock: threading.RLock) -> None:
    if lock.acquire(blocking=False):
        with suppress(RuntimeError):  # raised once the lock is free
            while True:
                lock.release()
