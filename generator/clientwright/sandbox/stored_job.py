"""A job as stored by the sandbox, its durations, and its phase at a given time, computed from its row.

waiting ──> running ──> succeeded | failed
   └──────> cancelled
"""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from clientwright.errors import UsageError


class JobOutcome(StrEnum):
    """How a job ends unless it is cancelled; decided at submit."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StoredJob:
    """One submitted job; durations in seconds, `created_at` and `cancelled_at` in seconds since the epoch."""

    request_id: str
    model_id: str
    account: str
    payload: dict[str, Any]
    created_at: float
    queue_seconds: float
    run_seconds: float
    outcome: JobOutcome = JobOutcome.SUCCEEDED
    cancelled_at: float | None = None


def new_request_id() -> str:
    """Return a new request id: 32 random characters that need no escaping in a URL, and look like no option."""
    return secrets.token_hex(16)


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
