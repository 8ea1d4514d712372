# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Parse an answer's envelope: JSON or not, error or not, and which error.

The provider's error code decides first, then the HTTP status.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from . import errors, wire
from .input_faults import format_value, is_dict, is_list
from .service import Service

_ERRORS_BY_KIND: dict[str, type[errors.ApiError]] = {
    "not-found": errors.NotFound,
    "balance": errors.InsufficientBalance,
    "authentication": errors.AuthenticationError,
    "permission": errors.PermissionDenied,
    "refused": errors.InputRefused,
    "rate-limited": errors.RateLimited,
    "expired": errors.NotFound,
    **dict.fromkeys(("server", "cancelled", "timed-out"), errors.ServerError),
}
_ERRORS_BY_STATUS: dict[int, type[errors.ApiError]] = {
    401: errors.AuthenticationError,
    402: errors.InsufficientBalance,
    403: errors.PermissionDenied,
    404: errors.NotFound,
    408: errors.ServerError,
    422: errors.InputRefused,
    429: errors.RateLimited,
}


MAX_DEPTH = 200
"""Levels of an answer; what handles one may recurse, in a program that is deep in calls of its own."""


class Response(NamedTuple):
    """An HTTP response; `complete` is False if the body exceeded the size limit and was cut."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    complete: bool = True


def parse_json(response: Response) -> Any:
    """Return the body as JSON data, or None if it is not complete JSON, or nests too deeply to be handled."""
    body = response.body
    try:
        data = json.loads(body) if response.complete else None
    except (ValueError, RecursionError):
        return None
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH:
        return None if is_deeper(data, MAX_DEPTH) else data
    return data


def json_data(response: Response, data: Any) -> Any:
    """Return the data of an answer that is JSON, where null is a value, or `wire.MISSING`."""
    is_null = data is None and response.complete and response.body.strip() == b"null"
    return wire.MISSING if data is None and not is_null else data


def error_of(
    service: Service, response: Response, data: Any, wall: float, *, operation: str = ""
) -> errors.ClientError | None:
    """Return the error in an answer, or None if it is an object without error.

    It need be no object where all that is read of an answer to the operation is elsewhere.
    """
    about: dict[str, Any] = {"http_status": response.status, "body": response.body}
    code = wire.wire_of(service).code(data, response.headers, refused=response.status >= 400)
    if response.status >= 400 or (
        code is not None and not _is_failed_job(service, data, response.headers)
    ):
        return _api_error(service, response, data, code, wall)
    if response.status >= 300:
        return errors.UnexpectedAnswer("the service redirects; redirects are not followed", **about)
    if not response.complete:
        return errors.UnexpectedAnswer("the answer exceeds the size limit of this client", **about)
    if not is_dict(data) and (
        not operation or wire.wire_of(service).needs_body(operation, response.headers)
    ):
        what = "not JSON" if data is None else "not a JSON object"
        start = format_value(response.body[:60].decode("utf-8", "replace"))
        found = errors.UnexpectedAnswer(f"the answer is {what}: {start}", **about)
        found.temporary = data is None
        return found
    return None


def _is_failed_job(service: Service, data: Any, headers: Mapping[str, str]) -> bool:
    """Return whether an answer with an error code is the result of a failed job."""
    status = wire.wire_of(service).read("result", wire.STATUS, data, headers)
    return isinstance(status, str) and service.result(status)[1] == "failed"


def _api_error(
    service: Service, response: Response, data: Any, code: int | str | None, wall: float
) -> errors.ApiError:
    kind = _ERRORS_BY_KIND.get(wire.wire_of(service).kind(code, response.status))
    refused = 400 <= response.status < 500
    fallback = errors.RequestRefused if refused else errors.ServerError
    message = (
        wire.wire_of(service).words(data)
        or f"the service answered HTTP {response.status} without a message"
    )
    after = None
    if "retry-after" in response.headers:
        from .retry_delay import retry_delay

        after = retry_delay(response.headers, wall)
    about: dict[str, Any] = {"code": code, "http_status": response.status, "body": response.body}
    if kind is errors.PermissionDenied and response.status in service.errors_by_http:
        about["advice"] = "The account may not do this: the message says why, if the service does."
    return (kind or _ERRORS_BY_STATUS.get(response.status, fallback))(
        message[:2000], retry_after=after, **about
    )


def is_deeper(data: Any, depth: int) -> bool:
    """Return whether JSON data have more levels of objects and lists; without recursion."""
    level = [data]
    for _ in range(depth):
        inner = [
            one.values() if is_dict(one) else one for one in level if is_dict(one) or is_list(one)
        ]
        level = [item for items in inner for item in items]
    return any(is_dict(one) or is_list(one) for one in level)
