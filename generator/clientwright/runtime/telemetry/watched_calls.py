"""Calls on jobs as blocks: a span of each, and the record of how a job ended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ..errors import JobCancelled, JobFailed, OutputUnreadable
from .spans import CallSpan
from .structured_log import EVENTS, SubmitFacts, event_after, facts_of, facts_of_entry, log_event

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from types import TracebackType

    from ..connection import Connection
    from ..job_handle import JobHandle
    from ..journal.entry import Entry


class WatchedSubmit:
    """A submit as a block."""

    def __init__(self, submit: SubmitFacts, base_url: str) -> None:
        self._submit = submit
        self._span = CallSpan("submit", submit.service, base_url, submit.endpoint)

    def __enter__(self) -> None:
        self._span.begin()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        state = EVENTS[event_after(self._submit, error)]
        self._span.end({**facts_of(self._submit, error), "state": state}, error)


class WatchedWait:
    """One wait for a job as a block."""

    def __init__(
        self, connection: Connection[Any], job: JobHandle[Any], entry: Entry | None = None
    ) -> None:
        self._service, self._job = connection.service.name, job
        known = {"endpoint": job.endpoint, "request_id": job.request_id}
        self._facts: dict[str, object] = known | facts_of_entry(entry)
        self._span = CallSpan("wait", self._service, connection.base_url, job.endpoint)

    def __enter__(self) -> None:
        begun = self._job.submitted_at
        self._begun = time.monotonic() if begun is None else begun
        self._span.begin()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        facts = {**self._facts, "state": state_after(error)}
        if facts["state"] is not None:
            elapsed = time.monotonic() - self._begun
            text, words = (
                "request %s of %s has ended: %s",
                (self._job.request_id, self._job.endpoint),
            )
            log_event(
                self._service,
                "INFO",
                "ended",
                text,
                *words,
                facts["state"],
                elapsed=elapsed,
                **facts,
            )
        self._span.end(facts, error)


OPERATIONS: dict[str, Callable[..., AbstractContextManager[None]]] = {
    "submit": WatchedSubmit,
    "wait": WatchedWait,
}


def state_after(error: BaseException | None) -> str | None:
    """Return the state of a job whose wait returned (None) or raised; None if it has not ended."""
    if error is None or isinstance(error, OutputUnreadable):
        return "succeeded"
    if isinstance(error, JobFailed):
        return "failed"
    return "cancelled" if isinstance(error, JobCancelled) else None
