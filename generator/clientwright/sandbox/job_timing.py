"""Durations of a job: waiting and running."""

from __future__ import annotations

import math
from dataclasses import dataclass

from clientwright.errors import UsageError


@dataclass(frozen=True, slots=True)
class JobTiming:
    """Seconds that a new job waits in the queue, and then runs."""

    queue_seconds: float = 6.0
    run_seconds: float = 9.0

    @classmethod
    def at_speed(cls, speed: float) -> JobTiming:
        """Return the default timing, `speed` times as fast.

        Raises:
            UsageError: the speed is not above zero.
        """
        if not (speed > 0 and math.isfinite(speed)):
            raise UsageError(f"speed {speed} is not usable: choose a number above 0, such as 10")
        usual = cls()
        return cls(usual.queue_seconds / speed, usual.run_seconds / speed)


INSTANT = JobTiming(0.0, 0.0)
"""Timing under which every job is finished when it is submitted."""
