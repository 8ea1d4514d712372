"""A misbehaving server over a real socket: each call ends, and is an exchange."""

from __future__ import annotations

import base64
import gzip
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.io.http_call import MAX_ANSWER_BYTES
from clientwright.io.loopback_transport import LoopbackTransport
from clientwright.testing.errors import RetryAfterTooLong, ServerUnreachable
from clientwright.testing.exchanges import Exchange
from clientwright.testing.targets.server_target import ServerTarget, redact_tokens
from clientwright.testing.trials.run_targets import TargetOptions, open_targets
from testing.support import SPECS

SECRET = "rc-Secret/With+Signs=7"
Answering = Callable[[socket.socket, Event], None]


@contextmanager
def serving(answering: Answering, seconds: float = 5.0) -> Iterator[ServerTarget]:
    """Answer every connection with the same bytes during the block; pauses are recorded, not waited."""
    ended = Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepting = Thread(target=_accept, args=(listener, answering, ended), daemon=True)
        accepting.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        with httpx.Client(transport=LoopbackTransport(), timeout=5) as http:
            yield ServerTarget(
                SPECS.service, url, {"mine": SECRET}, http, sleep=_no, deadline=seconds
            )
        ended.set()
        socket.create_connection(listener.getsockname()).close()
        accepting.join()


def _no(seconds: float) -> None:
    """Do not pause."""


def _accept(listener: socket.socket, answering: Answering, ended: Event) -> None:
    while not ended.is_set():
        connection, _ = listener.accept()
        Thread(target=_one, args=(connection, answering, ended), daemon=True).start()


def _one(connection: socket.socket, answering: Answering, ended: Event) -> None:
    with connection:
        try:
            if connection.recv(65536):
                answering(connection, ended)
        except OSError:
            return


def says(body: bytes, *headers: str, status: str = "200 OK") -> Answering:
    """Return an answer with a body that ends the connection."""
    head = "\r\n".join([f"HTTP/1.1 {status}", "connection: close", *headers, "", ""])

    def answering(connection: socket.socket, ended: Event) -> None:
        connection.sendall(head.encode("latin-1") + body)

    return answering


def drips(start: bytes, drop: bytes) -> Answering:
    """Return a start, then a piece that repeats as long as the client reads."""

    def answering(connection: socket.socket, ended: Event) -> None:
        connection.sendall(start)
        while not ended.wait(0.05):
            connection.sendall(drop)

    return answering


JSON = "content-type: application/json"
HEAD = b"HTTP/1.1 200 OK\r\n"
BROKEN = {
    "no http": (lambda c, _: c.sendall(b"\x00\xff nonsense\r\n\r\n"), "RemoteProtocolError"),
    "nothing": (lambda c, _: None, "RemoteProtocolError"),
    "half a body": (says(b"{", "content-length: 99"), "RemoteProtocolError"),
    "no gzip": (says(b"no gzip", "content-encoding: gzip"), "DecodingError"),
    "dripping body": (drips(HEAD + b"content-length: 9999999\r\n\r\n", b"{"), "no whole answer"),
    "dripping header": (drips(HEAD + b"x-y: ", b"a"), "no whole answer"),
    "a bomb": (
        says(gzip.compress(b" " * (MAX_ANSWER_BYTES + 1)), "content-encoding: gzip"),
        "its answer is larger than 16 MiB",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_incomplete_answer_is_a_failure(name: str) -> None:
    """A call that breaks or never ends is an exchange without an answer."""
    answering, reason = BROKEN[name]
    with serving(answering, 2.0 if name == "a bomb" else 0.3) as server:
        done = server.status("r")
    assert done.status == 0
    assert reason in done.failure


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b'\xef\xbb\xbf{"a": "\xc3\xa9"}', '{"a": "é"}'),
        (b'{"a": "\xff"}', '{"a": "�"}'),
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-7", "no-such-charset", "idna", "base64", "\xff"])
def test_body_is_read_as_utf_8(body: bytes, text: str, charset: str) -> None:
    """A body is UTF-8, with or without a byte order mark, whatever charset it declares."""
    with serving(says(body, f"content-type: application/json; charset={charset}")) as server:
        done = server.status("r")
    assert (done.status, done.text, done.failure) == (200, text, "")


@pytest.mark.parametrize("url", ["http://[::1", "http://a b", "http://127.0.0.1:99999999", "x:"])
def test_invalid_url_is_a_failure(url: str) -> None:
    """A URL that httpx refuses is a failure too."""
    with httpx.Client(trust_env=False) as http:
        done = ServerTarget(SPECS.service, url, {"mine": SECRET}, http).status("r")
    assert done.failure


def test_invalid_token_is_a_failure() -> None:
    """A token that cannot be sent is a failure that does not reveal it."""
    token = "line\nbreak\u00e9"
    with serving(says(b"{}", JSON)) as server, httpx.Client(trust_env=False) as http:
        done = ServerTarget(SPECS.service, server.base_url, {"mine": token}, http).status("r")
    assert done.failure
    assert "break" not in done.failure


def test_gone_server_stops_the_run() -> None:
    """After three calls in a row without an answer the run stops with a reason."""
    with serving(BROKEN["nothing"][0]) as server:
        assert server.status("r").failure
        assert server.submit("m", {}).failure
        with pytest.raises(ServerUnreachable, match="it stopped answering: RemoteProtocolError"):
            server.status("r")


def test_dropped_calls_do_not_stop_the_run() -> None:
    """If a probe is still answered, the dropped calls are faults of the server, and the run continues."""
    with serving(lambda c, _: None) as server:
        usual = server._once

        def once(method: str, path: str, *rest: object) -> tuple[Exchange, float | None]:
            if "probe" in path:
                return Exchange(method, path, "mine", None, 404), None
            return usual(method, path, "mine", None, "")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ServerTarget, "_once", lambda _, *args: once(*args))
            assert all(server.submit("m", {}).failure for _ in range(7))


def test_hanging_submits_stop_the_run() -> None:
    """Three hanging submits in a row stop the run, even if reads are answered."""

    def once(
        _: ServerTarget, method: str, path: str, *rest: object
    ) -> tuple[Exchange, float | None]:
        if "probe" in path:
            return Exchange(method, path, "mine", None, 404), None
        time.sleep(0.02)
        return Exchange(method, path, "mine", b"", failure="no whole answer came"), None

    with serving(lambda c, _: None, 0.01) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(ServerTarget, "_once", once)
        assert all(server.submit("m", {}).failure for _ in range(2))
        with pytest.raises(ServerUnreachable, match="3 submits in a row hung"):
            server.submit("m", {})


def echoes(secret: str) -> Iterator[str]:
    """Return the encodings in which a server could echo a token."""
    yield from (secret, f"Bearer {secret}", quote(secret, safe=""), quote(secret, safe="").lower())
    yield from (quote(secret), json.dumps(secret))
    for before in ("", "a", "ab", "user:"):
        raw = (before + secret).encode()
        yield base64.b64encode(raw).decode()
        yield base64.urlsafe_b64encode(raw).decode()


@pytest.mark.parametrize("echo", [*echoes(SECRET)])
def test_echoed_token_is_redacted(echo: str) -> None:
    """A token that a server echoes, in any encoding, is in no exchange."""
    body = json.dumps({"request_id": "r", "you": echo}).encode()
    with serving(says(body, f"content-type: application/json; x={echo}")) as server:
        done = server.status("r")
    for text in (done.text, done.content_type, done.failure):
        assert echo not in text
        assert SECRET not in text
    assert "<token>" in done.text
    assert done.request_id == "r"


@given(st.text("abc%", min_size=4, max_size=9), st.text("abc% <>", max_size=30))
def test_redaction_removes_only_the_token(token: str, text: str) -> None:
    """Redaction leaves nothing of the token and everything else."""
    found = redact_tokens(f"{text}|{token}|{text}", [token])
    assert token not in found
    assert redact_tokens(text, ["not-in-there"]) == text


@pytest.mark.parametrize("value", ["119.5", "120"])
def test_two_minute_wait_is_honoured(value: str) -> None:
    """A requested pause of up to two minutes is waited in full."""
    slept = list[float]()
    with serving(says(b"{}", JSON, f"retry-after: {value}", status="429 Later")) as server:
        server.sleep = slept.append
        done = server.status("r")
    assert done.status == 429
    assert slept == [float(value)] * 3


def test_longer_wait_stops_the_run() -> None:
    """A longer pause stops the run, and the message states when to run it again."""
    answering = says(b"{}", JSON, "retry-after: 3600", status="503 Later")
    expected = pytest.raises(RetryAfterTooLong, match="3,600 seconds")
    with serving(answering) as server, expected as raised:
        server.status("r")
    assert "in 60 minutes" in str(raised.value)
    assert raised.value.exit_code == 3


HTML = "content-type: text/html"
PAGE = b"<h1>Hello</h1>"


@pytest.mark.parametrize(
    ("answering", "there"),
    [
        (says(b"{}", JSON), True),
        (says(b"{}", HTML), True),
        (says(PAGE, HTML, status="404 Not Found"), True),
        (says(b"", status="401 No"), True),
        (says(b'{"error_code": 500001}', JSON, status="500 Oh"), True),
        (says(PAGE, HTML), False),
        (says(PAGE, HTML, status="302 Away"), False),
        (says(PAGE, HTML, status="502 Bad Gateway"), False),
        (says(PAGE, JSON, status="502 Bad Gateway"), False),
        (says(b"", status="500 Oh"), False),
    ],
)
def test_probe_recognizes_an_api(answering: Answering, there: bool) -> None:
    """A web page is no API; a gateway that refuses in its own format may be in front of one."""
    with serving(answering) as server:
        if there:
            server.probe()
        else:
            with pytest.raises(ServerUnreachable):
                server.probe()


@pytest.mark.parametrize("name", ["no http", "no gzip", "dripping header"])
def test_sandbox_check_ends(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check for a sandbox ends whatever answers, and fails without a traceback."""
    monkeypatch.setattr("clientwright.testing.trials.run_targets.DEADLINE", 0.3)
    with (
        serving(BROKEN[name][0]) as server,
        pytest.raises(ServerUnreachable) as raised,
        open_targets(SPECS, TargetOptions(server.base_url), {}),
    ):
        pass
    assert BROKEN[name][1] in str(raised.value)
