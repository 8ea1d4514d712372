"""Every answer: its HTTP status, its headers, its body."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from clientwright import __version__
from clientwright.specs.model import Service

HEADER = "Clientwright-Sandbox"
"""The header on every answer that says: this is the sandbox, not the provider."""

INVALID_MODEL = 400001
NO_BALANCE = 400002
BAD_TOKEN = 400004
NOT_YOURS = 403001
NO_REQUEST = 404001
INVALID_INPUT = 422001
CRASHED = 500001

_STATUS = {
    INVALID_MODEL: 400,
    NO_BALANCE: 400,
    BAD_TOKEN: 401,
    NOT_YOURS: 403,
    NO_REQUEST: 404,
    INVALID_INPUT: 422,
    CRASHED: 500,
}


class Refused(Exception):
    """A call that is refused; it becomes the answer."""

    def __init__(
        self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> None:
        """Keep the answer's parts."""
        super().__init__(status, body)
        self.status, self.body, self.headers = status, body, headers or {}


def refused(service: Service, code: int, detail: Sequence[Mapping[str, Any]] = ()) -> Refused:
    """Refuse with one of the service's error codes, in the words that its facts have for it."""
    means = {error["code"]: error["means"] for error in service.facts["errors"]}
    body = {"error_code": code, "error_message": means.get(code, "The call is refused.")}
    return Refused(_STATUS[code], {**body, "detail": list(detail)} if detail else body)


def unlisted(status: int, message: str, headers: Mapping[str, str] | None = None) -> Refused:
    """Refuse where the service documents no error code: the HTTP status and a sentence only."""
    return Refused(status, {"error_message": message}, headers)


def answer(
    status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> Response:
    """Make the HTTP answer; its JSON is ASCII, so that any string can be told."""
    text = json.dumps(body, separators=(",", ":"))
    named = {**(headers or {}), HEADER: __version__}
    return Response(text, status, headers=named, media_type="application/json")


def crash() -> Response:
    """Make the answer to a fault of our own; what happened is in the log."""
    body = {"error_code": CRASHED, "error_message": "The sandbox failed; its log says why."}
    return answer(_STATUS[CRASHED], body)


def iso(moment: float) -> str:
    """Write a moment as ISO 8601, in UTC."""
    return (
        datetime.fromtimestamp(moment, UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )
