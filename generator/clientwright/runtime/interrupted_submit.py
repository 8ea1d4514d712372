"""What is said of a submit whose caller was interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from .errors import ClientError, SubmitUnknown

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
    sent: bool
    request_id: str | None
    entry: Entry | None
    error: BaseException | None

    @property
    def job(self) -> AcceptedJob | None:
        """The job, if it was accepted."""
        ...


def level_and_text(submit: InterruptedSubmit, stop: BaseException) -> tuple[str, str]:
    """Return what has become of a submit, and the level of its record in the log."""
    text = f"The submit to {submit.endpoint} was interrupted"
    if submit.job is not None:
        id = submit.job.request_id
        text += f"; it was accepted as request {id}, and the job continues: api.job({id!r})."
    elif isinstance(submit.error, SubmitUnknown):
        text += f": {submit.error}"
    elif isinstance(submit.error, ClientError) and submit.error.request_id:
        text += f"; it was refused, but a request is named: {submit.error}"
    elif submit.request_id and not isinstance(submit.error, ClientError):
        id = submit.request_id
        text += (
            f"; it was accepted as request {id}, which is not in the journal yet: api.job({id!r})."
        )
    elif submit.sent and not isinstance(submit.error, ClientError):
        text += " before its answer came; it may have been accepted: check your account"
        text += f", then settle {submit.entry.short_id} of the journal." if submit.entry else "."
        text = " ".join([text, *getattr(stop, "__notes__", ())])
    else:
        return "INFO", f"{text}; {NO_JOB}"
    return "WARNING", text
