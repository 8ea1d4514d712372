"""A job as stored by the sandbox, its durations, and its phase at a given time, computed from its row.

waiting ──> running ──> succeeded | failed
   │           └──> cancelling ──> cancelled, or the job's usual end
   └──────> cancelled

Where a service lets running jobs be cancelled at once, running leads to cancelled, too.
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
    STUBBORN = "stubborn"
    """It succeeds, whoever asks it to stop."""
    EXPIRED = "expired"
    """It succeeds, but its output is not kept."""
    FAILED = "failed"
    UNFIT = "unfit"
    """Its input does not fit the model."""
    BROKEN = "broken"
    """The model itself fails."""
    TIMED_OUT = "timed-out"


@dataclass(frozen=True, slots=True)
class StoredJob:
    """One submitted job; durations in seconds, and moments in seconds since the epoch.

    `faults` are what is wrong with its input, if the model has to find that.
    """

    request_id: str
    model_id: str
    account: str
    payload: Any
    created_at: float
    queue_seconds: float
    run_seconds: float
    outcome: JobOutcome = JobOutcome.SUCCEEDED
    cancelled_at: float | None = None
    cancel_asked_at: float | None = None
    faults: tuple[dict[str, Any], ...] = ()


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
    CANCELLING = "cancelling"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether the phase never changes again."""
        return self in _FINAL


_FINAL = (JobPhase.SUCCEEDED, JobPhase.FAILED, JobPhase.CANCELLED)
_SUCCESSES = (JobOutcome.SUCCEEDED, JobOutcome.STUBBORN, JobOutcome.EXPIRED)
_OBEDIENCE = 1 / 6
"""The part of its run after which a running job stops when it is asked to."""


@dataclass(frozen=True, slots=True)
class CancelRule:
    """The phases in which a cancel takes effect at once, and those in which it is a request to the job."""

    at_once: frozenset[JobPhase] = frozenset({JobPhase.WAITING})
    on_request: frozenset[JobPhase] = frozenset()


USUAL_RULE = CancelRule()
"""Only a waiting job can be cancelled."""


def phase_of(job: StoredJob, now: float) -> JobPhase:
    """Return the phase of a job at a time."""
    if job.cancelled_at is not None:
        return JobPhase.CANCELLED
    stop = _stop_time(job)
    if stop is not None and now >= stop:
        return JobPhase.CANCELLED
    if job.cancel_asked_at is not None and now < _end_time(job):
        return JobPhase.CANCELLING
    if now < _start_time(job):
        return JobPhase.WAITING
    if now < _end_time(job):
        return JobPhase.RUNNING
    return JobPhase.SUCCEEDED if job.outcome in _SUCCESSES else JobPhase.FAILED


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
    stopped = next((at for at in (job.cancelled_at, _stop_time(job)) if at is not None), None)
    return _end_time(job) if stopped is None else stopped


def cancellable(job: StoredJob, now: float, rule: CancelRule = USUAL_RULE) -> bool:
    """Return whether a cancel takes effect now, at once."""
    return phase_of(job, now) in rule.at_once


def can_be_asked(job: StoredJob, now: float, rule: CancelRule) -> bool:
    """Return whether a cancel now is a request that the job stops."""
    return phase_of(job, now) in rule.on_request


def _stop_time(job: StoredJob) -> float | None:
    """Return when a job stops because it was asked to, or None if it goes on until its end."""
    if job.cancel_asked_at is None or job.outcome is JobOutcome.STUBBORN:
        return None
    stop = job.cancel_asked_at + job.run_seconds * _OBEDIENCE
    return stop if stop < _end_time(job) else None


def _start_time(job: StoredJob) -> float:
    return job.created_at + job.queue_seconds


def _end_time(job: StoredJob) -> float:
    return _start_time(job) + job.run_seconds
