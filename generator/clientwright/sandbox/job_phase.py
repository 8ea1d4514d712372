"""What a job is doing at a given moment: pure, from its row and the time.

waiting ──> running ──> succeeded | failed
   └──────> cancelled
"""

from __future__ import annotations

import math
from enum import StrEnum

from clientwright.sandbox.stored_job import JobOutcome, StoredJob

QUEUE_LENGTH = 4
"""How many places a queue has: a new job stands at the last."""


class JobPhase(StrEnum):
    """The stages of a job, by the meanings that `service.json` gives to its status words."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Tell whether nothing changes any more."""
        return self not in {JobPhase.WAITING, JobPhase.RUNNING}


_FINAL_PHASES = {JobOutcome.SUCCEEDED: JobPhase.SUCCEEDED, JobOutcome.FAILED: JobPhase.FAILED}


def phase_of(job: StoredJob, now: float) -> JobPhase:
    """Tell the stage of a job at a moment."""
    if job.cancelled_at is not None:
        return JobPhase.CANCELLED
    if now < _start_time(job):
        return JobPhase.WAITING
    return JobPhase.RUNNING if now < _end_time(job) else _FINAL_PHASES[job.outcome]


def queue_position(job: StoredJob, now: float) -> int | None:
    """Give the place in the queue, from `PLACES` down to 1, or None when the job does not wait."""
    if phase_of(job, now) is not JobPhase.WAITING:
        return None
    left = min(1.0, (_start_time(job) - now) / job.queue_seconds) if job.queue_seconds else 0.0
    return max(1, math.ceil(left * QUEUE_LENGTH))


def finished_at(job: StoredJob, now: float) -> float | None:
    """Give the moment from which nothing changed any more, or None before it."""
    if not phase_of(job, now).is_final:
        return None
    return _end_time(job) if job.cancelled_at is None else job.cancelled_at


def cancellable(job: StoredJob, now: float) -> bool:
    """Tell whether a cancel takes effect now: only while the job waits."""
    return phase_of(job, now) is JobPhase.WAITING


def _start_time(job: StoredJob) -> float:
    return job.created_at + job.queue_seconds


def _end_time(job: StoredJob) -> float:
    return _start_time(job) + job.run_seconds
