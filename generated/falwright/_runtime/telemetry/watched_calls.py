# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Calls on jobs as blocks: a span of each, and the record of how a job ended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ..errors import JobCancelled, JobFailed, OutputUnreadable
from .spans import CallSpan
from .structured_log import EVENTS, SubmitFacts, event_after, facts_of, facts_of_entry, log_event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from types import TracebackType

    from ..connection import Connection
    from ..job_handle import JobHandle
    from ..journal.entry import Entry, SavedFile


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
            of = f" of {self._job.endpoint}" if self._job.endpoint else ""
            words = (self._job.request_id, of, facts["state"])
            text = "request %s%s has ended: %s"
            log_event(self._service, "INFO", "ended", text, *words, elapsed=elapsed, **facts)
        self._span.end(facts, error)


class WatchedUpdates(WatchedWait):
    """One wait for a job as blocks, one for each update; what the caller does between them is no part of it.

    `ends` has what a wait would have raised, or None, as soon as the job has ended.
    """

    def __init__(
        self,
        connection: Connection[Any],
        job: JobHandle[Any],
        entry: Entry | None,
        ends: Sequence[BaseException | None],
    ) -> None:
        super().__init__(connection, job, entry)
        self._ends, self._has_begun, self._is_over = ends, False, False

    def __enter__(self) -> None:
        if not self._has_begun:
            self._has_begun = True
            super().__enter__()
        elif not self._is_over:
            self._span.resume()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._is_over:
            return
        if error is None and not self._ends:
            self._span.pause()
            return
        self._is_over = True
        super().__exit__(kind, error or self._ends[0], trace)

    def __del__(self) -> None:
        """End the span of a loop that was left."""
        if self._has_begun and not self._is_over:
            self._span.end(self._facts, None)


class WatchedDownload:
    """One download of a job's files as a block; `entry` tells the job's entry when it is known."""

    def __init__(
        self,
        service: str,
        base_url: str,
        request_id: str,
        entry: Callable[[], Entry | None],
        saved: Mapping[int, SavedFile],
    ) -> None:
        self._service, self._request_id = service, request_id
        self._entry, self._saved = entry, saved
        self._span = CallSpan("download", service, base_url, None)

    def __enter__(self) -> None:
        self._begun = time.monotonic()
        self._span.begin()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        entry, sizes = self._entry(), [file.size for file in self._saved.values()]
        facts = {"request_id": self._request_id, **facts_of_entry(entry)}
        facts["endpoint"] = None if entry is None else entry.endpoint
        if error is None:
            text = f"saved %d file{'s' * (len(sizes) != 1)} (%d bytes) of request %s"
            words = (len(sizes), sum(sizes), self._request_id)
            elapsed = time.monotonic() - self._begun
            log_event(self._service, "INFO", "downloaded", text, *words, elapsed=elapsed, **facts)
        self._span.end({**facts, "files": len(sizes), "bytes": sum(sizes)}, error)


OPERATIONS: dict[str, Callable[..., AbstractContextManager[None]]] = {
    "submit": WatchedSubmit,
    "wait": WatchedWait,
    "updates": WatchedUpdates,
    "download": WatchedDownload,
}


def state_after(error: BaseException | None) -> str | None:
    """Return the state of a job whose wait returned (None) or raised; None if it has not ended."""
    if error is None or isinstance(error, OutputUnreadable):
        return "succeeded"
    if isinstance(error, JobFailed):
        return "failed"
    return "cancelled" if isinstance(error, JobCancelled) else None
