# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The four operations of a job without IO, as flows that sync and async transports drive (see `steps`).

A deadline bounds when an attempt starts; an attempt that starts has its full time, so that
waiting for a turn or for `Retry-After` never costs an answer. Clock and jitter are injected.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from . import errors, responses, wire
from .poll_schedule import PollSchedule
from .response_parsing import Response, error_of, json_data, parse_json
from .responses import Result, Status
from .service import Service, has_secret
from .settings import check_seconds
from .steps import Flow, HttpRequest, MaybeSent, NotSent, Read, Sleep

if TYPE_CHECKING:
    from .cancellation import Cancellation
    from .job_handle import JobHandle


OutputT = TypeVar("OutputT")
T = TypeVar("T")
MAX_SUBMIT_ATTEMPTS = 5
"""Maximum number of attempts of a submit that certainly was not accepted."""
MAX_RETRY_AFTER = 60.0
"""Longest `Retry-After` that a read obeys, in seconds."""
LAST_LOOK = 10.0
"""Seconds for the answer to a read whose own time is shorter: `wait(0)` looks once."""
_LONGEST = 86_400.0
_JsonObject = Mapping[str, Any]


class JobOperations:
    """Submit, status, result and cancel, as flows."""

    def __init__(
        self,
        service: Service,
        timeout: float = 60.0,
        polls_per_second: float = 10.0,
        *,
        now: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        jitter: Callable[[], float] = random.random,
        token: Callable[[], str] = str,
    ) -> None:
        self.service, self.timeout = service, timeout
        self.now, self._wall_clock, self._jitter = now, wall, jitter
        self.token = token
        self.schedule = PollSchedule(polls_per_second, now)

    def submit(self, endpoint: str, payload: _JsonObject, called_as: str = "") -> Flow[str]:
        """Submit a job and return its request id; repeated only if no work began for certain.

        `called_as` is what the body names the model, if that is not the endpoint's id.

        Raises:
            SubmitUnknown: the job may have been accepted.
            TransportError: the service could not be reached.
            ApiError: the service refused the job.
        """
        attempt, deadline = 1, self.now() + self.timeout
        body = wire.wire_of(self.service).body(payload, called_as or endpoint)
        while True:
            answer = yield from self._submit(endpoint, body, deadline)
            if isinstance(answer, str):
                return answer
            wait = getattr(answer, "retry_after", None) or 0.0
            if attempt >= MAX_SUBMIT_ATTEMPTS or wait > self._left(deadline):
                raise answer
            yield Sleep(min(wait + self._backoff(attempt), max(self._left(deadline), 0.0)))
            if self._left(deadline) <= 0:
                raise answer
            attempt += 1

    def status(self, job: JobHandle[Any], timeout: float | None = None) -> Flow[Status]:
        """Return the job's status."""
        check_seconds(timeout, none=True)
        return (yield from self.read_status(job, *self._times(timeout)))

    def result(
        self, job: JobHandle[OutputT], timeout: float | None = None, include_cost: bool = False
    ) -> Flow[Result[OutputT]]:
        """Return the job's result so far.

        Raises:
            ResultExpired: the job succeeded, but the service no longer has its output.
        """
        check_seconds(timeout, none=True)
        deadline, allowed = self._times(timeout)
        result, _ = yield from self.read_result(job, deadline, allowed, include_cost)
        return result

    def cancel(self, job: JobHandle[Any], timeout: float | None = None) -> Flow[Cancellation]:
        """Ask the service to cancel the job.

        Raises:
            ConfigurationError: jobs of this service cannot be cancelled; nothing was sent.
        """
        check_seconds(timeout, none=True)
        from .cancellation import cancel

        return cancel(self, job, *self._times(timeout))

    def read_status(
        self, job: JobHandle[Any], deadline: float, allowed: float = 0.0
    ) -> Flow[Status]:
        """Return the job's status; attempts start until the deadline, each with `allowed` seconds."""

        def parse(data: Any, response: Response) -> Status:
            read = partial(responses.parse_status, self.service, job.request_id)
            return self.shown("status", partial(read, headers=response.headers), data, response)

        return (yield from self._call(job, Read("status", parse), deadline, allowed))[0]

    def read_result(
        self,
        job: JobHandle[OutputT],
        deadline: float,
        allowed: float = 0.0,
        with_cost: bool = False,
        status: Status | None = None,
    ) -> Flow[tuple[Result[OutputT], bytes]]:
        """Return the job's result so far, and the body it came in.

        Where only a status tells whether there is a result, it is asked first, unless it is known.
        """
        has_failed = status is not None and status.phase == "failed"
        if not (wire.wire_of(self.service).ends_by_status or has_failed):
            found = yield from self._call(job, self.result_of(job, with_cost), deadline, allowed)
        else:
            if status is None:
                status = yield from self.read_status(job, deadline, allowed)
            from .told_end import read_end

            found = yield from read_end(self, job, status, (deadline, allowed), with_cost)
        if found[0].is_expired:
            from .told_end import expired

            raise expired(job, *found)
        return found

    def read(
        self, job: JobHandle[Any], read: Read[T], deadline: float, allowed: float = 0.0
    ) -> Flow[tuple[T, bytes]]:
        """Return what an idempotent operation answers, and the body it came in."""
        return self._call(job, read, deadline, allowed)

    def result_of(self, job: JobHandle[OutputT], with_cost: bool = False) -> Read[Result[OutputT]]:
        """Return the operation that reads a job's result."""

        def parse(data: Any, response: Response) -> Result[OutputT]:
            read = partial(responses.parse_result, self.service, job.request_id, job.output)
            return self.shown("result", partial(read, headers=response.headers), data, response)

        return Read("result", parse, with_cost)

    def vary(self, seconds: float) -> float:
        """Return a time that differs a little from job to job."""
        return seconds * (0.9 + 0.2 * self._jitter())

    def _submit(self, endpoint: str, body: Any, deadline: float) -> Flow[str | errors.ClientError]:
        """Try once; return a request id, or the error of a submit that may be repeated."""
        method, path, headers = wire.wire_of(self.service).call("submit", model_id=endpoint)
        due = (self.timeout, body, max(self._left(deadline), 0.0))
        try:
            response: Response = yield HttpRequest(method, path, self.service.auth, *due, headers)
        except NotSent as fault:
            return _chain(errors.TransportError(f"not sent: {fault}", endpoint=endpoint), fault)
        except MaybeSent as fault:
            from .submit_answer import lost_answer

            lost = lost_answer(self.service, endpoint, fault, self.token())
            raise lost from fault.__cause__ or fault
        except errors.ClientError:
            raise
        except Exception as error:
            text = f"the submit may have been accepted: {type(error).__name__} {error}".strip()
            raise errors.SubmitUnknown(text, endpoint=endpoint) from error
        except BaseException as stop:
            stop.add_note(f"The submit to {endpoint} was interrupted; it may have been accepted.")
            raise
        try:
            return self._outcome(endpoint, response)
        except errors.ClientError:
            raise
        except BaseException as stop:
            from .submit_answer import unread_answer

            lost = unread_answer(self.service, endpoint, response, stop, self.token())
            if isinstance(stop, Exception):
                raise lost from stop
            named = f" as request {lost.request_id}" if lost.request_id else ""
            stop.add_note(f"The submit to {endpoint} was interrupted; it was answered{named}.")
            raise

    def _outcome(self, endpoint: str, response: Response) -> str | errors.ClientError:
        """Return the request id in the answer to a submit, or the error of one that may be repeated."""
        data = parse_json(response)
        error = error_of(self.service, response, data, self._wall_clock(), operation="submit")
        named = wire.wire_of(self.service).read("submit", wire.REQUEST_ID, data, response.headers)
        token = self.token()
        if (
            error is None
            and (found := self.service.request_id(named))
            and not has_secret(found, token)
        ):
            return found
        from .submit_answer import SubmitAnswer

        answer = SubmitAnswer(self.service, endpoint, response, data, error, token=token)
        return answer.outcome()

    def _call(
        self, job: JobHandle[Any], read: Read[T], deadline: float, allowed: float
    ) -> Flow[tuple[T, bytes]]:
        """Call an idempotent operation until it answers; the last attempt starts at the deadline."""
        attempt, service = 0, self.service
        method, path, headers = job.call(read.operation, with_cost=read.with_cost)
        while True:
            left = min(max(self._left(deadline), LAST_LOOK), _LONGEST)
            timeout = min(self.timeout, allowed or left)
            try:
                response: Response = yield HttpRequest(
                    method, path, service.auth, timeout, None, left, headers
                )
            except errors.ClientError as thrown:
                raise _with_job(thrown, job) from thrown.__cause__
            except (NotSent, MaybeSent) as fault:
                error = _chain(
                    errors.TransportError(f"no answer to {read.operation}: {fault}"), fault
                )
            else:
                data = parse_json(response)
                about = (service, response, data, self._wall_clock())
                found = error_of(*about, operation=read.operation)
                if found is None or read.is_own(json_data(response, data), response):
                    return _parse_answer(job, response, data, read.parse), response.body
                error = found
                error.temporary |= read.is_passing(data, response)
                kind = wire.wire_of(service).kind(error.code, response.status)
                if kind == "expired" and read.operation != "cancel":
                    from .told_end import refused_as_expired

                    error = refused_as_expired(error)
            attempt += 1
            if not error.temporary or self._left(deadline) <= 0:
                raise _with_job(error, job)
            asked = min(getattr(error, "retry_after", None) or 0.0, MAX_RETRY_AFTER)
            pause = max(asked + self._backoff(attempt), self.schedule.take_turn())
            yield Sleep(max(min(pause, self._left(deadline)), 0.0))

    def shown(self, operation: str, parse: Callable[[Any], T], data: Any, response: Response) -> T:
        """Parse an answer; one that may have the token in it is shown without."""
        body = response.body
        if self.token().encode() not in body and b"\\" not in body and b"\0" not in body:
            return parse(data)
        from .redaction import parse_shown

        return parse_shown(
            parse, data, self.token(), partial(wire.wire_of(self.service).keep_id, operation)
        )

    def _times(self, timeout: float | None) -> tuple[float, float]:
        """Return the deadline of a call, and the seconds that each attempt has."""
        allowed = self.timeout if timeout is None else timeout
        return self.now() + allowed, allowed or LAST_LOOK

    def _backoff(self, attempt: int) -> float:
        return min(0.25 * 2.0 ** min(attempt, 10), 8.0) * (0.5 + 0.5 * self._jitter())

    def _left(self, deadline: float) -> float:
        return deadline - self.now()


def _parse_answer(
    job: JobHandle[Any], response: Response, data: Any, parse: Callable[[Any, Response], T]
) -> T:
    try:
        return parse(data, response)
    except ValueError as error:
        about: dict[str, Any] = {"http_status": response.status, "body": response.body}
        lost = errors.UnexpectedAnswer(f"unexpected answer: {error}", **about)
        raise _with_job(lost, job) from error


def _with_job(error: errors.ClientError, job: JobHandle[Any]) -> errors.ClientError:
    error.request_id, error.endpoint = job.request_id, job.endpoint
    return error


def _chain(error: errors.ClientError, cause: BaseException) -> errors.ClientError:
    error.__cause__ = cause.__cause__ or cause
    return error
