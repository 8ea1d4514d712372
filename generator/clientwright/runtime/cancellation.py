"""The answer to a cancel as a value; loaded by the first cancel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import wire
from .responses import ShownAnswer, check_request_id, required_text
from .service import Service


@dataclass(frozen=True, kw_only=True, repr=False)
class Cancellation(ShownAnswer):
    """The answer to a cancel; a job that already runs cannot be cancelled and continues."""

    request_id: str
    outcome: str
    cancelled: bool
    raw: Mapping[str, Any] = field(repr=False, hash=False)


def parse_cancellation(service: Service, request_id: str, data: Mapping[str, Any]) -> Cancellation:
    """Parse a cancel answer; only `outcome` counts, not `status`.

    Raises:
        ValueError: it has no outcome, or names another request.
    """
    check_request_id(request_id, data)
    outcome = required_text(data, wire.OUTCOME)
    cancelled = outcome.lower() == service.cancel_outcomes[0]
    return Cancellation(request_id=request_id, outcome=outcome, cancelled=cancelled, raw=data)
