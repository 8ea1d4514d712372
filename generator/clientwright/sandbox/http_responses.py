"""Every answer: its HTTP status, its headers, its body."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from clientwright import __version__
from clientwright.specs.model import Service

SANDBOX_HEADER = "Clientwright-Sandbox"
"""The header on every answer that says: this is the sandbox, not the provider."""

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
    """A call that is refused; it becomes the answer."""

    def __init__(
        self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> None:
        """Keep the answer's parts."""
        super().__init__(status, body)
        self.status, self.body, self.headers = status, body, headers or {}


def coded_refusal(
    service: Service, code: int, detail: Sequence[Mapping[str, Any]] = ()
) -> CallRefused:
    """Refuse with one of the service's error codes, in the words that its facts have for it."""
    means = {error["code"]: error["means"] for error in service.document["errors"]}
    body = {"error_code": code, "error_message": means.get(code, "The call is refused.")}
    return CallRefused(_HTTP_STATUS[code], {**body, "detail": list(detail)} if detail else body)


def uncoded_refusal(
    status: int, message: str, headers: Mapping[str, str] | None = None
) -> CallRefused:
    """Refuse where the service documents no error code: the HTTP status and a sentence only."""
    return CallRefused(status, {"error_message": message}, headers)


def json_response(
    status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> Response:
    """Make the HTTP answer; its JSON is ASCII, so that any string can be told."""
    text = json.dumps(body, separators=(",", ":"))
    named = {**(headers or {}), SANDBOX_HEADER: __version__}
    return Response(text, status, headers=named, media_type="application/json")


def crash_response() -> Response:
    """Make the answer to a fault of our own; what happened is in the log."""
    body = {"error_code": SERVER_ERROR, "error_message": "The sandbox failed; its log says why."}
    return json_response(_HTTP_STATUS[SERVER_ERROR], body)


def iso_timestamp(moment: float) -> str:
    """Write a moment as ISO 8601, in UTC."""
    return (
        datetime.fromtimestamp(moment, UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )
