"""HTTP answers: status, headers, body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from clientwright import __version__

SANDBOX_HEADER = "Clientwright-Sandbox"
"""Header on every answer, which distinguishes the sandbox from the provider."""

_WITHOUT_BODY = (204, 205)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its HTTP status, its JSON body, and its headers."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def with_headers(self, headers: Mapping[str, str]) -> Answer:
        """Return the answer with more headers."""
        return replace(self, headers={**self.headers, **headers})


class CallRefused(Exception):
    """A refused call; the middleware turns it into the answer."""

    def __init__(self, answer: Answer) -> None:
        """Store the answer."""
        super().__init__(answer.status, answer.body)
        self.answer = answer


def json_response(answer: Answer) -> Response:
    """Return a JSON response; it is ASCII, so that lone surrogates can be written too."""
    named = {**answer.headers, SANDBOX_HEADER: __version__}
    if answer.status in _WITHOUT_BODY:
        return Response(b"", answer.status, headers=named)
    return Response(
        json_bytes(answer.body), answer.status, headers=named, media_type="application/json"
    )


def json_bytes(body: Any) -> bytes:
    """Return a body as compact JSON in ASCII."""
    return json.dumps(body, separators=(",", ":")).encode()


def iso_timestamp(moment: float) -> str:
    """Return seconds since the epoch as ISO 8601 in UTC."""
    return (
        datetime.fromtimestamp(moment, UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )
