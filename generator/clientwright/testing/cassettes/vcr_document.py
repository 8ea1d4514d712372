"""Cassettes as files of vcrpy: plain vcrpy and pytest-recording replay them.

vcrpy ignores the key `clientwright-cassette`, which holds our header, and `who` beside a call, so
that a cassette can be read back without loss. Calls have the service's own base URL, because vcrpy
compares hosts.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from http import HTTPStatus
from typing import Any

from clientwright.testing.cassettes.cassette_model import (
    RECORDED_BASE_URL,
    Cassette,
    Interaction,
    RecordedAnswer,
    RecordedCall,
)
from clientwright.testing.cassettes.plain_values import dump_yaml

_MINE = "mine"


def dumps_vcr(cassette: Cassette, format_key: str, version: int, base_url: str) -> str:
    """Return a cassette as the YAML text of a vcrpy cassette, with our header under `format_key`."""
    base_url = base_url.rstrip("/")
    header = {"version": version, "base_url": base_url, **asdict(cassette.header)}
    interactions = [_interaction_data(one, base_url) for one in cassette.interactions]
    return dump_yaml({format_key: header, "interactions": interactions, "version": 1})


def _interaction_data(one: Interaction, base_url: str) -> dict[str, Any]:
    call, answer = one.call, one.answer
    who = {"who": call.who} if call.who != _MINE else {}
    query = f"?{call.query}" if call.query else ""
    headers = {**_content_type(answer.content_type), **dict(sorted(answer.headers.items()))}
    body = _rebased(answer.body, RECORDED_BASE_URL, base_url)
    return {
        **who,
        "request": {
            "body": _body_value(call.body) if call.body else None,
            "headers": _header_lists(_content_type(call.content_type)),
            "method": call.method,
            "uri": f"{base_url}{call.path}{query}",
        },
        "response": {
            "body": {"string": _body_value(body)},
            "headers": _header_lists(headers),
            "status": {"code": answer.status, "message": _phrase(answer.status)},
        },
    }


def _content_type(value: str) -> dict[str, str]:
    return {"content-type": value} if value else {}


def _header_lists(headers: dict[str, str]) -> dict[str, list[str]]:
    return {name: [value] for name, value in headers.items()}


def _body_value(body: bytes) -> str | bytes:
    """Return a body as text if vcrpy makes the same bytes of it, else as bytes."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def read_vcr_interaction(data: Any, base_url: str) -> Interaction:
    """Return an interaction that `dumps_vcr` wrote.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: a part is missing or of the wrong type.
    """
    request, response = data["request"], data["response"]
    uri = request["uri"]
    if not uri.startswith(f"{base_url}/"):
        raise ValueError(f"a call is not below {base_url}")
    path, _, query = uri.removeprefix(base_url).partition("?")
    sent, got = _joined_headers(request["headers"]), _joined_headers(response["headers"])
    call = RecordedCall(
        request["method"],
        path,
        _body_bytes(request["body"]),
        query,
        data.get("who", _MINE),
        sent.get("content-type", ""),
    )
    body = _body_bytes(response["body"]["string"])
    content_type = got.pop("content-type", "")
    answer = RecordedAnswer(response["status"]["code"], body, content_type, got)
    return Interaction(call, _neutral(answer, base_url))


def _neutral(answer: RecordedAnswer, base_url: str) -> RecordedAnswer:
    return replace(answer, body=_rebased(answer.body, base_url, RECORDED_BASE_URL))


def _rebased(body: bytes, old: str, new: str) -> bytes:
    """Return a body with another base URL in it, also where JSON escapes the slashes."""
    body = body.replace(old.encode(), new.encode())
    return body.replace(old.replace("/", "\\/").encode(), new.replace("/", "\\/").encode())


def _joined_headers(data: Any) -> dict[str, str]:
    return {name: ", ".join(values) for name, values in data.items()}


def _body_bytes(value: Any) -> bytes:
    if value is None:
        return b""
    return value if isinstance(value, bytes) else value.encode("utf-8")
