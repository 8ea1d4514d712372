# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""One submit that an interrupt of its caller does not break off: its state, and what is told about it."""

from __future__ import annotations

import threading
from typing import Generic, Protocol, TypeVar

from .errors import ClientError, SubmitUnknown


class AcceptedJob(Protocol):
    """What is told about a job, sync or async."""

    @property
    def request_id(self) -> str:
        """The provider's id of the job."""
        ...


JobT = TypeVar("JobT", bound=AcceptedJob)
GRACE_SECONDS = 10.0
"""How long an interrupted submit that was sent may still take for its answer."""


class NotBegun(BaseException):
    """The caller has left, so nothing is sent any more."""


class Submission(Generic[JobT]):
    """The state of a submit, which its caller and the thread or task that sends it share."""

    def __init__(self, service: str, endpoint: str) -> None:
        self._service, self._endpoint = service, endpoint
        self._lock = threading.Lock()
        self._stopped = self._sent = self.finished = False
        self.job: JobT | None = None
        self.error: BaseException | None = None

    def next_step(self) -> None:
        """Note that the flow goes on, so that what was sent before was surely not accepted."""
        with self._lock:
            self._sent = False
            if self._stopped:
                raise NotBegun

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
        """Send nothing from now on; return whether an answer is still on its way."""
        with self._lock:
            self._stopped = True
            return self._sent and not self.finished

    def log_end(self) -> None:
        """Log the accepted job, or that the submit may have been accepted."""
        if self.job is not None:
            self._log("INFO", "submitted %s as request %s", self._endpoint, self.job.request_id)
        elif isinstance(self.error, SubmitUnknown):
            self._log("WARNING", "%s", self.error)

    def result(self) -> JobT:
        """Return the job, or raise the submit's error."""
        if self.job is not None:
            return self.job
        try:
            raise self.error or NotBegun
        finally:
            self.error = None  # its traceback refers to this object

    def report_interrupt(self, stop: BaseException) -> None:
        """Say in a note of the interrupt, and in the log, what has become of the submit."""
        text = f"The submit to {self._endpoint} was interrupted"
        if self.job is not None:
            id = self.job.request_id
            text += f"; it was accepted as request {id}, and the job continues: api.job({id!r})."
        elif isinstance(self.error, SubmitUnknown):
            text += f": {self.error}"
        elif self._sent and not isinstance(self.error, ClientError):
            text += " before its answer came; it may have been accepted: check your account."
        else:
            stop.add_note(f"{text}; no job was accepted.")
            return
        stop.add_note(text)
        self._log("WARNING", "%s", text)

    def _log(self, level: str, text: str, *facts: object) -> None:
        import logging
        from contextlib import suppress

        with suppress(Exception):  # a failing log handler must not lose the job
            logging.getLogger(self._service).log(getattr(logging, level), text, *facts)
