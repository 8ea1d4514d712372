# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""One submit that an interrupt of its caller does not break off: its state, and what is told about it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from .errors import ClientClosed, ClientError, SubmitUnknown


class AcceptedJob(Protocol):
    """What is told about a job, sync or async."""

    @property
    def request_id(self) -> str:
        """The provider's id of the job."""
        ...


JobT = TypeVar("JobT", bound=AcceptedJob)
GRACE_SECONDS = 10.0
"""How long an interrupted submit that was sent may still take for its answer."""
NOTICE_SECONDS = 1.0
"""After how long an interrupted sync submit says that it waits, lest people press Ctrl-C again."""


class NotBegun(BaseException):
    """The caller has left, so nothing is sent any more."""


class Submission(Generic[JobT]):
    """The state of a submit, which its caller and the thread or task that sends it share.

    `is_joined` says that the job was submitted before; `note_left` notes in the journal that the
    caller has left, and whether anything was sent.
    """

    def __init__(self, service: str, endpoint: str) -> None:
        self._service, self._endpoint = service, endpoint
        self._lock = threading.Lock()
        self._stopped = self._sent = self._closed = self._left = self.finished = False
        self._is_writing = self.is_joined = False
        self.note_left: Callable[[], object] = int
        self.job: JobT | None = None
        self.error: BaseException | None = None

    def next_step(self) -> None:
        """Note that the flow goes on, so that what was sent before was surely not accepted."""
        with self._lock:
            self._sent = False
            if self._stopped:
                raise NotBegun
            self._is_writing = False

    def begin_writing(self) -> None:
        """Note that the next thing is to write to the journal, also after the caller has left."""
        self._is_writing = True

    def may_be_accepted(self) -> bool:
        """Return whether a submit was sent that may have been accepted."""
        return self._sent

    def leave(self, is_over: bool = False) -> None:
        """Let the journal know that nothing is sent any more, if nothing was, or if the submit is over."""
        with self._lock:
            goes_on = (self._sent or self._is_writing) and not is_over
        if not (goes_on or self.finished):
            self.note_left()

    def begin_sending(self) -> None:
        """Note that the next thing is to send the submit.

        Raises:
            NotBegun: the caller has left.
        """
        with self._lock:
            if self._stopped:
                raise NotBegun
            self._sent = True

    def stop(self) -> bool:
        """Send nothing from now on; return whether the caller waits for an answer or the journal."""
        with self._lock:
            self._stopped = True
            is_awaited = self._sent or self._is_writing
            return is_awaited and not (self.finished or self._left)

    def close(self) -> bool:
        """Note that the client is being closed, and stop."""
        self._closed = True
        return self.stop()

    def end(self, job: JobT | None, error: BaseException | None) -> None:
        """Note how the submit ended; log a job whose caller has left without its id."""
        with self._lock:
            if self._closed and job is None:
                error = self._closed_error(error)
            self.job, self.error, self.finished = job, error, True
        if self._left and job is not None:
            text = "the interrupted submit to %s was accepted as request %s"
            self._log("WARNING", text, self._endpoint, job.request_id)

    def log_end(self) -> None:
        """Log the accepted job, or that the submit may have been accepted."""
        if self.job is not None:
            level = "WARNING" if self._closed else "INFO"  # perhaps nobody reads the job
            verb = "joined" if self.is_joined else "submitted"
            text = f"{verb} %s as request %s" + " while the client was closed" * self._closed
            self._log(level, text, self._endpoint, self.job.request_id)
        elif isinstance(self.error, SubmitUnknown):
            self._log("WARNING", "%s", self.error)

    def result(self) -> JobT:
        """Return the job, or raise the submit's error."""
        if self.job is not None:
            return self.job
        try:
            if self.error is not None and not isinstance(self.error, Exception | NotBegun):
                self.report_interrupt(self.error)
            raise self.error or NotBegun
        finally:
            self.error = None  # its traceback refers to this object

    def log_wait(self) -> None:
        """Log that an interrupt waits for the answer."""
        text = (
            "waiting up to %g s for the answer of the submit to %s; a second Ctrl-C leaves at once"
        )
        self._log("WARNING", text, GRACE_SECONDS, self._endpoint)

    def report_interrupt(self, stop: BaseException) -> None:
        """Say in a note of the interrupt, and in the log, what has become of the submit; `job` is its job, if any."""
        with self._lock:
            self._left = not self.finished
        vars(stop)["job"] = self.job
        text = f"The submit to {self._endpoint} was interrupted"
        if self.job is not None:
            id = self.job.request_id
            text += f"; it was accepted as request {id}, and the job continues: api.job({id!r})."
        elif isinstance(self.error, SubmitUnknown):
            text += f": {self.error}"
        elif isinstance(self.error, ClientError) and self.error.request_id:
            text += f"; it was refused, but a request is named: {self.error}"
        elif self._sent and not isinstance(self.error, ClientError):
            text += " before its answer came; it may have been accepted: check your account."
            text = " ".join([text, *getattr(stop, "__notes__", ())])
        else:
            stop.add_note(f"{text}; no job was accepted.")
            return
        stop.add_note(text)
        self._log("WARNING", "%s", text)

    def _closed_error(self, error: BaseException | None) -> BaseException:
        """Return the error of a submit that ended without a job while the client was closed."""
        if isinstance(error, SubmitUnknown):
            error.message += "; the client was closed meanwhile"
        if isinstance(error, Exception):
            return error
        if self._sent:
            text = "the submit may have been accepted: the client was closed before its answer came"
            return SubmitUnknown(text, endpoint=self._endpoint)
        text = "the client was closed before the submit was sent; no job was accepted"
        return ClientClosed(text, endpoint=self._endpoint)

    def _log(self, level: str, text: str, *facts: object) -> None:
        import logging
        from functools import partial

        log = partial(logging.getLogger(self._service).log, getattr(logging, level), text, *facts)
        try:
            log()
        except Exception:
            return  # a failing log handler must not lose the job
        except BaseException:  # Ctrl-C while it was logged
            log()
            raise
