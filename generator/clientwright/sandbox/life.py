"""What a job is doing at a given moment: pure, from its row and the time.

waiting ──> running ──> succeeded | failed
   └──────> cancelled
"""

from __future__ import annotations

import math
from enum import StrEnum

from clientwright.sandbox.job import Job, Outcome

PLACES = 4
"""How many places a queue has: a new job stands at the last."""


class Stage(StrEnum):
    """The stages of a job, by the meanings that `service.json` gives to its status words."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def finished(self) -> bool:
        """Tell whether nothing changes any more."""
        return self not in {Stage.WAITING, Stage.RUNNING}


_ENDS = {Outcome.SUCCEEDED: Stage.SUCCEEDED, Outcome.FAILED: Stage.FAILED}


def stage(job: Job, now: float) -> Stage:
    """Tell the stage of a job at a moment."""
    if job.cancelled_at is not None:
        return Stage.CANCELLED
    if now < _starts(job):
        return Stage.WAITING
    return Stage.RUNNING if now < _ends(job) else _ENDS[job.outcome]


def queue_position(job: Job, now: float) -> int | None:
    """Give the place in the queue, from `PLACES` down to 1, or None when the job does not wait."""
    if stage(job, now) is not Stage.WAITING:
        return None
    left = min(1.0, (_starts(job) - now) / job.queue_seconds) if job.queue_seconds else 0.0
    return max(1, math.ceil(left * PLACES))


def finished_at(job: Job, now: float) -> float | None:
    """Give the moment from which nothing changed any more, or None before it."""
    if not stage(job, now).finished:
        return None
    return _ends(job) if job.cancelled_at is None else job.cancelled_at


def cancellable(job: Job, now: float) -> bool:
    """Tell whether a cancel takes effect now: only while the job waits."""
    return stage(job, now) is Stage.WAITING


def _starts(job: Job) -> float:
    return job.created_at + job.queue_seconds


def _ends(job: Job) -> float:
    return _starts(job) + job.run_seconds
