"""The quick transport of calls on this machine does what httpx's own does, whatever a server answers."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from select import select
from threading import Thread
from typing import Any
from unittest.mock import patch

import httpcore
import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clientwright.io.loopback_transport import LoopbackTransport

LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass
class AnyServer:
    """A server that answers each request with the same bytes, in pieces; it closes the connection unless it is `kept`.

    With an `end`, it ends a kept connection at the second request: after reading it (close), or before (reset).
    """

    pieces: list[bytes] = field(default_factory=list[bytes])
    kept: bool = False
    end: str = ""
    requests: list[bytes] = field(default_factory=list[bytes])
    connections: list[socket.socket] = field(default_factory=list[socket.socket])
    url: str = ""

    def accept(self, listener: socket.socket) -> None:
        """Answer the calls of one connection after the other."""
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                self.connections.append(connection)
                Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection: socket.socket) -> None:
        """Answer the calls of a connection."""
        with connection, suppress(OSError):
            while request := self.read(connection):
                self.requests.append(request)
                for piece in self.pieces:
                    connection.sendall(piece)
                if not self.kept:
                    return
                if self.end == "reset":
                    connection.recv(1, socket.MSG_PEEK)
                    return
                if self.end == "close":
                    self.read(connection)
                    return

    def read(self, connection: socket.socket) -> bytes:
        """Return a whole request."""
        got = b""
        while piece := connection.recv(65536):
            got += piece
            head, end, body = got.partition(b"\r\n\r\n")
            length = LENGTH.search(head)
            if end and len(body) >= int(length[1] if length else 0):
                return got
        return b""


@contextmanager
def serving(*pieces: bytes, kept: bool = False) -> Iterator[AnyServer]:
    """Run a server for the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = AnyServer(list(pieces), kept)
        server.url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        Thread(target=server.accept, args=(listener,), daemon=True).start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)


def outcome(http: httpx.Client, url: str, **sent: Any) -> Any:
    """Return what a caller sees of a call: the answer, or the error."""
    try:
        with http.stream(sent.pop("method", "POST"), url, **sent) as answer:
            body = b"".join(answer.iter_bytes())
            return answer.status_code, answer.reason_phrase, sorted(answer.headers.items()), body
    except Exception as error:
        return type(error), str(error)


def both() -> Iterator[httpx.Client]:
    """Yield a client with the quick transport, then one as httpx makes it."""
    with httpx.Client(transport=LoopbackTransport(), timeout=5) as quick:
        yield quick
    with httpx.Client(trust_env=False, timeout=5) as usual:
        yield usual


USUAL = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
HEADS = [
    b"HTTP/1.1 200 OK", b"HTTP/1.1 404 Not Found", b"HTTP/1.1 204 No Content", b"HTTP/1.1 304 x", b"HTTP/1.0 200 OK",
    b"HTTP/1.1 200", b"HTTP/1.1 200 ", b"HTTP/1.1 999 x", b"HTTP/1.1 100 Continue", b"HTTP/2 200 OK", b"nonsense", b"",
]  # fmt: skip
FIELDS = [
    b"content-length: 2", b"Content-Length: 2", b"content-length: 3", b"content-length: 1", b"content-length: 2, 2",
    b"content-length: x", b"content-length:2", b"content-length:  2 ", b"transfer-encoding: chunked", b"connection: close",
    b"Connection: Keep-Alive", b"content-encoding: gzip", b"set-cookie: a=b", b"x: \xe9", b"x:", b"x y: 1", b"x: a\tb",
    b"retry-after: 1", b" folded", b"no colon", b"content-type: text/plain; charset=utf-8",
]  # fmt: skip
BODIES = [b"{}", b"", b"{", b"{}{}", b"2\r\n{}\r\n0\r\n\r\n", USUAL, b"{}" + USUAL]
ANSWERS = st.builds(
    lambda head, fields, body: b"\r\n".join((head, *fields, b"", body)),
    st.sampled_from(HEADS[:2]) | st.sampled_from(HEADS),
    st.lists(st.sampled_from(FIELDS[:2]) | st.sampled_from(FIELDS), max_size=3),
    st.sampled_from(BODIES),
)


@given(ANSWERS, st.lists(st.integers(0, 80), max_size=3), st.binary(max_size=3))
@example(USUAL, [], b"")
@example(USUAL, [5, 40, 60], b"")
@example(b"", [], b"")
def test_every_answer_is_read_as_by_httpx(answer: bytes, cuts: list[int], more: bytes) -> None:
    """An answer, cut anywhere and followed by anything, gives the same status, headers, body or error."""
    ends = [0, *sorted(cuts), len(answer)]
    pieces = [answer[start:end] for start, end in pairwise(ends)]
    with serving(*pieces, more) as server:
        quick, usual = (outcome(http, server.url, content=b"{}") for http in both())
    assert quick == usual


@given(
    path=st.text(st.characters(codec="utf-8"), max_size=8),
    name=st.sampled_from(["x-a", "Authorization", "content-type", "x a", "Host", ""]),
    value=st.text(st.characters(max_codepoint=255), max_size=5),
    body=st.none() | st.binary(max_size=20),
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD", "get"]),
)
@example(path="m/a-b/3.0", name="Authorization", value="Bearer a", body=b"{}", method="POST")
@example(path="m", name="x-a", value="a\r\nb: c", body=None, method="GET")
@example(path="../a b", name="x-a", value="", body=b"", method="POST")
def test_every_request_is_sent_as_by_httpx(
    path: str, name: str, value: str, body: bytes | None, method: str
) -> None:
    """A request has the same bytes, or is refused with the same error before anything is sent."""
    found: list[Any] = []
    for http in both():
        with serving(USUAL) as server:
            made = {"headers": {name: value}, "content": body, "method": method}
            done = outcome(http, f"{server.url}/{path}", **made)
            port = server.url.split(":")[2].removesuffix("/v1").encode()
            found.append((done, [one.replace(port, b"port") for one in server.requests]))
    assert found[0] == found[1]


def test_a_connection_is_used_again() -> None:
    """Usual answers come over one connection; after a server has closed it, the next call opens another."""
    opened: list[socket.socket] = []
    connect = httpcore.SyncBackend.connect_tcp

    def connecting(*args: Any, **named: Any) -> httpcore.NetworkStream:
        stream = connect(*args, **named)
        opened.append(stream.get_extra_info("socket"))
        return stream

    with patch.object(httpcore.SyncBackend, "connect_tcp", connecting):
        for http in both():
            with serving(USUAL, kept=True) as server:
                for count in range(1, 4):
                    assert [outcome(http, server.url)[0] for _ in range(3)] == [200] * 3
                    assert len(server.connections) == count
                    server.connections[-1].shutdown(socket.SHUT_RDWR)
                    assert select([opened[-1]], [], [], 5)[0], "the end has not arrived"


@pytest.mark.parametrize(
    ("end", "error"), [("close", httpx.RemoteProtocolError), ("reset", httpx.ReadError)]
)
def test_a_connection_that_ends_during_a_call_fails_it_as_by_httpx(
    end: str, error: type[Exception]
) -> None:
    """A kept connection that the server ends while the next request is under way gives the same error, and no new one."""
    found: list[Any] = []
    for http in both():
        with serving(USUAL, kept=True) as server:
            server.end = end
            calls = [outcome(http, server.url) for _ in range(2)]
            found.append((calls, len(server.requests), len(server.connections)))
    assert found[0] == found[1]
    assert [call[0] for call in found[0][0]] == [200, error]
    assert found[0][1:] == (1, 1)


def test_no_server_is_the_same_error() -> None:
    """Where nothing listens, the call fails as by httpx."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    quick, usual = (outcome(http, url) for http in both())
    assert quick == usual
    assert quick[0] is httpx.ConnectError


@pytest.mark.parametrize("first", [b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n", b""])
def test_a_slow_answer_is_a_timeout(first: bytes) -> None:
    """A server that stops within an answer, or before it, is too late for both."""
    with serving(first, kept=True) as server:
        found = [outcome(http, server.url, timeout=0.1) for http in both()]
    assert found[0] == found[1]
    assert found[0][0] is httpx.ReadTimeout
