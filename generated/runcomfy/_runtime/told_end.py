# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Ends of jobs that a status tells, or the HTTP status of a result; loaded for services of these kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from . import wire
from .errors import ClientError, ResultExpired
from .response_parsing import Response
from .responses import Result, Status, facts_of, parse_result, parse_status
from .service import Service
from .steps import Flow, Read

if TYPE_CHECKING:
    from .job_handle import JobHandle
    from .job_reader import JobReader

OutputT = TypeVar("OutputT")
_OF_THE_SERVICE = (401, 403, 404, 407, 408, 410, 425, 429, 499)
"""Refusals of a call that are no end of a job, unless the answer shows that it is the model's own."""


def read_end(
    operations: JobReader,
    job: JobHandle[OutputT],
    status: Status,
    times: tuple[float, float],
    with_cost: bool,
) -> Flow[tuple[Result[OutputT], bytes]]:
    """Return the result of a job after its status, and the body it came in.

    `times` are the deadline and the seconds of each attempt. Where the status tells that the job
    failed, the result is only asked for the reason, once.
    """
    service, known = operations.service, result_of_status(operations.service, status)
    if status.phase in ("waiting", "running", "unknown"):
        return known, b""
    is_over = status.phase in ("failed", "cancelled")

    def is_own(data: Any, response: Response) -> bool:
        if service.ends_by_http:
            return is_end(service, response.status, data, response.headers)
        return (
            response.status < 300
            and data is not wire.MISSING
            and not wire.wire_of(service).result_place
        )

    def parse(data: Any, response: Response) -> Result[OutputT]:
        headers = response.headers
        phase = status.phase if is_over else phase_of(service, response.status, data, headers)
        about = (service, job.request_id, job.output)
        return operations.shown(
            "result",
            lambda data: parse_result(*about, data, headers=headers, phase=phase),
            data,
            response,
        )

    read = Read("result", parse, with_cost, is_own)
    deadline, allowed = times
    until = operations.now() if is_over else deadline
    try:
        result, body = yield from operations.read(job, read, until, allowed)
    except ClientError:
        if not is_over:
            raise
        return known, b""
    return (result, body) if result.error or not is_over else (known, body)


def read_both(
    operations: JobReader, job: JobHandle[OutputT], deadline: float, with_cost: bool
) -> Flow[tuple[Status, Result[OutputT], bytes]]:
    """Return the status and the result of a job from one answer that is both, and its body."""
    found: list[Status] = []
    read = operations.result_of(job, with_cost)

    def parse(data: Any, response: Response) -> Result[OutputT]:
        about = (operations.service, job.request_id)
        status = operations.shown(
            "status", lambda data: parse_status(*about, data, response.headers), data, response
        )
        found.append(status)
        return read.parse(data, response)

    result, body = yield from operations.read(job, read._replace(parse=parse), deadline)
    if result.is_expired:
        raise expired(job, result, body)
    return found[-1], result, body


def expired(job: JobHandle[Any], result: Result[Any], body: bytes) -> ResultExpired:
    """Return the error of a job that succeeded, and whose output the service no longer has."""
    text = "the job succeeded, but the service no longer has its output"
    error = ResultExpired(text, result=result, body=body)
    error.request_id, error.endpoint = job.request_id, job.endpoint
    return error


def refused_as_expired(error: ClientError) -> ResultExpired:
    """Return the error of a read that was refused because the service keeps its answer no longer."""
    found = ResultExpired(
        error.message, code=error.code, http_status=error.http_status, body=error.body
    )
    found.__cause__ = error
    return found


def is_end(service: Service, http_status: int, data: Any, headers: Mapping[str, str]) -> bool:
    """Return whether an answer to a result is the model's own, whose HTTP status tells the end.

    A gateway answers 5xx, too, and the service itself refuses calls: neither is the job's end.
    """
    name = service.own_answer_header
    if name and wire.header(headers, name) is not None:
        return True
    if http_status < 400:
        return http_status < 300 and data is not wire.MISSING
    code = wire.wire_of(service).code(data, headers, refused=True)
    kind = service.errors.get(code or 0, "")
    if kind == "cancelled":
        return True
    if wire.wire_of(service).kind(code, http_status) == "expired":
        return False
    if http_status >= 500:
        return not name and bool(kind)
    return http_status not in _OF_THE_SERVICE


def phase_of(service: Service, http_status: int, data: Any, headers: Mapping[str, str]) -> str:
    """Return the phase of a job by the HTTP status of its result."""
    if http_status < 300:
        return "succeeded"
    code = wire.wire_of(service).code(data, headers, refused=True)
    return "cancelled" if wire.wire_of(service).kind(code, http_status) == "cancelled" else "failed"


def result_of_status(
    service: Service, status: Status, headers: Mapping[str, str] = wire.NO_HEADERS
) -> Result[Any]:
    """Return the result of a job whose status tells how it ended, or that it has not ended."""
    return Result(
        request_id=status.request_id,
        status=status.status,
        raw_status=status.raw_status,
        phase=status.phase,
        output=None,
        **facts_of(service, _operation_of_status(service), status.phase, status.raw, headers),
        raw=status.raw,
    )


def _operation_of_status(service: Service) -> str:
    """Return the operation whose places a status has: a result's, unless the service has listed its own."""
    return "status" if "status" in service.fields else "result"
