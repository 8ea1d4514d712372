"""A job as the sandbox keeps it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class JobOutcome(StrEnum):
    """How a job ends when nobody cancels it; settled when it is submitted."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StoredJob:
    """One submitted job; times are seconds, `created_at` and `cancelled_at` since the epoch."""

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
    """Draw a request id: 32 random characters that stand in a URL as they are."""
    return secrets.token_urlsafe(24)
