"""A clock that trials can move, so that jobs of an in-process sandbox advance without waiting."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass
class OffsetClock:
    """The system time plus an offset in seconds."""

    offset: float = 0.0

    def now(self) -> float:
        """Return the time in seconds since the epoch."""
        return time.time() + self.offset

    def sleep(self, seconds: float) -> None:
        """Move the clock ahead instead of waiting."""
        self.offset += seconds
