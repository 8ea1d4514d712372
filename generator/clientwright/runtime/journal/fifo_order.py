"""The order in which the threads of a process use a journal: first come, first served."""

from __future__ import annotations

import time

_LOOKS, _SECONDS = 200, 0.0005
"""How often a thread looks, without any change, whether those before it have left, and how long it sleeps between."""


class FifoOrder:
    """The places of threads that wait, since a lock is unfair: who takes it again at once starves others."""

    def __init__(self) -> None:
        self._places: set[object] = set()

    def wait(self, place: object) -> None:
        """Take a place, and wait until those before it have left.

        Give up when none of them does for long: an interrupt can leave a place at which nobody waits.
        """
        before, looks = self._places.copy(), _LOOKS
        self._places.add(place)
        while before and looks:
            time.sleep(_SECONDS)
            left = before & self._places
            before, looks = left, looks - 1 if left == before else _LOOKS
        self._places -= before

    def leave(self, place: object) -> None:
        """Leave a place, if it is still there."""
        self._places.discard(place)

    def clear(self) -> None:
        """Forget all places: a forked process has no threads of its parent."""
        self._places.clear()
