"""A timeout that also knows when its whole request ends."""

from __future__ import annotations

import math


class TimeoutUntil(float):
    """A timeout in seconds of one step, and the moment on the monotonic clock when all must be over."""

    end: float

    def __new__(cls, seconds: float, end: float = math.inf) -> TimeoutUntil:
        """Make a float with an end."""
        new = super().__new__(cls, seconds)
        new.end = end
        return new
