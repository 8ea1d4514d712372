"""The job protocol without IO, as flows that sync and async transports drive.

A flow is a generator of `HttpRequest`, `Sleep` and `Notify`. After a `HttpRequest` it is sent a
`Response`, or `NotSent` or `MaybeSent` is thrown into it. Clock and jitter are injected.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Generator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from . import errors, responses, wire
from .input_faults import format_value, is_dict
from .response_parsing import Response, error_of, parse_json
from .responses import Cancellation, Result, Status, Success
from .service import Service
from .settings import check_callback, check_seconds

if TYPE_CHECKING:
    from .job_handle import JobHandle

OutputT = TypeVar("OutputT")
T = TypeVar("T")
MAX_SUBMIT_ATTEMPTS = 5
"""Maximum number of attempts of a submit that certainly was not accepted."""


class HttpRequest(NamedTuple):
    """Send a request to a path below the base URL; the answer is due within `timeout` seconds.

    `auth` is the header of the token and the scheme before it. The request may wait
    `start_within` seconds for a free connection; `timeout` starts after that.
    """

    method: str
    path: str
    auth: tuple[str, str]
    timeout: float
    payload: Any = None
    start_within: float = 60.0


class Sleep(NamedTuple):
    """Sleep for this many seconds."""

    seconds: float


class Notify(NamedTuple):
    """Call the user's callback, and await its result if it is awaitable."""

    callback: Callable[[Status], object]
    status: Status


class NotSent(Exception):
    """The request certainly did not reach the server."""


class MaybeSent(Exception):
    """The request may have reached the server."""


Flow = Generator[HttpRequest | Sleep | Notify, Any, T]
_JsonObject = Mapping[str, Any]
_Reader = Callable[[_JsonObject], T]
_OnUpdate = Callable[[Status], object] | None


class JobProtocol:
    """The four operations (submit, status, result, cancel) and waiting, as flows."""

    def __init__(
        self,
        service: Service,
        timeout: float = 60.0,
        *,
        now: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.service, self.timeout = service, timeout
        self._monotonic, self._wall_clock, self._jitter = now, wall, jitter

    def submit(self, endpoint: str, payload: _JsonObject) -> Flow[str]:
        """Submit a job and return its request id; retried only if it certainly was not accepted."""
        attempt, deadline = 1, self._deadline(None)
        while True:
            found = yield from self._submit(
                endpoint, payload, max(self._remaining(deadline), 0.001)
            )
            if isinstance(found, str):
                return found
            wait = getattr(found, "retry_after", None) or 0.0
            if attempt >= MAX_SUBMIT_ATTEMPTS or wait > self._remaining(deadline):
                raise found
            yield from self._pause(found, attempt, deadline)
            attempt += 1

    def status(self, job: JobHandle[Any], timeout: float | None = None) -> Flow[Status]:
        """Return the job's status."""
        read = partial(responses.parse_status, self.service, job.request_id)
        return self._call(job, "status", self._deadline(timeout), read)

    def result(
        self, job: JobHandle[OutputT], timeout: float | None = None, include_cost: bool = False
    ) -> Flow[Result[OutputT]]:
        """Return the job's result so far."""
        query = wire.WITH_COST if include_cost else ""
        read = partial(responses.parse_result, self.service, job.request_id, job.output)
        return self._call(job, "result", self._deadline(timeout), read, query)

    def cancel(self, job: JobHandle[Any], timeout: float | None = None) -> Flow[Cancellation]:
        """Ask the service to cancel the job."""
        read = partial(responses.parse_cancellation, self.service, job.request_id)
        return self._call(job, "cancel", self._deadline(timeout), read)

    def wait(
        self, job: JobHandle[OutputT], timeout: float | None = 1800.0, on_update: _OnUpdate = None
    ) -> Flow[Success[OutputT]]:
        """Poll until the job has ended, and return its result if it succeeded."""
        check_callback(on_update)
        check_seconds(timeout, none=True)
        deadline = math.inf if timeout is None else self._deadline(timeout)
        try:
            return (yield from self._wait(job, deadline, on_update))
        except BaseException as error:
            if not isinstance(error, errors.JobFailed | errors.JobCancelled):
                error.add_note(f"The job continues; its request id is {job.request_id}.")
            raise

    def _wait(
        self, job: JobHandle[OutputT], deadline: float, on_update: _OnUpdate
    ) -> Flow[Success[OutputT]]:
        last, interval = None, 1.0
        while True:
            try:
                status = yield from self.status(job, self._remaining(deadline))
                if on_update and last != (last := (status.status, status.queue_position)):
                    yield Notify(on_update, status)
                if status.phase == "cancelled":
                    raise _with_job(errors.JobCancelled("the job was cancelled"), job)
                if status.phase == "finished" and self._remaining(deadline) > 0:
                    result = yield from self.result(job, self._remaining(deadline))
                    if isinstance(result, Success):
                        return result
                    if lost := _missing_output_error(result):
                        raise _with_job(lost, job)
            except errors.ClientError as error:
                if self._remaining(deadline) > 0 or isinstance(error, errors.JobError):
                    raise
                raise _timeout_error(job) from error
            yield Sleep(min(interval * (0.9 + 0.2 * self._jitter()), self._remaining(deadline)))
            if self._remaining(deadline) <= 0:
                raise _timeout_error(job)
            interval = min(interval * 1.25, 10.0)

    def _submit(
        self, endpoint: str, payload: _JsonObject, timeout: float
    ) -> Flow[str | errors.ClientError]:
        """Try once; return a request id, or the error of a submit that may be retried."""
        route = self.service.route("submit", endpoint)
        try:
            response: Response = yield HttpRequest(*route, self.service.auth, timeout, payload)
        except NotSent as fault:
            return _chain(errors.TransportError(f"not sent: {fault}", endpoint=endpoint), fault)
        except MaybeSent as fault:
            raise _submit_unknown(endpoint, f"its answer was lost ({fault})") from fault
        except errors.ConfigurationError:
            raise  # it says that nothing was sent
        except BaseException as stop:
            stop.add_note(f"The submit to {endpoint} was interrupted; it may have been accepted.")
            raise
        data = parse_json(response)
        error = error_of(self.service, response, data, self._wall_clock())
        found = data.get(wire.REQUEST_ID) if is_dict(data) else None
        if error is None and self.service.is_request_id(found):
            return str(found)
        if isinstance(error, errors.ApiError) and _surely_refused(error, response):
            error.endpoint = endpoint
            if response.status in (429, 503) and _is_temporary(error, response, data):
                return error
            raise error
        why = error.message if error else f"no usable request id, but {format_value(found)}"
        raise _submit_unknown(endpoint, f"its answer is unusable ({why})", response) from error

    def _call(
        self, job: JobHandle[Any], name: str, deadline: float, read: _Reader[T], query: str = ""
    ) -> Flow[T]:
        """Call an idempotent operation until it answers or the deadline passes."""
        attempt, (method, path) = 0, self.service.route(name, job.request_id)
        while True:
            timeout = max(min(self.timeout, self._remaining(deadline)), 0.001)
            try:
                response: Response = yield HttpRequest(
                    method, path + query, self.service.auth, timeout
                )
            except (NotSent, MaybeSent) as fault:
                error = _chain(errors.TransportError(f"could not read the {name}: {fault}"), fault)
            else:
                data = parse_json(response)
                found = error_of(self.service, response, data, self._wall_clock())
                if found is None:
                    return _parse_answer(job, response, data, read)
                error = found
                if not _is_temporary(error, response, data):
                    raise _with_job(error, job)
            attempt += 1
            yield from self._pause(_with_job(error, job), attempt, deadline)

    def _pause(self, error: errors.ClientError, attempt: int, deadline: float) -> Flow[None]:
        """Wait before the next attempt; raise the error if the deadline comes first."""
        backoff = min(0.25 * 2 ** min(attempt, 10), 8.0) * (0.5 + 0.5 * self._jitter())
        asked = min(getattr(error, "retry_after", None) or 0.0, 86400.0)
        if self._remaining(deadline) > 0:
            yield Sleep(min(asked + backoff, self._remaining(deadline)))
        if self._remaining(deadline) <= 0:
            raise error

    def _deadline(self, timeout: float | None) -> float:
        check_seconds(timeout, none=True)
        return self._monotonic() + (self.timeout if timeout is None else timeout)

    def _remaining(self, deadline: float) -> float:
        return deadline - self._monotonic()


def _parse_answer(
    job: JobHandle[Any], response: Response, data: _JsonObject, read: _Reader[T]
) -> T:
    try:
        return read(data)
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


def _surely_refused(error: errors.ApiError, response: Response) -> bool:
    """Return whether a submit was certainly refused before any work began."""
    if response.status in (408, 429, 503) or 400 <= response.status < 500:
        return response.status != 408
    return not isinstance(error, errors.ServerError)


def _is_temporary(error: errors.ClientError, response: Response, data: Any) -> bool:
    """Return whether the same request may succeed a little later."""
    garbled = data is None and response.complete and response.status < 300
    return garbled or isinstance(error, errors.RateLimited | errors.ServerError)


def _submit_unknown(
    endpoint: str, reason: str, response: Response | None = None
) -> errors.SubmitUnknown:
    status, body = (response.status, response.body) if response else (None, None)
    text = f"the submit may have been accepted: {reason}"
    return errors.SubmitUnknown(text, endpoint=endpoint, http_status=status, body=body)


def _timeout_error(job: JobHandle[Any]) -> errors.ClientError:
    return _with_job(errors.JobTimedOut("the wait timed out before the job ended"), job)


def _missing_output_error(result: Result[Any]) -> errors.ClientError | None:
    """Return the error of a job that ended without output, or None if it has not ended."""
    if result.phase == "failed":
        reason = result.error or "the provider gives no reason"
        return errors.JobFailed(f"the job failed: {reason}", result=result)
    if result.phase == "cancelled":
        return errors.JobCancelled("the job was cancelled", result=result)
    if result.phase == "succeeded":
        return errors.UnexpectedAnswer("the job succeeded, but has no output")
    return None
