"""What is said of a submit whose caller was interrupted, or whose client was closed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from .errors import ClientClosed, ClientError, SubmitUnknown

if TYPE_CHECKING:
    from .journal.entry import Entry


NO_JOB = "no job was accepted."
"""How the note of an interrupt ends that cost nothing."""


class AcceptedJob(Protocol):
    """What is told about a job, sync or async."""

    @property
    def request_id(self) -> str:
        """The provider's id of the job."""
        ...


class InterruptedSubmit(Protocol):
    """A submit that was interrupted."""

    endpoint: str
    by_endpoint: bool
    sent: bool
    request_id: str | None
    entry: Entry | None
    error: BaseException | None

    @property
    def job(self) -> AcceptedJob | None:
        """The job, if it was accepted."""
        ...


def _handle(submit: InterruptedSubmit, id: str) -> str:
    """Return the call that makes the handle of a job."""
    return f"api.job({id!r}{f', {submit.endpoint!r}' if submit.by_endpoint else ''})"


def level_and_text(submit: InterruptedSubmit, stop: BaseException) -> tuple[str, str]:
    """Return what has become of a submit, and the level of its record in the log."""
    text = f"The submit to {submit.endpoint} was interrupted"
    if submit.job is not None:
        id = submit.job.request_id
        text += f"; it was accepted as request {id}, and the job continues: {_handle(submit, id)}."
    elif isinstance(submit.error, SubmitUnknown):
        text += f": {submit.error}"
    elif isinstance(submit.error, ClientError) and submit.error.request_id:
        text += f"; it was refused, but a request is named: {submit.error}"
    elif submit.request_id and not isinstance(submit.error, ClientError):
        id = submit.request_id
        text += f"; it was accepted as request {id}, which is not in the journal yet: "
        text += f"{_handle(submit, id)}."
    elif submit.sent and not isinstance(submit.error, ClientError):
        text += " before its answer came; it may have been accepted: check your account"
        text += f", then settle {submit.entry.short_id} of the journal." if submit.entry else "."
        text = " ".join([text, *getattr(stop, "__notes__", ())])
    else:
        return "INFO", f"{text}; {NO_JOB}"
    return "WARNING", text


def error_of_closed(
    endpoint: str, sent: bool, error: BaseException | None, entry: Entry | None = None
) -> BaseException:
    """Return the error of a submit that ended without a job while the client was closed.

    `entry` is that of the submit in the client's journal, if it has one.
    """
    if isinstance(error, SubmitUnknown):
        error.message += "; the client was closed meanwhile"
    if isinstance(error, Exception):
        return error
    if sent:
        text = "the submit may have been accepted: the client was closed before its answer came"
        unknown = SubmitUnknown(text, endpoint=endpoint)
        if entry is not None:
            from .journal.known_entry import name_unknown

            name_unknown(unknown, replace(entry, state="unknown"))
        return unknown
    text = "the client was closed before the submit was sent; no job was accepted"
    return ClientClosed(text, endpoint=endpoint)
