# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The limit of requests in flight of a sync client: first come, first served."""

from __future__ import annotations

import threading
import time
from collections import deque

MAX_IN_FLIGHT = 16
"""Requests of one client that are sent at once; more connections make HTTP pools slow."""
_SLICE = 0.1
"""Seconds after which a waiting thread looks up, because on Windows a waiting thread gets no Ctrl-C."""


class RequestGate:
    """Lets a number of requests through at once; the others wait in line."""

    def __init__(self, turns: int = MAX_IN_FLIGHT) -> None:
        # a signal handler may use the client while it interrupts a thread that holds the lock
        self.free, self.lock = turns, threading.RLock()
        self.line: deque[Turn] = deque()

    def let_all_through(self) -> None:
        """Call everyone in line, each of whom then finds that the client is being closed."""
        with self.lock:
            while self.line:
                self.line.popleft().call()


class Turn:
    """One request's turn; `give_back` belongs in a `finally`, whether it was taken or not."""

    def __init__(self, gate: RequestGate) -> None:
        self.taken, self._gate = False, gate
        self._called: threading.Lock | None = None

    def take(self, seconds: float) -> bool:
        """Wait for the turn, at most this long; return whether it has come."""
        with self._gate.lock:  # no call before `taken`: an interrupt can come after a call only
            if self._gate.free:
                self._gate.free -= 1
                self.taken = True
                return True
            self._called = called = threading.Lock()
            called.acquire()
            self._gate.line.append(self)
        acquire(called, seconds)
        return self.taken

    def give_back(self) -> None:
        """Let the next request in line through, or leave the line."""
        gate = self._gate
        with gate.lock:
            if self.taken:
                self.taken = False
                if gate.line:
                    gate.line.popleft().call()
                else:
                    gate.free += 1
            elif self in gate.line:
                gate.line.remove(self)

    def call(self) -> None:
        """Give the turn; for the gate, which holds its lock."""
        self.taken = True
        if self._called:
            self._called.release()


def acquire(lock: threading.Lock, seconds: float) -> bool:
    """Acquire a lock within some seconds, so that an interrupt gets through on every system."""
    end = time.monotonic() + seconds
    while not lock.acquire(timeout=max(0.0, min(_SLICE, end - time.monotonic()))):
        if time.monotonic() >= end:
            return False
    return True
