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

_PACKAGE = __name__.rpartition("._runtime.")[0]
"""The package whose command settles entries."""
_MAY = "the submit may have been accepted"


def error_of_entry(entry: Entry, service: Service, endpoint: Endpoint[Any, Any]) -> ClientError:
    """Return the error that the entry of a key stands for; nothing was sent."""
    error = _error_of_entry(entry, service, endpoint)
    vars(error)["entry"] = entry
    return error


def _error_of_entry(entry: Entry, service: Service, endpoint: Endpoint[Any, Any]) -> ClientError:
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
        reason = (entry.reason or "its answer was lost").removeprefix(f"{_MAY}: ")
        settle = f"python -m {_PACKAGE or service.name} settle {entry.short_id}"
        text = (
            f"nothing was sent: {entry.short_id} ({endpoint.id}, {since}) may have been accepted: "
            f"{reason}. Look into your account, then say what became of it: {settle}, or "
            f"api.journal.settle({entry.short_id!r}, request_id=...) or never_accepted=True"
        )
    error = SubmitUnknown(text, **about)
    if entry.state != "sending":
        vars(error)["advice"] = "It is not bought again until then."
    return error


def known_result(entry: Entry, service: Service, output: type[Any] | None) -> Result[Any] | None:
    """Return the last answer of /result that an entry has."""
    if entry.result is None or entry.request_id is None:
        return None
    try:
        return parse_result(service, entry.request_id, output, entry.result)
    except ValueError:
        return None
