"""A server under test that does its worst, over a real socket: each call ends, and is an exchange."""

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

from clientwright.testing.exchanges import Exchange
from clientwright.testing.problems import RetryAfterTooLong, ServerUnreachable
from clientwright.testing.run_targets import TargetOptions, open_targets
from clientwright.testing.targets import http_call
from clientwright.testing.targets.server_target import ServerTarget
from clientwright.testing.targets.token_redaction import redact_tokens
from testing.support import SPECS

SECRET = "rc-Secret/With+Signs=7"
Answering = Callable[[socket.socket, Event], None]


@contextmanager
def serving(answering: Answering, seconds: float = 5.0) -> Iterator[ServerTarget]:
    """Answer every connection so, until the block ends; pauses take no time and are kept."""
    ended = Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepting = Thread(target=_accept, args=(listener, answering, ended), daemon=True)
        accepting.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        with httpx.Client(trust_env=False, timeout=5) as http:
            yield ServerTarget(
                SPECS.service, url, {"mine": SECRET}, http, sleep=_no, deadline=seconds
            )
        ended.set()
        socket.create_connection(listener.getsockname()).close()
        accepting.join()


def _no(seconds: float) -> None:
    """Pause for no time at all."""


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
    """Give an answer with a body, after which the connection ends."""
    head = "\r\n".join([f"HTTP/1.1 {status}", "connection: close", *headers, "", ""])

    def answering(connection: socket.socket, ended: Event) -> None:
        connection.sendall(head.encode("latin-1") + body)

    return answering


def drips(start: bytes, drop: bytes) -> Answering:
    """Give a start, then drops of it for as long as anyone listens."""

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
        says(gzip.compress(b" " * (http_call.MAX_ANSWER_BYTES + 1)), "content-encoding: gzip"),
        "its answer is larger than 16 MiB",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_no_whole_answer_is_a_failure(name: str) -> None:
    """Whatever breaks on the way, or never ends, is an exchange without an answer."""
    answering, said = BROKEN[name]
    with serving(answering, 2.0 if name == "a bomb" else 0.3) as server:
        done = server.status("r")
    assert done.status == 0
    assert said in done.failure


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b'\xef\xbb\xbf{"a": "\xc3\xa9"}', '{"a": "é"}'),
        (b'{"a": "\xff"}', '{"a": "�"}'),
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-7", "no-such-charset", "idna", "base64", "\xff"])
def test_any_body_is_read_as_utf_8(body: bytes, text: str, charset: str) -> None:
    """A body is UTF-8, with or without a mark at its start, whatever character set it claims."""
    with serving(says(body, f"content-type: application/json; charset={charset}")) as server:
        done = server.status("r")
    assert (done.status, done.text, done.failure) == (200, text, "")


@pytest.mark.parametrize("url", ["http://[::1", "http://a b", "http://127.0.0.1:99999999", "x:"])
def test_what_is_no_url_is_a_failure(url: str) -> None:
    """What the HTTP library will not call is a failure too."""
    with httpx.Client(trust_env=False) as http:
        done = ServerTarget(SPECS.service, url, {"mine": SECRET}, http).status("r")
    assert done.failure


def test_a_token_that_no_header_can_hold() -> None:
    """A token that cannot be sent is a failure that does not tell it."""
    token = "line\nbreak\u00e9"
    with serving(says(b"{}", JSON)) as server, httpx.Client(trust_env=False) as http:
        done = ServerTarget(SPECS.service, server.base_url, {"mine": token}, http).status("r")
    assert done.failure
    assert "break" not in done.failure


def test_a_server_that_has_gone_stops_the_run() -> None:
    """After three calls in a row without an answer the run stops, and says why."""
    with serving(BROKEN["nothing"][0]) as server:
        assert server.status("r").failure
        assert server.submit("m", {}).failure
        with pytest.raises(ServerUnreachable, match="it stopped answering: RemoteProtocolError"):
            server.status("r")


def test_a_server_that_drops_only_some_calls_goes_on() -> None:
    """Where a plain call is still answered, the calls before it were the server's own faults."""
    with serving(lambda c, _: None) as server:
        usual = server._once

        def once(method: str, path: str, *rest: object) -> tuple[Exchange, float]:
            if "probe" in path:
                return Exchange(method, path, "mine", None, 404), 1.0
            return usual(method, path, "mine", None, "")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ServerTarget, "_once", lambda _, *args: once(*args))
            assert all(server.submit("m", {}).failure for _ in range(7))


def test_submits_that_hang_stop_the_run_though_reads_are_answered() -> None:
    """Three submits in a row that hang are enough: each would be waited for, and nothing new be shown."""

    def once(_: ServerTarget, method: str, path: str, *rest: object) -> tuple[Exchange, float]:
        if "probe" in path:
            return Exchange(method, path, "mine", None, 404), 1.0
        time.sleep(0.02)
        return Exchange(method, path, "mine", b"", failure="no whole answer came"), 1.0

    with serving(lambda c, _: None, 0.01) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(ServerTarget, "_once", once)
        assert all(server.submit("m", {}).failure for _ in range(2))
        with pytest.raises(ServerUnreachable, match="3 submits in a row hung"):
            server.submit("m", {})


def echoes(secret: str) -> Iterator[str]:
    """List the spellings of a token in which a server could give it back."""
    yield from (secret, f"Bearer {secret}", quote(secret, safe=""), quote(secret, safe="").lower())
    yield from (quote(secret), json.dumps(secret))
    for before in ("", "a", "ab", "user:"):
        raw = (before + secret).encode()
        yield base64.b64encode(raw).decode()
        yield base64.urlsafe_b64encode(raw).decode()


@pytest.mark.parametrize("echo", [*echoes(SECRET)])
def test_an_echoed_token_is_hidden(echo: str) -> None:
    """A token that a server gives back, in whatever spelling, stands in no exchange."""
    body = json.dumps({"request_id": "r", "you": echo}).encode()
    with serving(says(body, f"content-type: application/json; x={echo}")) as server:
        done = server.status("r")
    for text in (done.text, done.content_type, done.failure):
        assert echo not in text
        assert SECRET not in text
    assert "<token>" in done.text
    assert done.request_id == "r"


@given(st.text("abc%", min_size=4, max_size=9), st.text("abc% <>", max_size=30))
def test_hidden_tokens_leave_nothing(token: str, text: str) -> None:
    """What hides a token leaves none of it, and all the rest as it was."""
    found = redact_tokens(f"{text}|{token}|{text}", [token])
    assert token not in found
    assert redact_tokens(text, ["not-in-there"]) == text


@pytest.mark.parametrize("asked", ["119.5", "120"])
def test_a_wait_of_two_minutes_is_honoured(asked: str) -> None:
    """A server that asks for up to two minutes gets all of them."""
    slept = list[float]()
    with serving(says(b"{}", JSON, f"retry-after: {asked}", status="429 Later")) as server:
        server.sleep = slept.append
        done = server.status("r")
    assert done.status == 429
    assert slept == [float(asked)] * 3


def test_a_longer_wait_stops_the_run() -> None:
    """A server that asks for more than a run waits for stops it, and it is said when to come back."""
    answering = says(b"{}", JSON, "retry-after: 3600", status="503 Later")
    told = pytest.raises(RetryAfterTooLong, match="3,600 seconds")
    with serving(answering) as server, told as raised:
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
def test_who_is_an_api(answering: Answering, there: bool) -> None:
    """A page in place of an answer is no API; a gateway that refuses in its own words may stand before one."""
    with serving(answering) as server:
        if there:
            server.probe()
        else:
            with pytest.raises(ServerUnreachable):
                server.probe()


@pytest.mark.parametrize("name", ["no http", "no gzip", "dripping header"])
def test_a_first_look_ends_too(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever answers at a URL, to ask whether it is the sandbox ends, and is told without a traceback."""
    monkeypatch.setattr("clientwright.testing.run_targets.DEADLINE", 0.3)
    with (
        serving(BROKEN[name][0]) as server,
        pytest.raises(ServerUnreachable) as raised,
        open_targets(SPECS, TargetOptions(server.base_url), {}),
    ):
        pass
    assert BROKEN[name][1] in str(raised.value)
