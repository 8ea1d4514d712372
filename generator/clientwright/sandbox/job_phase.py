"""A job's phase at a given time, computed from its row.

waiting ──> running ──> succeeded | failed
   └──────> cancelled
"""

from __future__ import annotations

import math
from enum import StrEnum

from clientwright.sandbox.stored_job import JobOutcome, StoredJob

QUEUE_LENGTH = 4
"""Number of queue positions; a new job is at the last."""


class JobPhase(StrEnum):
    """Phases of a job, by the meanings that `service.json` assigns to its status values."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether the phase never changes again."""
        return self not in {JobPhase.WAITING, JobPhase.RUNNING}


_FINAL_PHASES = {JobOutcome.SUCCEEDED: JobPhase.SUCCEEDED, JobOutcome.FAILED: JobPhase.FAILED}


def phase_of(job: StoredJob, now: float) -> JobPhase:
    """Return the phase of a job at a time."""
    if job.cancelled_at is not None:
        return JobPhase.CANCELLED
    if now < _start_time(job):
        return JobPhase.WAITING
    return JobPhase.RUNNING if now < _end_time(job) else _FINAL_PHASES[job.outcome]


def queue_position(job: StoredJob, now: float) -> int | None:
    """Return the queue position, from `QUEUE_LENGTH` down to 1, or None if the job is not waiting."""
    if phase_of(job, now) is not JobPhase.WAITING:
        return None
    left = min(1.0, (_start_time(job) - now) / job.queue_seconds) if job.queue_seconds else 0.0
    return max(1, math.ceil(left * QUEUE_LENGTH))


def finished_at(job: StoredJob, now: float) -> float | None:
    """Return when the job reached its final phase, or None before that."""
    if not phase_of(job, now).is_final:
        return None
    return _end_time(job) if job.cancelled_at is None else job.cancelled_at


def cancellable(job: StoredJob, now: float) -> bool:
    """Return whether a cancel takes effect now: only while the job is waiting."""
    return phase_of(job, now) is JobPhase.WAITING


def _start_time(job: StoredJob) -> float:
    return job.created_at + job.queue_seconds


def _end_time(job: StoredJob) -> float:
    return _start_time(job) + job.run_seconds
