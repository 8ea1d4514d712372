"""Any request body gets a well-formed answer."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.sandbox import request_body
from clientwright.sandbox.http_responses import CallRefused, json_response
from clientwright.sandbox.server import run_sandbox
from clientwright.sandbox.wire_format import WireFormat
from sandbox.support import IMAGE_TO_VIDEO, VALID_PAYLOAD, service, specs

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
KNOWN = st.sampled_from(["prompt", "duration", "multi_prompt", "elements", "start_image_url"])
WIRE = WireFormat.of(service())
NEARLY = st.dictionaries(KNOWN | st.text(), JSON, max_size=4)


@pytest.fixture(scope="module")
def api() -> Iterator[httpx.Client]:
    """Return a client of one sandbox for all tests in this file."""
    headers = {"Authorization": "Bearer sandbox-token"}
    with (
        run_sandbox(specs()) as it,
        httpx.Client(base_url=it.base_url, headers=headers, trust_env=False) as client,
    ):
        yield client


def send(api: httpx.Client, body: bytes, content_type: str = "application/json") -> httpx.Response:
    """Submit raw bytes."""
    headers = {"Content-Type": content_type}
    return api.post(f"/models/{IMAGE_TO_VIDEO}", content=body, headers=headers)


@given(st.binary() | st.text().map(str.encode) | JSON.map(lambda v: json.dumps(v).encode()))
@settings(max_examples=100)
def test_any_bytes_are_refused_in_json(api: httpx.Client, body: bytes) -> None:
    """No body crashes the server: it is refused, in JSON."""
    answer = send(api, body)
    assert answer.status_code in {400, 422}
    assert answer.json()["error_message"]


@given(NEARLY)
@settings(max_examples=100)
def test_any_field_values_are_answered(api: httpx.Client, fields: dict[str, Any]) -> None:
    """No values of the known fields crash the server."""
    answer = send(api, json.dumps({**VALID_PAYLOAD, **fields}).encode())
    assert answer.status_code in {200, 400, 422}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "the text ends where a value is expected"),
        (b'{"prompt": "x"', "the text ends"),
        (b"\xff\xfe", "byte 0 is not UTF-8"),
        (b'\xef\xbb\xbf{"prompt": "x"}', "unexpected"),
        (b'{"cfg_scale": NaN}', "unexpected 'NaN"),
        (b'{"cfg_scale": -Infinity}', "unexpected '-Inf"),
        (b'{"cfg_scale": 1e999}', "too large"),
        (b'{"cfg_scale": ' + b"9" * 5000 + b"}", "digits"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"prompt": "\\ud800"}', "surrogate"),
        (b"[" * 100_000, "deeper than 100"),
        (b'{"a": 1} {"b": 2}', "line 1, column 10"),
    ],
)
def test_invalid_json_is_refused(api: httpx.Client, body: bytes, message: str) -> None:
    """A body that strict parsers would read differently is refused with location and reason."""
    answer = send(api, body)
    assert answer.status_code == 400
    (fault,) = answer.json()["detail"]
    assert (fault["loc"], fault["type"]) == ([], "json")
    assert message in fault["msg"]
    assert answer.json()["error_code"] == 422001


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"[]", "an array"),
        (b'"x"', "a string"),
        (b"5", "a number"),
        (b"1.5", "a number"),
        (b"true", "a boolean"),
        (b"null", "null"),
    ],
)
def test_body_must_be_an_object(api: httpx.Client, body: bytes, name: str) -> None:
    """JSON other than an object is invalid input."""
    answer = send(api, body)
    fault: dict[str, Any] = {"loc": [], "msg": f"the body is {name}, not an object", "type": "type"}
    assert (answer.status_code, answer.json()["detail"]) == (422, [fault])


@pytest.mark.parametrize("over", [1, 5 * 1024 * 1024])
def test_too_large_body_is_refused(api: httpx.Client, over: int) -> None:
    """More than 1 MiB is refused, and the sender gets the answer; exactly 1 MiB is accepted."""
    frame = len(json.dumps({**VALID_PAYLOAD, "prompt": ""}).encode())
    body = {**VALID_PAYLOAD, "prompt": "x" * (request_body.MAX_REQUEST_BYTES - frame)}
    assert send(api, json.dumps(body).encode()).status_code == 200
    body["prompt"] += "x" * over
    answer = send(api, json.dumps(body).encode())
    assert answer.status_code == 413
    assert str(request_body.MAX_REQUEST_BYTES) in answer.json()["error_message"]


def test_sender_of_large_body_gets_the_answer(api: httpx.Client) -> None:
    """A sender that only reads the answer after sending all of its body still gets it."""
    body = b"x" * (16 * request_body.MAX_REQUEST_BYTES)
    head = f"POST /v1/models/{IMAGE_TO_VIDEO} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection((api.base_url.host, api.base_url.port or 0)) as raw:
        raw.sendall(head.encode() + body)
        assert raw.recv(12) == b"HTTP/1.1 413"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "?"])
def test_content_type_is_ignored(api: httpx.Client, content_type: str) -> None:
    """A body that parses is accepted, whatever its content type."""
    assert send(api, json.dumps(VALID_PAYLOAD).encode(), content_type).status_code == 200


@given(st.binary() | JSON.map(lambda v: json.dumps(v).encode()))
def test_parse_body_raises_only_refusals(body: bytes) -> None:
    """Parsing a body returns an object that can be serialized again, or raises a refusal."""
    payload, refusal = _read(body)
    if refusal:
        assert refusal.answer.status in {400, 422}
        assert json_response(refusal.answer).body
    assert json.loads(json.dumps(payload, allow_nan=False)) == payload


def _read(body: bytes) -> tuple[request_body.Payload, CallRefused | None]:
    try:
        return request_body.parse_body(body, WIRE), None
    except CallRefused as refusal:
        return {}, refusal


@pytest.mark.parametrize("name", ["Upgrade", "upgrade"])
def test_a_wish_for_another_protocol_is_ignored(api: httpx.Client, name: str) -> None:
    """A submit that offers HTTP/2, as some clients' first one does, is answered like any other."""
    headers = {"Connection": "Upgrade, HTTP2-Settings", name: "h2c", "HTTP2-Settings": "AAM"}
    answer = api.post(f"/models/{IMAGE_TO_VIDEO}", json=VALID_PAYLOAD, headers=headers)
    assert answer.status_code == 200
