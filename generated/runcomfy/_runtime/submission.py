# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""One submit that an interrupt of its caller does not break off: its state, and what is told about it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from .errors import SubmitUnknown
from .listeners import is_heard

if TYPE_CHECKING:
    from .interrupted_submit import AcceptedJob
    from .journal.entry import Entry


JobT = TypeVar("JobT", bound="AcceptedJob")
GRACE_SECONDS = 10.0
"""How long an interrupted submit that was sent may still take for its answer."""
NOTICE_SECONDS = 1.0
"""After how long an interrupted sync submit says that it waits, lest people press Ctrl-C again."""


class NotBegun(BaseException):
    """The caller has left, so nothing is sent any more."""


class Submission(Generic[JobT]):
    """The state of a submit, which its caller and the thread or task that sends it share.

    `sent` says that a submit was sent that may have been accepted, and `is_joined` that the job was
    submitted before. With a journal, `entry` is the submit's entry, `request_id` is what its answer
    names, which is known before it is noted, and `note_left` notes there that the caller has left,
    and whether anything was sent. With `by_endpoint` a job is named by its endpoint, too.
    """

    def __init__(self, service: str, endpoint: str, by_endpoint: bool = False) -> None:
        self.service, self.endpoint, self.by_endpoint = service, endpoint, by_endpoint
        self._lock, self.begun, self.attempts = threading.Lock(), time.monotonic(), 0
        self._stopped = self.sent = self.closed = self._left = self.finished = False
        self._is_writing = self.is_joined = False
        self.note_left: Callable[[], object] = int
        self.request_id: str | None = None
        self.entry: Entry | None = None
        self.at_stop: Callable[[], object] = int
        self.job: JobT | None = None
        self.error: BaseException | None = None

    def next_step(self, is_writing: bool) -> None:
        """Note that the flow goes on, so that what was sent before was surely not accepted.

        Unless it goes on to write to the journal, which it does also after the caller has left.

        Raises:
            NotBegun: the caller has left.
        """
        if is_writing:
            self._is_writing = True
            return
        with self._lock:
            self.sent = False
            if self._stopped:
                raise NotBegun
            self._is_writing = False

    def leave(self, is_over: bool = False) -> None:
        """Let the journal know that nothing is sent any more, if nothing was, or if the submit is over."""
        with self._lock:
            goes_on = (self.sent or self._is_writing) and not is_over
        if not (goes_on or self.finished):
            self.note_left()

    def begin_sending(self) -> None:
        """Note that the next thing is to send the submit.

        Raises:
            NotBegun: the caller has left.
        """
        self.attempts += 1
        self._log("DEBUG", "submitted", "", self.endpoint)
        with self._lock:
            if self._stopped:
                raise NotBegun
            self.sent = True

    def stop(self) -> bool:
        """Send nothing from now on; return whether the caller waits for an answer or the journal."""
        with self._lock:
            self._stopped = True
            is_awaited = (self.sent or self._is_writing) and not (self.finished or self._left)
        self.at_stop()
        return is_awaited

    def close(self) -> bool:
        """Note that the client is being closed, and stop."""
        self.closed = True
        return self.stop()

    def end(self, job: JobT | None, error: BaseException | None) -> None:
        """Note how the submit ended; log a job whose caller has left without its id."""
        with self._lock:
            if self.closed and job is None:
                from .interrupted_submit import error_of_closed

                error = error_of_closed(self.endpoint, self.sent, error, self.entry)
            self.job, self.error, self.finished = job, error, True
        if self._left and job is not None:
            text = "the interrupted submit to %s was accepted as request %s"
            self._log("WARNING", "accepted", text, self.endpoint, job.request_id)

    def log_end(self) -> None:
        """Log what became of the submit."""
        is_odd = isinstance(self.error, SubmitUnknown) if self.job is None else self.closed
        self._log("WARNING" if is_odd else "INFO", "end", "")

    def result(self) -> JobT:
        """Return the job, or raise the submit's error."""
        is_interrupt = not isinstance(self.error, Exception | NotBegun | None)
        if self.job is not None and not is_interrupt:
            return self.job
        try:
            if self.error is not None and is_interrupt:
                self.report_interrupt(self.error)
            raise self.error or NotBegun
        finally:
            self.error = None  # its traceback refers to this object

    def log_wait(self) -> None:
        """Log that an interrupt waits for the answer."""
        self._log("WARNING", "interrupted", "", GRACE_SECONDS, self.endpoint)

    def report_interrupt(self, stop: BaseException) -> None:
        """Say in a note of the interrupt, and in the log, what has become of the submit; `job` is its job, if any."""
        from .interrupted_submit import level_and_text

        with self._lock:
            self._left = not self.finished
        vars(stop)["job"] = self.job
        level, text = level_and_text(self, stop)
        stop.add_note(text)
        self._log(level, "end", "%s", text)

    def name_job(self, stop: BaseException) -> None:
        """Report an interrupt on the way from the answer to the caller, unless that was done."""
        if self.job is not None and vars(stop).get("job") is not self.job:
            self.report_interrupt(stop)

    def _log(self, level: str, event: str, text: str, *words: object) -> None:
        if is_heard(self.service, level):
            from .telemetry.structured_log import log_submit

            log_submit(self, level, event, text, *words)
