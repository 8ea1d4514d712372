"""Request bodies: read up to a limit, then parsed strictly as one JSON object.

The content type is ignored, unless the service's file says what becomes of a body that is not declared as JSON.
"""

from __future__ import annotations

import json
from typing import Any, cast

from starlette.requests import Request

from clientwright.errors import ProblemsError
from clientwright.io import json_text
from clientwright.problems import Location, Problem
from clientwright.sandbox.http_responses import (
    INVALID_INPUT,
    coded_refusal,
    uncoded_refusal,
)
from clientwright.specs.model import Service

Payload = dict[str, Any]
"""The input object of a submit."""

MAX_REQUEST_BYTES = 1024 * 1024

_BAD_REQUEST = 400
"""The HTTP status for a body that is no JSON: the documents say that 400 also stands for bad input."""


async def read_body(request: Request) -> bytes:
    """Return a request's body.

    Raises:
        CallRefused: it is larger than 1 MiB.
    """
    kept = bytearray()
    async for chunk in request.stream():
        kept += chunk
        if len(kept) > MAX_REQUEST_BYTES:
            raise uncoded_refusal(413, f"The body is larger than {MAX_REQUEST_BYTES} bytes.")
    return bytes(kept)


def check_declared(request: Request, service: Service) -> None:
    """Check that a body is declared as JSON, where the service's file says that it has to be.

    Raises:
        CallRefused: it is declared as something else, or not at all.
    """
    declared, _, _ = request.headers.get("content-type", "").partition(";")
    if service.undeclared_json == "refused" and declared.strip().lower() != "application/json":
        raise uncoded_refusal(415, "The content type of a body must be application/json.")


class _UnreadableBodyError(Exception):
    """A body is not UTF-8, or not strict JSON; the message is the reason."""


def parse_body(raw: bytes, service: Service) -> Payload:
    """Return a body's JSON object.

    Raises:
        CallRefused: it is not UTF-8, not strict JSON, or not an object.
    """
    try:
        value = _parse_strict_json(_decode_utf8(raw))
    except _UnreadableBodyError as error:
        fault = {"loc": [], "msg": f"the body cannot be read as JSON: {error}", "type": "json"}
        raise coded_refusal(service, INVALID_INPUT, [fault], _BAD_REQUEST) from None
    if not isinstance(value, dict):
        fault = {
            "loc": [],
            "msg": f"the body is {_type_name(value)}, not an object",
            "type": "type",
        }
        raise coded_refusal(service, INVALID_INPUT, [fault])
    return cast(Payload, value)


def _decode_utf8(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _UnreadableBodyError(f"byte {error.start} is not UTF-8") from None


def _parse_strict_json(text: str) -> Any:
    try:
        value = json_text.parse_json(text, Location("body"))
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except ProblemsError as blocked:
        raise _UnreadableBodyError("; ".join(map(_describe_problem, blocked.problems))) from None
    except UnicodeEncodeError:
        raise _UnreadableBodyError("a string holds half of a surrogate pair") from None
    return value


def _describe_problem(problem: Problem) -> str:
    return f"{problem.found()} (line {problem.location.line}, column {problem.location.column})"


def _type_name(value: object) -> str:
    names: dict[type, str] = {list: "an array", str: "a string", bool: "a boolean"}
    return "null" if value is None else names.get(type(value), "a number")
