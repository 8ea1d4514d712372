"""A pace that several workers keep together: when one is told to wait, all of them do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

DEFAULT_WAIT = 2.0
"""Seconds to wait where the provider does not say how many."""


@dataclass(slots=True)
class SharedBackoff:
    """Not before when the next question may be asked; `clock` and `sleep` can be moved by tests."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def wait_until_allowed(self) -> None:
        """Wait until it is allowed to ask."""
        while (left := self._until - self.clock()) > 0:
            self.sleep(left)

    def postpone(self, seconds: float) -> None:
        """Let nobody ask before so many seconds are over."""
        with self._lock:
            self._until = max(self._until, self.clock() + seconds)
