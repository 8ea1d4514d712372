"""A job's states as they change, and the wait that stops at each change.

Between two updates the wait stands still and nothing is being called. When it is closed, the job goes on.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from .errors import ClientError, JobCancelled, JobFailed, OutputUnreadable
from .job_protocol import JobWait
from .redaction import hide_token, parse_shown, show
from .responses import Result, ShownAnswer, Status, shown_of
from .steps import Flow, Notify
from .told_end import result_of_status
from .wire import wire_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .job_handle import JobHandle
    from .job_operations import JobOperations

OutputT = TypeVar("OutputT")
T = TypeVar("T")
OutputT_co = TypeVar("OutputT_co", covariant=True)
_ENDED = ("succeeded", "failed", "cancelled")
_ENDS = (JobFailed, JobCancelled, OutputUnreadable)
"""Ends of a wait that are results of the job, and no errors of following it."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Update(ShownAnswer, Generic[OutputT_co]):
    """A state of a job that differs from the one before; the last one has the job's `result`.

    `phase` is waiting, running, finished or unknown, and in the last update succeeded, failed or
    cancelled. `elapsed` counts seconds since the submit, or since the first look where the time
    of the submit is unknown.
    """

    status: str
    phase: str
    queue_position: int | None
    elapsed: float
    result: Result[OutputT_co] | None = field(default=None, repr=False)

    def __str__(self) -> str:
        place = "" if self.queue_position is None else f" (position {self.queue_position})"
        return f"{shown_of(self).status}{place} after {self.elapsed:.1f} s"


class Noted(Protocol):
    """Returns a flow that also notes in a journal, if there is one, how the job ended."""

    def __call__(self, flow: Flow[T], /) -> Flow[T]:
        """Return the flow that notes what another one returns or raises."""
        ...


class Following(Generic[OutputT]):
    """One wait for a job, which stops at each change of its state.

    `ends` gets what a wait would have raised, or None, once the job has ended; `watched` is the
    block in which each update is awaited.
    """

    def __init__(
        self,
        operations: JobOperations,
        job: JobHandle[OutputT],
        timeout: float | None,
        noted: Noted,
    ) -> None:
        self._operations, self._job, self._noted = operations, job, noted
        self._flow = JobWait(operations, job, timeout, _is_told_here).flow()
        self._began: float | None = job.submitted_at
        self._status: Status | None = None
        self._is_busy = False
        self.ends: list[BaseException | None] = []
        self.watched: AbstractContextManager[None] = nullcontext()

    def next(self) -> Flow[Update[OutputT] | None]:
        """Go on to the next change; None after the last one.

        Raises:
            JobTimedOut: the time is up; the job continues.
        """
        return self._noted(self._next())

    def _next(self) -> Flow[Update[OutputT] | None]:
        if self._began is None:
            self._began = self._operations.now()
        step: partial[Any] = partial(self._flow.send, None)
        while True:
            try:
                wanted = step()
            except StopIteration as stop:
                result: Result[OutputT] | None = stop.value
                if result is None:  # the wait has ended before
                    return None
                self.ends.append(None)
                return self._last((yield from self._noted(_ended(result))))
            except _ENDS as end:
                hide_token(end, self._operations.token())
                self.ends.append(end)
                with suppress(*_ENDS):
                    yield from self._noted(_failed(end))
                return self._last(end.result or (yield from self._cancelled()))
            step = partial(self._flow.send, None)
            if isinstance(wanted, Notify):
                self._status = status = wanted.status
                if status.phase not in _ENDED:  # the result, which is the last update, says it
                    return self._update(status, status.queue_position)
                continue
            try:
                step = partial(self._flow.send, (yield wanted))
            except BaseException as error:
                step = partial(self._flow.throw, error)

    def close(self) -> None:
        """End the wait; the job continues."""
        self._flow.close()
        self.watched = nullcontext()

    def begin(self) -> None:
        """Note that somebody waits for the next change, which only one may do.

        Raises:
            RuntimeError: somebody waits already.
        """
        if self._is_busy:
            raise RuntimeError("another thread or task waits for the next of these updates")
        self._is_busy = True

    def end(self) -> None:
        """Note that nobody waits any more."""
        self._is_busy = False

    def _cancelled(self) -> Flow[Result[OutputT]]:
        """Return the result of a job whose status is cancelled, also if it cannot be read."""
        now = self._operations.now()
        try:
            result, _ = yield from self._operations.read_result(self._job, now)
            if result.phase in _ENDED:
                return result
        except ClientError:
            pass  # the status has said how the job ended
        service, job = self._operations.service, self._job
        status = self._status or Status(
            request_id=job.request_id,
            status="cancelled",
            raw_status="cancelled",
            phase="cancelled",
            queue_position=None,
            raw={},
        )

        def parse(data: Mapping[str, Any]) -> Result[OutputT]:
            return result_of_status(service, replace(status, raw=data, phase="cancelled"))

        keep_id = partial(wire_of(service).keep_id, "status")
        return parse_shown(parse, status.raw, self._operations.token(), keep_id)

    def _last(self, result: Result[OutputT]) -> Update[OutputT]:
        return self._update(result, None, result)

    def _update(
        self,
        state: Status | Result[OutputT],
        queue_position: int | None,
        result: Result[OutputT] | None = None,
    ) -> Update[OutputT]:
        update = Update(
            status=state.status,
            phase=state.phase,
            queue_position=queue_position,
            elapsed=max(self._operations.now() - (self._began or 0.0), 0.0),
            result=result,
        )
        if (shown := shown_of(state)) is not state:
            show(update, replace(update, status=shown.status))
        return update


def _ended(result: Result[OutputT]) -> Flow[Result[OutputT]]:
    """Return the result of a job that succeeded, as a flow."""
    yield from ()
    return result


def _failed(end: ClientError) -> Flow[None]:
    """Raise how a job ended, as a flow."""
    yield from ()
    raise end


def _is_told_here(status: Status) -> None:
    """Stand for the callback of a wait: its call is a step that ends in `next`."""
