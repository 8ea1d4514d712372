"""A clock that can be moved: jobs of a sandbox in this process advance when a trial pauses, and nobody waits."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass
class OffsetClock:
    """The time of day, and how far it was moved ahead by pauses, in seconds."""

    offset: float = 0.0

    def now(self) -> float:
        """Give the time, in seconds since the epoch."""
        return time.time() + self.offset

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.offset += seconds
