# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""How long interrupts and closing clients wait for the answers of submits that are on their way."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import Any

from . import submission as submissions
from .submission import Submission


class Grace:
    """The time that an interrupt gives a submit, or all of a batch: one, however many waits there are."""

    def __init__(self) -> None:
        self._begun: float | None = None
        self._is_said = False

    def waits(self) -> bool:
        """Return whether to wait on; the first call begins the time."""
        self._begun = time.monotonic() if self._begun is None else self._begun
        return time.monotonic() - self._begun < submissions.GRACE_SECONDS

    def end(self) -> None:
        """Wait no longer, since a second interrupt has come."""
        self._begun = -math.inf

    def is_to_say(self) -> bool:
        """Return, once, whether the wait has taken so long that people are to be told."""
        is_long = time.monotonic() - (self._begun or 0.0) >= submissions.NOTICE_SECONDS
        self._is_said, was_said = self._is_said or is_long, self._is_said
        return is_long and not was_said


def wait_for(on_their_way: Mapping[Submission[Any], Grace | None]) -> None:
    """Wait until submits have ended, at most the grace of each (None: a new one); say so if it takes long."""
    graces = [(one, its or Grace()) for one, its in on_their_way.items()]
    try:
        while waiting := [(one, its) for one, its in graces if not one.finished and its.waits()]:
            for one, its in waiting:
                if its.is_to_say():
                    one.log_wait()
            time.sleep(0.01)
    except BaseException:
        for _, its in graces:
            its.end()
        raise
