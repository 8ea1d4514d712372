# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The job protocol without IO: the four operations and waiting, as flows that the transports drive.

A wait looks, sleeps and looks again, until the job has ended or the time is up. A job is paid for, so one
odd answer does not end a wait, and neither does an output that cannot be read: it is delivered as it came.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from . import errors
from .job_operations import JobOperations
from .response_parsing import Response
from .responses import Result, Status, Success, is_output_empty
from .settings import check_callback, check_seconds
from .steps import MaybeSent, Notify, NotSent, Sleep
from .wire import NO_HEADERS, wire_of

if TYPE_CHECKING:
    from .job_handle import JobHandle
    from .steps import Flow, OnUpdate

__all__ = ["JobProtocol", "MaybeSent", "NotSent", "Notify", "Response", "Sleep"]
OutputT = TypeVar("OutputT")
YOUNG = 60.0
"""Seconds after its submit in which a job may be unknown to a replica of the service."""
OUTPUT_GRACE = 30.0
"""Seconds in which the output of a job that succeeded may still be missing."""
PASSING_REFUSALS = 2
"""Answers in a row of 401, 403 or 3xx that a wait outlives."""


class JobWait(Generic[OutputT]):
    """One wait for a job, up to `timeout` seconds (None: without end)."""

    def __init__(
        self,
        operations: JobOperations,
        job: JobHandle[OutputT],
        timeout: float | None,
        on_update: OnUpdate,
        with_cost: bool = False,
    ) -> None:
        check_callback(on_update)
        check_seconds(timeout, none=True)
        self._operations, self._job, self._on_update = operations, job, on_update
        self._with_cost = with_cost
        self._began = operations.now()
        self._deadline = math.inf if timeout is None else self._began + timeout
        self._seen: tuple[str, int | None] | None = None
        self._last: Status | Result[OutputT] | None = None
        self._result: Result[OutputT] | None = None
        self._refusals, self._succeeded_at = 0, math.inf

    def flow(self) -> Flow[Success[OutputT]]:
        """Return the result as soon as the job has succeeded.

        Raises:
            JobFailed: the job failed.
            JobCancelled: the job was cancelled.
            JobTimedOut: the time was up; one last look was taken then.
            OutputUnreadable: the job succeeded, but its output has another shape.
        """
        schedule = self._operations.schedule
        schedule.count(1)
        try:
            while True:
                yield from self._sleep(schedule.take_turn())
                if found := (yield from self._look()):
                    return found
                if self._left() <= 0:
                    raise self._timed_out()
                yield from self._sleep(self._operations.vary(schedule.pace(self._age())))
        except BaseException as error:
            is_end = isinstance(error, errors.JobFailed | errors.JobCancelled)
            named = error.request_id if isinstance(error, errors.ClientError) else None
            if not is_end or named != self._job.request_id:  # a callback's job may have failed
                text = f"The request id of the job is {self._job.request_id}; it was not cancelled."
                error.add_note(text)
            raise
        finally:
            schedule.count(-1)

    def _look(self) -> Flow[Success[OutputT] | None]:
        """Look at the job once; return its result if it has succeeded, or None if it has not ended."""
        operations, both = self._operations, wire_of(self._operations.service).is_one_call
        answer: tuple[Result[OutputT], bytes] | None = None
        try:
            if both:
                from .told_end import read_both

                found = yield from read_both(operations, self._job, self._deadline, self._with_cost)
                status, answer = found[0], found[1:]
            else:
                status = yield from operations.read_status(self._job, self._deadline)
        except errors.ClientError as error:
            self._outlive(error)
            return None
        self._last, change = status, (status.status, status.queue_position)
        if self._on_update and self._seen != change:
            self._seen = change
            yield Notify(self._on_update, status)
        if status.phase == "cancelled":
            raise self._with_job(self._cancelled(status, answer))
        if status.phase in ("waiting", "running"):
            self._refusals = 0
            return None
        if answer is None:
            # an unknown word may be one of /result, which answers at any time and costs nothing
            operations.schedule.take_turn()
            try:
                answer = yield from operations.read_result(
                    self._job, self._deadline, with_cost=self._with_cost, status=status
                )
            except errors.ClientError as error:
                self._outlive(error)
                return None
        self._refusals = 0
        return self._success(*answer)

    def _cancelled(
        self, status: Status, answer: tuple[Result[OutputT], bytes] | None
    ) -> errors.JobCancelled:
        """Return the error of a job whose status is cancelled, with the result if that is known."""
        wire, result = wire_of(self._operations.service), answer[0] if answer else None
        if result is None and wire.ends_by_status:
            from .told_end import result_of_status

            result = result_of_status(self._operations.service, status)
        return errors.JobCancelled("the job was cancelled", result=result)

    def _outlive(self, error: errors.ClientError) -> None:
        """Go on after an error of a look, or raise what ends the wait."""
        if error.temporary:  # it was retried until the time was up
            raise self._timed_out(error) from error
        if not self._is_passing(error):
            raise error
        if self._left() <= 0:
            raise self._timed_out(error) from error

    def _success(self, result: Result[OutputT], body: bytes) -> Success[OutputT] | None:
        """Return the result if it is final and a success, or None if the job has not ended."""
        self._result = result
        if result.phase != "unknown":
            self._last = result
        if result.phase == "failed":
            reason = result.error or "the provider gives no reason"
            error = errors.JobFailed(f"the job failed: {reason}", result=result)
            raise self._with_job(self._described(error, result, body))
        if result.phase == "cancelled":
            raise self._with_job(errors.JobCancelled("the job was cancelled", result=result))
        if result.phase != "succeeded":
            return None
        if result.unreadable:
            text = f"the job succeeded, but its output has another shape: {result.unreadable}"
            raise self._with_job(errors.OutputUnreadable(text, result=result, body=body))
        self._succeeded_at = min(self._succeeded_at, self._operations.now())
        output_due = min(self._succeeded_at + OUTPUT_GRACE, self._deadline)
        is_final = self._operations.now() >= output_due
        may_be_empty = self._operations.service.null_output or result.raw_output is None
        is_whole = may_be_empty or not is_output_empty(result)
        if isinstance(result, Success) and (is_final or is_whole):
            return result
        if is_final:
            text = "the job succeeded, but has no output"
            raise self._with_job(errors.OutputUnreadable(text, result=result, body=body))
        return None

    def _described(
        self, error: errors.JobFailed, result: Result[OutputT], body: bytes
    ) -> errors.JobFailed:
        """Let the error of a failed job have its code, where the service has codes for jobs."""
        service = self._operations.service
        error.code = wire_of(service).code_of_job(result.raw)
        if service.ends_by_http:
            error.code = error.code or wire_of(service).code(result.raw, NO_HEADERS, refused=True)
            error.body = body or None
        return error

    def _is_passing(self, error: errors.ClientError) -> bool:
        """Return whether an error may be gone at the next look, which a paid job is worth."""
        if isinstance(error, errors.NotFound):
            submitted_at = self._job.submitted_at
            return submitted_at is not None and self._operations.now() < submitted_at + YOUNG
        is_refusal = isinstance(error, errors.AuthenticationError | errors.PermissionDenied)
        self._refusals += 1
        in_time = self._refusals <= PASSING_REFUSALS and self._left() > 0
        return in_time and (is_refusal or 300 <= (error.http_status or 0) < 400)

    def _timed_out(self, error: errors.ClientError | None = None) -> errors.ClientError:
        """Return the error of a wait whose time is up; it says what the last answer said."""
        text, body = _timeout_text(self._last, error), error and error.body
        return self._with_job(errors.JobTimedOut(text, result=self._result, body=body))

    def _with_job(self, error: errors.ClientError) -> errors.ClientError:
        error.request_id, error.endpoint = self._job.request_id, self._job.endpoint
        return error

    def _sleep(self, seconds: float) -> Flow[None]:
        if (pause := min(seconds, self._left())) > 0:
            yield Sleep(pause)

    def _left(self) -> float:
        return self._deadline - self._operations.now()

    def _age(self) -> float:
        born = self._began if self._job.submitted_at is None else self._job.submitted_at
        return max(0.0, self._operations.now() - born)


def _timeout_text(last: Status | Result[Any] | None, error: errors.ClientError | None) -> str:
    """Return what the last answer said, and why the last look failed, if it did."""
    if last is None:
        text = "the wait timed out before the service told the job's status"
    elif last.phase in ("waiting", "running"):
        text = f"the wait timed out; the job continues, its last status is {last.status}"
    else:
        text = f"the wait timed out; the last status is {last.raw_status!r}, {'which is none that is known' if last.phase == 'unknown' else 'without a result'}"
    return text + (f"; the last look failed: {error.message}" if error else "")


class JobProtocol(JobOperations):
    """The four operations (submit, status, result, cancel) and waiting, as flows."""

    def wait(
        self,
        job: JobHandle[OutputT],
        timeout: float | None = 1800.0,
        on_update: OnUpdate = None,
        include_cost: bool = False,
    ) -> Flow[Success[OutputT]]:
        """Poll until the job has ended, and return its result if it succeeded."""
        return JobWait(self, job, timeout, on_update, include_cost).flow()
