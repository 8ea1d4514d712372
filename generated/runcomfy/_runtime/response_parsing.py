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
    "server": errors.ServerError,
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


def error_of(
    service: Service, response: Response, data: Any, wall: float
) -> errors.ClientError | None:
    """Return the error in an answer, or None if it is an object without error."""
    about: dict[str, Any] = {"http_status": response.status, "body": response.body}
    code = error_code_of(data, wire.ERROR_CODES if response.status >= 400 else wire.ERROR_CODES[:1])
    if response.status >= 400 or (code is not None and not _is_failed_job(service, data)):
        return _api_error(service, response, data, code, wall)
    if response.status >= 300:
        return errors.UnexpectedAnswer("the service redirects; redirects are not followed", **about)
    if not response.complete:
        return errors.UnexpectedAnswer("the answer exceeds the size limit of this client", **about)
    if not is_dict(data):
        what = "not JSON" if data is None else "not a JSON object"
        start = format_value(response.body[:60].decode("utf-8", "replace"))
        found = errors.UnexpectedAnswer(f"the answer is {what}: {start}", **about)
        found.temporary = data is None
        return found
    return None


def error_code_of(data: Any, keys: tuple[str, ...]) -> int | str | None:
    """Return the provider's error code from a body, or None."""
    found = data if is_dict(data) else {}
    for key in keys:
        code = found.get(key)
        if isinstance(code, str) and code.isascii() and code.isdecimal() and len(code) < 20:
            code = int(code)
        if isinstance(code, int | str) and not isinstance(code, bool) and code:
            return code
    return None


def _is_failed_job(service: Service, data: dict[str, Any]) -> bool:
    """Return whether a body with an error code is the result of a failed job."""
    status = data.get(wire.STATUS)
    return isinstance(status, str) and service.result(status)[1] == "failed"


def _api_error(
    service: Service, response: Response, data: Any, code: int | str | None, wall: float
) -> errors.ApiError:
    kind = _ERRORS_BY_KIND.get(service.errors.get(code, "")) if isinstance(code, int) else None
    refused = 400 <= response.status < 500
    fallback = errors.RequestRefused if refused else errors.ServerError
    message = (
        wire.error_text(data) or f"the service answered HTTP {response.status} without a message"
    )
    after = None
    if "retry-after" in response.headers:
        from .retry_delay import retry_delay

        after = retry_delay(response.headers, wall)
    about: dict[str, Any] = {"code": code, "http_status": response.status, "body": response.body}
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
