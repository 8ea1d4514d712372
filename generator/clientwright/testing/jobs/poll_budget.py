"""How long a trial waits for jobs: one allowance for all of its pauses."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

DEFAULT_POLL_SECONDS = 120.0
"""Seconds that a trial waits for jobs, in all, unless told otherwise."""

_FIRST_PAUSE, _GROWTH, _LONGEST_PAUSE = 0.05, 1.5, 2.0


@dataclass(slots=True)
class PollBudget:
    """Seconds to wait in all; what `sleep` is asked for counts, and what the clock shows.

    `sleep` may move a clock of its own, so that waiting takes no time.
    """

    seconds: float
    sleep: Callable[[float], None]
    clock: Callable[[], float] = time.monotonic
    waited: float = 0.0
    started_at: float = field(init=False)

    def __post_init__(self) -> None:
        """Begin now."""
        self.started_at = self.clock()

    @property
    def exhausted(self) -> bool:
        """Tell whether nothing is left."""
        return max(self.waited, self.clock() - self.started_at) >= self.seconds

    def pause(self, nth: int) -> bool:
        """Wait before another look, a little longer each time; without waiting, say no when nothing is left."""
        if self.exhausted:
            return False
        length = min(_LONGEST_PAUSE, _FIRST_PAUSE * _GROWTH ** min(nth, 20))
        self.waited += length
        self.sleep(length)
        return True
