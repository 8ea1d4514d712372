"""HTTP answers: status, headers, body."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from clientwright import __version__
from clientwright.specs.model import Service

SANDBOX_HEADER = "Clientwright-Sandbox"
"""Header on every answer, which distinguishes the sandbox from the provider."""

INVALID_MODEL = 400001
INSUFFICIENT_BALANCE = 400002
INVALID_TOKEN = 400004
FOREIGN_REQUEST = 403001
UNKNOWN_REQUEST = 404001
INVALID_INPUT = 422001
SERVER_ERROR = 500001

_HTTP_STATUS = {
    INVALID_MODEL: 400,
    INSUFFICIENT_BALANCE: 400,
    INVALID_TOKEN: 401,
    FOREIGN_REQUEST: 403,
    UNKNOWN_REQUEST: 404,
    INVALID_INPUT: 422,
    SERVER_ERROR: 500,
}


class CallRefused(Exception):
    """A refused call; the middleware turns it into the answer."""

    def __init__(
        self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> None:
        """Store the answer's status, body and headers."""
        super().__init__(status, body)
        self.status, self.body, self.headers = status, body, headers or {}


def coded_refusal(
    service: Service, code: int, detail: Sequence[Mapping[str, Any]] = (), status: int = 0
) -> CallRefused:
    """Return a refusal with one of the service's error codes and its documented message.

    Without a status, it has the code's own.
    """
    means = {error["code"]: error["means"] for error in service.document["errors"]}
    body = {"error_code": code, "error_message": means.get(code, "The call is refused.")}
    answer = {**body, "detail": list(detail)} if detail else body
    return CallRefused(status or _HTTP_STATUS[code], answer)


def uncoded_refusal(
    status: int, message: str, headers: Mapping[str, str] | None = None
) -> CallRefused:
    """Return a refusal without an error code, for cases in which the service documents none."""
    return CallRefused(status, {"error_message": message}, headers)


def json_response(
    status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> Response:
    """Return a JSON response; it is ASCII, so that lone surrogates can be written too."""
    text = json.dumps(body, separators=(",", ":"))
    named = {**(headers or {}), SANDBOX_HEADER: __version__}
    return Response(text, status, headers=named, media_type="application/json")


def unreadable_request_body() -> bytes:
    """Return the body of the answer to bytes that are no HTTP request; no document gives a code for it.

    It has the code of input that does not fit, so that every answer with status 400 has one.
    """
    message = "This is no HTTP request that can be read."
    return json.dumps({"error_code": INVALID_INPUT, "error_message": message}).encode()


def crash_response() -> Response:
    """Return the answer to a crash of the sandbox; the traceback is in the log only."""
    body = {"error_code": SERVER_ERROR, "error_message": "The sandbox failed; its log says why."}
    return json_response(_HTTP_STATUS[SERVER_ERROR], body)


def iso_timestamp(moment: float) -> str:
    """Return seconds since the epoch as ISO 8601 in UTC."""
    return (
        datetime.fromtimestamp(moment, UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )
