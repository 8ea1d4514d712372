"""A job as stored by the sandbox."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


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
