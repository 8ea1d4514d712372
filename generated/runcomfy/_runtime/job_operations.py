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
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from . import errors, responses, wire
from .response_parsing import Response, error_of, parse_json
from .responses import Result, Status
from .service import Service, has_secret
from .settings import check_seconds
from .steps import Flow, HttpRequest, MaybeSent, NotSent, Sleep

if TYPE_CHECKING:
    from .cancellation import Cancellation
    from .job_handle import JobHandle


OutputT = TypeVar("OutputT")
T = TypeVar("T")
SHORTEST_PACE = 1.0
LONGEST_PACE = 10.0
"""Seconds between two looks at a job; with very many waits more, see `PollSchedule.pace`."""


class PollSchedule:
    """Shares out the looks of all waits of a client; usable from several threads.

    Looks begin at least `1 / polls_per_second` seconds apart. Requests that cannot be put off
    (a last look, a finished job's result) go at once, and later looks make up for them.
    """

    def __init__(self, polls_per_second: float, now: Callable[[], float]) -> None:
        self._gap, self._now = 1 / polls_per_second, now
        # a signal handler may wait for a job while it interrupts a thread that holds the lock
        self._next_turn, self._waits, self._lock = 0.0, 0, threading.RLock()

    def count(self, change: int) -> None:
        """Count a wait that begins (1) or ends (-1)."""
        with self._lock:
            self._waits += change

    def pace(self, age: float) -> float:
        """Return the seconds between two looks at a job of an age in seconds: about a tenth of it."""
        by_age = min(max(SHORTEST_PACE, age / 10), LONGEST_PACE)
        return max(by_age, self._waits * self._gap)

    def take_turn(self) -> float:
        """Take the next turn; return the seconds until it comes."""
        with self._lock:
            at = max(self._now(), self._next_turn)
            self._next_turn = at + self._gap
            return at - self._now()


MAX_SUBMIT_ATTEMPTS = 5
"""Maximum number of attempts of a submit that certainly was not accepted."""
MAX_RETRY_AFTER = 60.0
"""Longest `Retry-After` that a read obeys, in seconds."""
LAST_LOOK = 10.0
"""Seconds for the answer to a read whose own time is shorter: `wait(0)` looks once."""
_LONGEST = 86_400.0
_JsonObject = Mapping[str, Any]


class _Read(NamedTuple, Generic[T]):
    """An idempotent operation: its name, what parses its answer, and the query of its path."""

    operation: str
    parse: Callable[[_JsonObject], T]
    query: str = ""


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

    def submit(self, endpoint: str, payload: _JsonObject) -> Flow[str]:
        """Submit a job and return its request id; repeated only if no work began for certain.

        Raises:
            SubmitUnknown: the job may have been accepted.
            TransportError: the service could not be reached.
            ApiError: the service refused the job.
        """
        attempt, deadline = 1, self.now() + self.timeout
        while True:
            answer = yield from self._submit(endpoint, payload, deadline)
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
        """Return the job's result so far."""
        check_seconds(timeout, none=True)
        query = wire.WITH_COST if include_cost else ""
        result, _ = yield from self.read_result(job, *self._times(timeout), query)
        return result

    def cancel(self, job: JobHandle[Any], timeout: float | None = None) -> Flow[Cancellation]:
        """Ask the service to cancel the job."""
        check_seconds(timeout, none=True)
        from .cancellation import parse_cancellation

        parse = partial(parse_cancellation, self.service, job.request_id)
        return (yield from self._call(job, _Read("cancel", parse), *self._times(timeout)))[0]

    def read_status(
        self, job: JobHandle[Any], deadline: float, allowed: float = 0.0
    ) -> Flow[Status]:
        """Return the job's status; attempts start until the deadline, each with `allowed` seconds."""
        parse = partial(responses.parse_status, self.service, job.request_id)
        return (yield from self._call(job, _Read("status", parse), deadline, allowed))[0]

    def read_result(
        self, job: JobHandle[OutputT], deadline: float, allowed: float = 0.0, query: str = ""
    ) -> Flow[tuple[Result[OutputT], bytes]]:
        """Return the job's result so far, and the body it came in."""
        parse = partial(responses.parse_result, self.service, job.request_id, job.output)
        return self._call(job, _Read("result", parse, query), deadline, allowed)

    def vary(self, seconds: float) -> float:
        """Return a time that differs a little from job to job."""
        return seconds * (0.9 + 0.2 * self._jitter())

    def _submit(
        self, endpoint: str, payload: _JsonObject, deadline: float
    ) -> Flow[str | errors.ClientError]:
        """Try once; return a request id, or the error of a submit that may be repeated."""
        route, auth = self.service.route("submit", endpoint), self.service.auth
        try:
            response: Response = yield HttpRequest(
                *route, auth, self.timeout, payload, max(self._left(deadline), 0.0)
            )
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
        error = error_of(self.service, response, data, self._wall_clock())
        token = self.token()
        if (
            error is None
            and (found := self.service.request_id(data.get(wire.REQUEST_ID)))
            and not has_secret(found, token)
        ):
            return found
        from .submit_answer import SubmitAnswer

        answer = SubmitAnswer(self.service, endpoint, response, data, error, token=token)
        return answer.outcome()

    def _call(
        self, job: JobHandle[Any], read: _Read[T], deadline: float, allowed: float
    ) -> Flow[tuple[T, bytes]]:
        """Call an idempotent operation until it answers; the last attempt starts at the deadline."""
        attempt, (method, path) = 0, self.service.route(read.operation, job.request_id)
        while True:
            left = min(max(self._left(deadline), LAST_LOOK), _LONGEST)
            timeout = min(self.timeout, allowed or left)
            try:
                response: Response = yield HttpRequest(
                    method, path + read.query, self.service.auth, timeout, None, left
                )
            except errors.ClientError as thrown:
                _with_job(thrown, job)
                raise
            except (NotSent, MaybeSent) as fault:
                error = _chain(
                    errors.TransportError(f"no answer to {read.operation}: {fault}"), fault
                )
            else:
                data = parse_json(response)
                found = error_of(self.service, response, data, self._wall_clock())
                if found is None:
                    parse = self._shown(read.parse, response.body)
                    return _parse_answer(job, response, data, parse), response.body
                error = found
            attempt += 1
            if not error.temporary or self._left(deadline) <= 0:
                raise _with_job(error, job)
            asked = min(getattr(error, "retry_after", None) or 0.0, MAX_RETRY_AFTER)
            pause = max(asked + self._backoff(attempt), self.schedule.take_turn())
            yield Sleep(max(min(pause, self._left(deadline)), 0.0))

    def _shown(self, parse: Callable[[_JsonObject], T], body: bytes) -> Callable[[_JsonObject], T]:
        """Return what parses an answer; one that may have the token in it is shown without."""
        if self.token().encode() not in body and b"\\" not in body and b"\0" not in body:
            return parse
        from .redaction import parse_shown

        return partial(parse_shown, parse, token=self.token())

    def _times(self, timeout: float | None) -> tuple[float, float]:
        """Return the deadline of a call, and the seconds that each attempt has."""
        allowed = self.timeout if timeout is None else timeout
        return self.now() + allowed, allowed or LAST_LOOK

    def _backoff(self, attempt: int) -> float:
        return min(0.25 * 2.0 ** min(attempt, 10), 8.0) * (0.5 + 0.5 * self._jitter())

    def _left(self, deadline: float) -> float:
        return deadline - self.now()


def _parse_answer(
    job: JobHandle[Any], response: Response, data: _JsonObject, parse: Callable[[_JsonObject], T]
) -> T:
    try:
        return parse(data)
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
