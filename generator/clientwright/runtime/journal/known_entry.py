"""What is said of an entry that is not to be bought again, and what can be done about it."""

from __future__ import annotations

from typing import Any, TypeVar

from ..endpoint import Endpoint
from ..errors import ClientError, JobCancelled, JobFailed, SubmitUnknown
from ..responses import Result, parse_result
from ..service import Service
from ..wire import data_of, wire_of
from .entry import Entry, local_time

ErrorT = TypeVar("ErrorT", bound=ClientError)
_ENDED = ("succeeded", "failed", "cancelled")
_MAY = "may have been accepted"


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
        return name_key(JobFailed(text, result=result, **about), entry)
    if entry.state == "cancelled":
        text = f"the job was cancelled ({entry} of {since}; nothing was sent now)"
        return name_key(JobCancelled(text, **about), entry)
    if entry.state == "sending":
        text = f"another submit of {entry} has been on its way since {since}; nothing was sent now"
        about["advice"] = (
            "Submit again with the same key: it joins that job, or says what it became."
        )
    else:
        reason = (entry.reason or "its answer was lost").removeprefix(f"the submit {_MAY}: ")
        text = f"nothing was sent, since {entry} of {since} {_MAY} and is not settled: {reason}"
        about["advice"] = _how_to_settle(entry)
    return SubmitUnknown(text, **about)


def name_key(error: ErrorT, entry: Entry) -> ErrorT:
    """Return the error of a job that failed or was cancelled, with what buys it again under its key."""
    failed = "Fix the input if the message says that it is wrong. "
    how = "change the request or give the batch another name"
    if entry.batch is None:
        how = "pass again=True or use another key"
    if entry.once is not None and isinstance(error, JobFailed | JobCancelled):
        error.advice = f"{failed * isinstance(error, JobFailed)}To buy it again, {how}."
    return error


def name_unknown(error: ClientError, entry: Entry) -> None:
    """Let the error of a submit that may have been accepted name its entry, and how to settle it."""
    how = _how_to_settle(entry)
    if isinstance(error, SubmitUnknown):
        error.entry, error.advice = entry, how
        error.message += f"; it is {entry.short_id} in the journal: settle it when you know more"
    else:
        named = f"the answer names request {entry.request_id}" if entry.request_id else f"it {_MAY}"
        error.advice += f" But first settle {entry.short_id} of the journal, since {named}. {how}"


def _how_to_settle(entry: Entry) -> str:
    package, carried, _ = __name__.partition("._runtime.")
    call = f"python -m {package} --journal FILE settle {entry.short_id}"
    shell = f"; in a shell, {call} --request-id ID, or --never-accepted" if carried else ""
    return (
        "Look for the job in your account, then say what became of it: "
        f"api.journal.settle({entry.short_id!r}, request_id=...), or never_accepted=True{shell}."
    )


def known_result(entry: Entry, service: Service, output: type[Any] | None) -> Result[Any] | None:
    """Return the last answer of /result that an entry has."""
    if entry.result is None or entry.request_id is None:
        return None
    try:
        ended = entry.state if entry.state in _ENDED and wire_of(service).ends_by_status else ""
        data = data_of(entry.result)
        return parse_result(service, entry.request_id, output, data, phase=ended)
    except ValueError:
        return None
