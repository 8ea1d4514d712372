# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Ends of jobs that a status tells, or the HTTP status of a result; loaded for services of these kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from . import wire
from .errors import ClientError, ResultExpired
from .input_faults import format_value, is_dict, is_list
from .response_parsing import Response, json_data
from .responses import Result, Status, facts_of, parse_result, parse_status
from .service import Service
from .steps import Flow, Read

if TYPE_CHECKING:
    from .job_handle import JobHandle
    from .job_reader import JobReader

OutputT = TypeVar("OutputT")
_OF_THE_SERVICE = (401, 403, 404, 407, 408, 410, 425, 429, 499)
"""Refusals of a call that are no end of a job, unless the answer shows that it is the model's own."""
_FOR_NOW = (408, 425, 429)
"""Refusals that are no end of a job, whoever gives them, unless a code tells one."""
_OF_THE_CALLER = (401, 403, 404)
"""Refusals that a page tells, too: the token is wrong, or there is nothing."""
_OF_THE_JOB = ("cancelled", "timed-out", "refused")
"""Kinds of errors that are the end of a job, also on an answer that is not surely the model's own."""


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

    def is_passing(data: Any, response: Response) -> bool:
        return service.ends_by_http and passes(service, response.status, data, response.headers)

    def parse(data: Any, response: Response) -> Result[OutputT]:
        headers, output = response.headers, job.output
        phase = status.phase if is_over else phase_of(service, response.status, data, headers)
        if phase == "succeeded" and json_data(response, data) is wire.MISSING:
            data = response.body.decode("utf-8", "replace")
            output = cast("type[OutputT]", _Unread(_why_unread(response, data)))
        about = (service, job.request_id, output)
        return operations.shown(
            "result",
            lambda data: parse_result(*about, data, headers=headers, phase=phase),
            data,
            response,
        )

    read = Read("result", parse, with_cost, is_own, is_passing)
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
    is_own = bool(name and wire.header(headers, name))
    if http_status < 400:
        return is_own or (http_status < 300 and data is not wire.MISSING)
    code = wire.wire_of(service).code(data, headers, refused=True)
    kind = service.errors.get(code or 0, "")
    if kind in _OF_THE_JOB:
        return True
    if is_own or http_status in _FOR_NOW:
        return http_status not in _FOR_NOW
    if wire.wire_of(service).kind(code, http_status) == "expired":
        return False
    if http_status >= 500:
        return not name and bool(kind)
    return http_status not in _OF_THE_SERVICE and _is_told(service, code, data)


def passes(service: Service, http_status: int, data: Any, headers: Mapping[str, str]) -> bool:
    """Return whether a refused result that is no end of the job may be given a little later.

    A gateway on the way refuses calls, too, but not with a code and words where the service has them.
    """
    code = wire.wire_of(service).code(data, headers, refused=True)
    if not 400 <= http_status < 500 or wire.wire_of(service).kind(code, http_status) == "expired":
        return False
    is_page = http_status not in _OF_THE_CALLER and not _is_told(service, code, data)
    return is_page or http_status in _FOR_NOW


def _is_told(service: Service, code: int | str | None, data: Any) -> bool:
    """Return whether a refusal has a code, or words where the service has them."""
    found = (wire.look(place, data) for place in service.words_at or ("",))
    return code is not None or any(map(wire.error_text, found))


def phase_of(service: Service, http_status: int, data: Any, headers: Mapping[str, str]) -> str:
    """Return the phase of a job by the HTTP status of its result."""
    if http_status < 300:
        return "succeeded"
    code = wire.wire_of(service).code(data, headers, refused=True)
    return "cancelled" if wire.wire_of(service).kind(code, http_status) == "cancelled" else "failed"


class _Unread(NamedTuple):
    """Reads no output, whatever there is."""

    reason: str

    def model_validate(self, data: object) -> None:
        """Raise ValueError."""
        raise ValueError(self.reason)


def _why_unread(response: Response, text: str) -> str:
    """Return why an answer is no JSON data that can be read."""
    encoding = wire.header(response.headers, "Content-Encoding")
    if response.complete:
        return f"the answer is no JSON that can be read: {format_value(text[:60])}"
    return f"the answer exceeds the size limit, or its encoding {encoding!r} is none that is known"


def result_of_status(
    service: Service, status: Status, headers: Mapping[str, str] = wire.NO_HEADERS
) -> Result[Any]:
    """Return the result of a job whose status tells how it ended, or that it has not ended."""
    facts = facts_of(service, _operation_of_status(service), status.phase, status.raw, headers)
    if status.phase == "failed" and facts[wire.ERROR] is None:
        found = (wire.look(place, status.raw, headers) for place in service.failed_at)
        shown = (format_value(one) for one in found if one and (is_dict(one) or is_list(one)))
        facts[wire.ERROR] = next(shown, None)
    return Result(
        request_id=status.request_id,
        status=status.status,
        raw_status=status.raw_status,
        phase=status.phase,
        output=None,
        **facts,
        raw=status.raw,
    )


def _operation_of_status(service: Service) -> str:
    """Return the operation whose places a status has: a result's, unless the service has listed its own."""
    return "status" if "status" in service.fields else "result"
