"""Every refusal has the error code that the documents give it; where they give none, its status is listed here."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.sandbox.accounts import ACCOUNTS
from clientwright.sandbox.server import run_sandbox
from sandbox.support import IMAGE_TO_VIDEO, service, specs

CODES = {error["code"] for error in service().document["errors"]}
UNCODED = {
    404: "a path that is no operation's",
    405: "a method that the path does not have",
    413: "a body above the limit",
    429: "a submit too many",
}
"""The refusals for which neither the documents nor the service's file give a code."""

TOKENS = st.sampled_from(
    [None, "", "Bearer", "Basic x", *(f"Bearer {t}" for t in ACCOUNTS.by_token)]
)
IDS = st.sampled_from(["", "x", "..", "a/b", str(IMAGE_TO_VIDEO)]) | st.text(max_size=4)
PATHS = st.one_of(
    st.builds("/models/{}".format, IDS.map(quote)),
    st.builds(
        "/requests/{}/{}".format,
        IDS.map(lambda id: quote(id, safe="/")),
        st.sampled_from(["status", "result", "cancel"]),
    ),
    st.sampled_from(["", "/", "/models", "/requests/x", "/requests/x/status/"]),
)
BODIES = st.sampled_from(
    [b"", b"{}", b"[]", b'"x"', b"5", b"{", b"\xff", b'{"prompt": NaN}', b"x" * 1_100_000]
)
TYPES = st.sampled_from(["application/json", "text/plain", "multipart/form-data", "?"])


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """Return the base URL of one sandbox for all tests in this file."""
    with run_sandbox(specs()) as it:
        yield it.base_url


REQUESTS = st.builds(
    httpx.Request,
    st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]),
    PATHS.map("http://sandbox{}".format),
    headers=st.builds(
        lambda kind, token: {"Content-Type": kind, **({"Authorization": token} if token else {})},
        TYPES,
        TOKENS,
    ),
    content=BODIES,
)


@given(REQUESTS)
@settings(max_examples=150)
def test_refusals_have_their_codes(base_url: str, call: httpx.Request) -> None:
    """Whatever is refused has a code of the service's file, unless none is documented for its status."""
    url = f"{base_url}{call.url.raw_path.decode()}"
    headers = {
        name: call.headers[name]
        for name in ("content-type", "authorization")
        if name in call.headers
    }
    answer = httpx.request(call.method, url, content=call.content, headers=headers, trust_env=False)
    if answer.status_code < 400:
        return
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    assert found["error_message"]
    if "error_code" in found:
        assert found["error_code"] in CODES
    else:
        assert answer.status_code in UNCODED, answer.text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/requests//status", 404, 404001),
        ("/requests/a/b/status", 404, 404001),
        ("/requests/%2F/result", 404, 404001),
        ("/requests/%00/status", 404, 404001),
    ],
)
def test_bad_request_ids_are_unknown_requests(
    base_url: str, path: str, status: int, code: int
) -> None:
    """A request id that no job can have is one that does not exist, with the documented code."""
    headers = {"Authorization": "Bearer sandbox-token"}
    answer = httpx.get(f"{base_url}{path}", headers=headers, trust_env=False)
    assert (answer.status_code, answer.json().get("error_code")) == (status, code)


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 2_800,
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: nine\r\n\r\n",
    ],
    ids=["tls", "no-version", "no-host", "two-hosts", "endless-headers", "no-length"],
)
def test_what_is_no_http_is_refused_in_json(base_url: str, sent: bytes) -> None:
    """Bytes that are no HTTP request are refused in JSON, with a code, and the connection is closed."""
    head, _, body = exchange(base_url, sent).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"clientwright-sandbox: " in head.lower()
    assert httpx.Response(400, content=body).json()["error_code"] in CODES


@pytest.mark.parametrize(
    ("line", "status"), [(b"GET /v1/x", b"404"), (b"get /v1/requests/x/status", b"405")]
)
def test_a_request_is_answered_whatever_follows_it(
    base_url: str, line: bytes, status: bytes
) -> None:
    """A whole request has its own answer, also if the bytes after it are no HTTP; methods have their case."""
    found = exchange(base_url, line + b" HTTP/1.1\r\nHost: x\r\n\r\n\x16\x03\x01\r\n\r\n")
    assert re.findall(rb"HTTP/1\.1 (\d+) ", found) == [status, b"400"]


def exchange(base_url: str, sent: bytes) -> bytes:
    """Return all that the sandbox answers to bytes until it closes the connection."""
    where = urlsplit(base_url)
    with socket.create_connection((where.hostname, where.port or 0), timeout=20) as raw:
        raw.sendall(sent)
        return b"".join(iter(lambda: raw.recv(65536), b""))
