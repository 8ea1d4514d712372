"""Backoff shared by several workers: when one has to wait, all wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

DEFAULT_WAIT = 2.0
"""Seconds to wait if the provider's response has no usable `Retry-After`."""


@dataclass(slots=True)
class SharedBackoff:
    """The earliest time of the next request; tests replace `clock` and `sleep`."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def wait_until_allowed(self) -> None:
        """Sleep until the next request is allowed."""
        while (left := self._until - self.clock()) > 0:
            self.sleep(left)

    def postpone(self, seconds: float) -> None:
        """Allow no request for this many seconds."""
        with self._lock:
            self._until = max(self._until, self.clock() + seconds)
