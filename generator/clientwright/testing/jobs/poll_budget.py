"""How long a trial waits for jobs: one budget for all of its pauses."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

DEFAULT_POLL_SECONDS = 120.0
"""How many seconds a trial waits for jobs in total by default."""

_FIRST_PAUSE, _GROWTH, _LONGEST_PAUSE = 0.05, 1.5, 2.0


@dataclass(slots=True)
class PollBudget:
    """Seconds to wait in total; requested sleep and elapsed time both count.

    `sleep` may advance a clock of its own, so that waiting takes no time.
    """

    seconds: float
    sleep: Callable[[float], None]
    clock: Callable[[], float] = time.monotonic
    waited: float = 0.0
    started_at: float = field(init=False)

    def __post_init__(self) -> None:
        """Start the clock."""
        self.started_at = self.clock()

    @property
    def exhausted(self) -> bool:
        """Return whether no time is left."""
        return max(self.waited, self.clock() - self.started_at) >= self.seconds

    def pause(self, nth: int) -> bool:
        """Sleep before the next poll, longer each time; return False without sleeping if no time is left."""
        if self.exhausted:
            return False
        length = min(_LONGEST_PAUSE, _FIRST_PAUSE * _GROWTH ** min(nth, 20))
        self.waited += length
        self.sleep(length)
        return True
