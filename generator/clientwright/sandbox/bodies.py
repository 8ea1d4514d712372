"""Raw bodies: read with a limit, then strictly as one JSON object.

The content type is not looked at: the documents leave it open, so whatever parses
is taken.
"""

from __future__ import annotations

import json
from typing import Any, cast

from starlette.requests import Request

from clientwright.errors import ProblemsError
from clientwright.problems import Location, Problem
from clientwright.sandbox.answers import INVALID_INPUT, Refused, refused, unlisted
from clientwright.specs import json_text
from clientwright.specs.model import Service

Payload = dict[str, Any]
"""The input object of a submit."""

LARGEST = 1024 * 1024


async def read(request: Request) -> bytes:
    """Read a request's body.

    Raises:
        Refused: it is larger than 1 MiB.
    """
    kept = bytearray()
    async for chunk in request.stream():
        kept += chunk
        if len(kept) > LARGEST:
            raise unlisted(413, f"The body is larger than {LARGEST} bytes.")
    return bytes(kept)


def parse(raw: bytes, service: Service) -> Payload:
    """Read a body's JSON object.

    Raises:
        Refused: it is not UTF-8, not strict JSON, or another value than an object.
    """
    value = _strict(_text(raw))
    if not isinstance(value, dict):
        fault: dict[str, Any] = {
            "loc": [],
            "msg": f"the body is {_name(value)}, not an object",
            "type": "type",
        }
        raise refused(service, INVALID_INPUT, [fault])
    return cast(Payload, value)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable(f"byte {error.start} is not UTF-8") from None


def _strict(text: str) -> Any:
    try:
        value = json_text.parse_json(text, Location("body"))
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except ProblemsError as blocked:
        raise _unreadable("; ".join(map(_spot, blocked.problems))) from None
    except UnicodeEncodeError:
        raise _unreadable("a string holds half of a surrogate pair") from None
    return value


def _spot(problem: Problem) -> str:
    return f"{problem.found()} (line {problem.place.line}, column {problem.place.column})"


def _unreadable(reason: str) -> Refused:
    return unlisted(400, f"The body cannot be read as JSON: {reason}")


def _name(value: object) -> str:
    names: dict[type, str] = {list: "an array", str: "a string", bool: "a boolean"}
    return "null" if value is None else names.get(type(value), "a number")
