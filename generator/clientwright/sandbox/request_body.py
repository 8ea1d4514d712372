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
from clientwright.sandbox.http_responses import CallRefused
from clientwright.sandbox.refusal_reasons import Reason
from clientwright.sandbox.wire_format import WireFormat

Payload = dict[str, Any]
"""The JSON object of a submit's body."""

MAX_REQUEST_BYTES = 1024 * 1024


async def read_body(request: Request, wire: WireFormat) -> bytes:
    """Return a request's body.

    Raises:
        CallRefused: it is larger than 1 MiB.
    """
    kept = bytearray()
    async for chunk in request.stream():
        kept += chunk
        if len(kept) > MAX_REQUEST_BYTES:
            words = f"The body is larger than {MAX_REQUEST_BYTES} bytes."
            raise CallRefused(wire.refusals.uncoded(413, words))
    return bytes(kept)


def check_declared(request: Request, wire: WireFormat) -> None:
    """Check that a body is declared as JSON, where the service's file says that it has to be.

    Raises:
        CallRefused: it is declared as something else, or not at all.
    """
    declared, _, _ = request.headers.get("content-type", "").partition(";")
    refused = wire.service.undeclared_json == "refused"
    if refused and declared.strip().lower() != "application/json":
        words = "The content type of a body must be application/json."
        raise CallRefused(wire.refusals.uncoded(415, words))


class _UnreadableBodyError(Exception):
    """A body is not UTF-8, or not strict JSON; the message is the reason."""


def parse_body(raw: bytes, wire: WireFormat) -> Payload:
    """Return a body's JSON object.

    Raises:
        CallRefused: it is not UTF-8, not strict JSON, or not an object.
    """
    try:
        value = _parse_strict_json(_decode_utf8(raw))
    except _UnreadableBodyError as error:
        fault = {"loc": [], "msg": f"the body cannot be read as JSON: {error}", "type": "json"}
        raise CallRefused(wire.refusals.refusal(Reason.MALFORMED, [fault])) from None
    if not isinstance(value, dict):
        fault = {
            "loc": [],
            "msg": f"the body is {_type_name(value)}, not an object",
            "type": "type",
        }
        raise CallRefused(wire.refusals.refusal(Reason.INVALID_INPUT, [fault]))
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
