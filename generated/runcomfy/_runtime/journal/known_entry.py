# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What a submit raises whose key has an entry that is not to be bought again."""

from __future__ import annotations

from typing import Any

from ..endpoint import Endpoint
from ..errors import ClientError, JobCancelled, JobFailed, SubmitUnknown
from ..responses import Result, parse_result
from ..service import Service
from .entry import Entry
from .local_time import local_time


def error_of_entry(entry: Entry, service: Service, endpoint: Endpoint[Any, Any]) -> ClientError:
    """Return the error that the entry of a key stands for; nothing was sent."""
    about: dict[str, Any] = {"request_id": entry.request_id, "endpoint": endpoint.id}
    since = local_time(entry.created_at)
    if entry.state == "failed":
        text = f"the job failed: {entry.reason} ({entry} of {since}; nothing was sent now)"
        result = known_result(entry, service, endpoint.output)
        return JobFailed(text, result=result, **about)
    if entry.state == "cancelled":
        text = f"the job was cancelled ({entry} of {since}; nothing was sent now)"
        return JobCancelled(text, **about)
    if entry.state == "sending":
        text = f"another process is still submitting {entry}, since {since}; nothing was sent now"
    else:
        settle = f"settle({entry.short_id!r}, request_id=...)"
        reason = (entry.reason or "its answer was lost").rstrip(". ")
        text = (
            f"nothing was sent, since {entry} of {since} may have been accepted: {reason}. "
            f"Look into your account, then say what became of it: api.journal.{settle}, or "
            "never_accepted=True to buy"
        )
    error = SubmitUnknown(text, **about)
    error.entry = entry
    return error


def known_result(entry: Entry, service: Service, output: type[Any] | None) -> Result[Any] | None:
    """Return the last answer of /result that an entry has."""
    if entry.result is None or entry.request_id is None:
        return None
    try:
        return parse_result(service, entry.request_id, output, entry.result)
    except ValueError:
        return None
