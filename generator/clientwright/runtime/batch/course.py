"""The course of one request of a batch, without IO: submit, wait, download, and what became of it.

Both drivers run the same course: it yields calls of the client, and is sent what they return.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from .. import errors
from ..connection import Connection
from ..download.errors import DownloadError, OutputExpired
from ..interrupted_submit import NO_JOB
from ..journal.claim import Ceiling, Claimed
from ..journal.entry import SavedFile
from ..journal.errors import BudgetReached
from ..journal.known_entry import known_result
from ..journal.money import from_nano, to_nano
from ..journal.submit_options import SubmitOptions
from ..responses import Result, Success, is_output_empty
from .map_settings import MapSettings
from .outcome import RUNNING_ON, Item, Outcome, is_request

if TYPE_CHECKING:
    from ..async_jobs import AsyncJob
    from ..jobs import Job
    from ..journal.entry import Entry


OutputT = TypeVar("OutputT")
_NO_MORE = Ceiling(max_jobs=0)
Calls = Generator[Callable[[], Any], Any, None]


Submit = Callable[[Any, SubmitOptions, bool], Any]
"""Submits a request, and returns its job; async if the client is."""


class ClientCalls(NamedTuple):
    """What a batch needs of its client."""

    connection: Connection[Any]
    submit: Submit


class Course(Generic[OutputT]):
    """The course of one request; `outcome()` says at any time what is known of it.

    `began` is when the batch began, in seconds since 1970: what became unknown before is no news.
    `claimed` is called with each answer of the journal to the submit's claim.
    """

    def __init__(
        self,
        client: ClientCalls,
        item: Item[OutputT],
        settings: MapSettings,
        began: float,
        claimed: Callable[[Claimed], object] = bool,
    ) -> None:
        self._claimed = claimed
        self._client, self._item, self._settings, self._began = client, item, settings, began
        self._job: Job[OutputT] | AsyncJob[OutputT] | None = None
        self._result: Result[OutputT] | None = None
        self._files: tuple[SavedFile, ...] = ()
        self._error: BaseException | None = None
        self._bought_before: Entry | None = None
        self._state = "not_submitted"
        self._answered: str | None = None
        self.is_submitting, self.is_news, self.is_target_bad = True, True, False

    def calls(self) -> Calls:
        """Yield the calls one after another; an error of one is kept, an interrupt goes on."""
        settings = self._settings
        try:
            self._job = yield from self._submit()
            if self._job is None:
                return
            entry = self._job.entry
            self.is_news = entry is None or entry.state != "succeeded"
            if entry is not None and not self.is_news:
                self._result = self._stored_result(entry)
            if self._result is None:
                yield from self._wait(self._job)
            self._state = "succeeded" if self._result and not self._error else self._state
            if settings.download is not None and self._result is not None and not self._files:
                saved = yield partial(self._job.download, settings.download, self._result)
                self._files = tuple(saved)
        except Exception as error:
            self._error = self._error or error
            if isinstance(error, DownloadError):
                from ..download.targets import is_fault_of_target

                self.is_target_bad = is_fault_of_target(error)
                advise(error, settings.download)

    def outcome(self) -> Outcome[OutputT]:
        """Return what has become of the request so far."""
        item, job, error, state = self._item, self._job, self._error, self._state
        entry: Entry | None = getattr(error, "entry", None) if job is None else job.entry
        if self.is_submitting:
            state = "unknown"
            text = "the batch was interrupted while this request was being submitted"
            error = errors.SubmitUnknown(text, request_id=self._answered)
        request_id: str | None = getattr(error, "request_id", None)
        price, cost = item.price, None
        if entry is not None:
            price, cost = entry.price if entry.price is not None else price, entry.cost
        is_money = self._client.connection.service.cost_unit == "USD"
        found = self._result.cost if self._result is not None and is_money else None
        if (nano := to_nano(found)) is not None:
            cost = from_nano(nano)
        if isinstance(error, errors.ClientError):
            error.__traceback__ = None  # its frames would stay alive, and its message says enough
        return Outcome(
            position=item.position,
            state=state,
            request=item.request if is_request(item.request) else None,
            request_id=request_id if job is None else job.request_id,
            result=self._result,
            error=error,
            files=self._files,
            entry=entry,
            price=price,
            cost=cost,
            bought_before=self._bought_before,
        )

    def _submit(self) -> Generator[Callable[[], Any], Any, Any]:
        """Return the job, or None if there is none."""
        try:
            job = yield partial(self._client.submit, self._item.request, *self._options())
        except Exception as error:
            self._note_submit(error)
            return None
        except BaseException as stop:
            self._note_interrupt(stop)
            raise
        finally:
            self.is_submitting = False
        self._state = "accepted"
        return job

    def _stored_result(self, entry: Entry) -> Result[OutputT] | None:
        """Return the output of a job that succeeded, as the journal has it; nobody is asked."""
        endpoint, service = self._item.request.endpoint, self._client.connection.service
        known = known_result(entry, service, endpoint.output)
        is_whole = isinstance(known, Success) and not is_output_empty(known)
        return known if is_whole else None

    def _wait(self, job: Job[OutputT] | AsyncJob[OutputT]) -> Calls:
        settings = self._settings
        with_cost = settings.ceiling is not None
        times = (settings.timeout, settings.on_update)
        try:
            self._result = yield partial(job.wait, *times, include_cost=with_cost)
        except Exception as error:
            self._note_wait(error)

    def _options(self) -> tuple[SubmitOptions, bool]:
        """Return the options of the submit, and whether it looks at the media by itself."""
        item, settings = self._item, self._settings
        if settings.batch is None:
            return SubmitOptions(price=item.price, told=self._note_answer), settings.check_media
        ceiling = Ceiling(settings.ceiling, settings.max_jobs, item.shortfall)
        options = SubmitOptions(
            once_on=settings.once_on,
            batch=settings.batch,
            position=item.position,
            price=item.price,
            ceiling=_NO_MORE if item.is_joined else ceiling,
            claimed=self._note_claim,
            told=self._note_answer,
        )
        return options, settings.check_media

    def _note_claim(self, claimed: Claimed) -> None:
        """Note what the journal says of the place, before anything is sent."""
        self._bought_before = claimed.bought_before
        self._claimed(claimed)

    def _note_answer(self, request_id: str) -> None:
        """Note what the answer of the submit names, before the journal has it."""
        self._answered = request_id

    def _note_submit(self, error: Exception) -> None:
        """Note an error of the submit; it may say how a job ended that the journal knows."""
        if self._item.is_joined and isinstance(error, BudgetReached):
            return  # it was bought by nobody, and the batch has stopped
        self._error, self._result = error, getattr(error, "result", None)
        self.is_news = not isinstance(error, errors.JobError)
        if isinstance(error, errors.SubmitUnknown):
            self._state = "unknown"
            self.is_news = error.entry is None or error.entry.created_at >= self._began
        elif isinstance(error, errors.ApiError) and error.request_id:
            self._state = "unknown"  # as in the journal: what is named may have been begun
        elif isinstance(error, errors.ApiError | errors.InvalidInput):
            self._state = "refused"
        elif isinstance(error, errors.ClientError):
            self._state = _state_after(error, "not_submitted")
        else:
            self._note_interrupt(error)

    def _note_wait(self, error: Exception) -> None:
        """Note an error of the wait; some come with a result all the same."""
        self._error, self._state = error, _state_after(error, "accepted")
        if isinstance(error, errors.JobError | errors.OutputUnreadable | OutputExpired):
            self._result = getattr(error, "result", None)
        entry = None if self._job is None else self._job.entry
        if not self.is_news and entry is not None and self._state in RUNNING_ON:
            self._state = "succeeded"  # as the journal knows, which has forgotten the result
            if isinstance(error, errors.NotFound):
                text = f"the job succeeded, but the service no longer has its output ({entry})"
                self._error = error = OutputExpired(
                    text,
                    files=entry.files,
                    request_id=entry.request_id,
                    endpoint=entry.endpoint,
                )
        if isinstance(error, OutputExpired):
            self._files = tuple(error.files)

    def _note_interrupt(self, stop: BaseException) -> None:
        """Note an interrupt of the submit, or a bug; it says whether a job was accepted."""
        notes: list[str] = getattr(stop, "__notes__", [])
        self._job = getattr(stop, "job", None)
        if self._job is not None:
            self._state = "accepted"
        elif notes and not any(note.endswith(NO_JOB) for note in notes):
            self._state = "unknown"
            self._error = errors.SubmitUnknown(" ".join(notes), request_id=self._answered)


def _state_after(error: Exception, otherwise: str) -> str:
    """Return what an error says of a job."""
    if isinstance(error, errors.JobFailed):
        return "failed"
    if isinstance(error, errors.JobCancelled):
        return "cancelled"
    if isinstance(error, errors.JobTimedOut):
        return "timed_out"
    is_success = isinstance(error, errors.OutputUnreadable | OutputExpired)
    return "succeeded" if is_success else otherwise


_OPTION = re.compile(r"\b(overwrite=True|allow_private=True|max_bytes=|download_hosts=\[[^]]*\])")


def advise(error: DownloadError, target: object) -> None:
    """Say in the message of a failed download how to save the output after the batch, if an option helps."""
    if (found := _OPTION.search(str(error.__cause__ or ""))) is None:
        return
    option = "max_bytes=..." if found[1] == "max_bytes=" else found[1]
    error.message += (
        " map has no such option: save the output after the batch, by "
        f"api.download(outcome.result, {str(target)!r}, {option})."
    )
    vars(error)["advice"] = "The job is paid for, and no new one is needed."
