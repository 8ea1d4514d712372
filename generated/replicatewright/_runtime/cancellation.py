# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The answer to a cancel as a value; loaded by the first cancel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import wire
from .errors import ConfigurationError
from .response_parsing import Response, json_data
from .responses import ShownAnswer, check_request_id, parse_status, required_text
from .service import Service
from .steps import Flow, Read

if TYPE_CHECKING:
    from .job_handle import JobHandle
    from .job_reader import JobReader

_BY_PHASE = {
    "cancelled": "cancelled",
    "waiting": "requested",
    "running": "requested",
    **dict.fromkeys(("finished", "succeeded", "failed"), "too-late"),
}
"""What the status of a job means after a cancel that is answered by it."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Cancellation(ShownAnswer):
    """The answer to a cancel; a job that is not `cancelled` continues.

    `means` is cancelled, requested (the job may end cancelled: its status will show it), too-late,
    or "" if the answer says something else.
    """

    request_id: str
    outcome: str
    cancelled: bool
    raw: Mapping[str, Any] = field(repr=False, hash=False)
    means: str = field(default="", repr=False)

    @property
    def requested(self) -> bool:
        """Whether the service will try to cancel the job; waiting for it shows how it ends."""
        return self.means == "requested"


def cancel(
    operations: JobReader, job: JobHandle[Any], deadline: float, allowed: float
) -> Flow[Cancellation]:
    """Ask the service to cancel a job.

    Raises:
        ConfigurationError: jobs of this service cannot be cancelled; nothing was sent.
    """
    service = operations.service
    if not wire.wire_of(service).can_cancel:
        raise ConfigurationError(
            f"jobs of {service.title} cannot be cancelled",
            request_id=job.request_id,
            endpoint=job.endpoint,
            advice="Nothing was sent.",
        )

    def is_page(data: Any, response: Response) -> bool:
        """Return whether an answer is not the service's JSON, and has no word in a header."""
        word = wire.wire_of(service).read("cancel", wire.OUTCOME, None, response.headers)
        has_word = service.cancel_by_status or isinstance(word, str)
        return bool(response.body.strip()) and data is wire.MISSING and not has_word

    def parse(data: Any, response: Response) -> Cancellation:
        if is_page(json_data(response, data), response):
            raise ValueError("the answer to the cancel is not JSON")
        came = (response.headers, response.status)
        return operations.shown(
            "cancel",
            lambda data: parse_cancellation(service, job.request_id, data, *came),
            data,
            response,
        )

    def is_answer(data: Any, response: Response) -> bool:
        means = cancel_means(service, response.status, data, response.headers)
        is_known = means not in ("", "not-found") and not is_page(data, response)
        return response.status >= 400 and is_known

    read = Read("cancel", parse, is_own=is_answer)
    return (yield from operations.read(job, read, deadline, allowed))[0]


def parse_cancellation(
    service: Service,
    request_id: str,
    data: Mapping[str, Any],
    headers: Mapping[str, str] = wire.NO_HEADERS,
    http_status: int = 202,
) -> Cancellation:
    """Parse a cancel answer.

    Raises:
        ValueError: it has no outcome, or names another request.
    """
    check_request_id(service, "cancel", request_id, data, headers)
    if service.cancel_by_status:
        status = parse_status(service, request_id, data, headers, "cancel")
        outcome, means = status.status, _BY_PHASE.get(status.phase, "")
    else:
        means = cancel_means(service, http_status, data, headers)
        found = wire.wire_of(service).read("cancel", wire.OUTCOME, data, headers)
        outcome = found if isinstance(found, str) else means
        if not outcome:
            outcome = required_text(service, "cancel", wire.OUTCOME, data, headers)
    is_cancelled = means == "cancelled"
    return Cancellation(
        request_id=request_id,
        outcome=outcome,
        cancelled=is_cancelled,
        raw=wire.raw_of(data),
        means=means,
    )


def cancel_means(
    service: Service, http_status: int, data: Any, headers: Mapping[str, str] = wire.NO_HEADERS
) -> str:
    """Return what an answer to a cancel means: cancelled, requested, too-late, not-found, or ""."""
    word = wire.wire_of(service).read("cancel", wire.OUTCOME, data, headers)
    word = word.lower() if isinstance(word, str) else ""
    for means, http, wanted in service.cancel_answers:
        fits = http == http_status if http else http_status < 300
        if fits and (not wanted or wanted.lower() == word):
            return means
    outcomes = [one.lower() for one in service.cancel_outcomes]
    if http_status < 300 and word in outcomes:
        return "too-late" if outcomes.index(word) else "cancelled"
    return ""
