"""Every call ends by itself, whatever the server sends or keeps back; the server never ends first."""

from __future__ import annotations

import socket
import threading
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest

from runtime.byte_server import ByteServer, ServerAction, reply, run_server
from runtime.http_flavours import FLAVOURS, ClientFlavour, name_of

pytestmark = [
    pytest.mark.timeout(60),
    # httpx leaves inner generators to the garbage collector if a body is not read to its end.
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
]
ACCEPTED = reply({"request_id": "job-1"})
LIMIT = 0.6
LIMIT_AT_ONCE = 3.0
"""Seconds of calls that share the machine with 27 others, each of which must be sent first."""


def endless(start: bytes, part: bytes) -> ServerAction:
    """Send a start, then the same part again and again, until the other side leaves."""

    def act(sock: socket.socket) -> None:
        sock.sendall(start)
        pause = threading.Event()
        while not pause.wait(0.02):
            sock.sendall(part)

    return act


def silence(sock: socket.socket) -> None:
    """Send nothing until the other side leaves."""
    sock.recv(1)


def _empty_gzip_blocks() -> tuple[bytes, bytes]:
    """Return the start of a gzip stream, and a block that adds no data to it."""
    stream = zlib.compressobj(wbits=31)
    start = stream.flush(zlib.Z_FULL_FLUSH)
    return start, stream.flush(zlib.Z_FULL_FLUSH) or b"\x00\x00\x00\xff\xff"


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
START, EMPTY = _empty_gzip_blocks()
ENDLESS: dict[str, ServerAction] = {
    "silence": silence,
    "headers": endless(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
    "status line": endless(b"HTTP/1.1 200 ", b"O"),
    "early hints": endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    "continue": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": endless(CHUNKED + b"\r\n", _chunk(b" ")),
    "chunk header": endless(CHUNKED + b"\r\n1;", b"a"),
    "gzip of nothing": endless(
        CHUNKED + b"Content-Encoding: gzip\r\n\r\n" + _chunk(START), _chunk(EMPTY)
    ),
}


Play = tuple[tuple[str, ...], str, str, str]
"""The calls after the submit, the library, the way of calling, and the answer that does not end."""
SUBMITS: list[Play] = [((), *flavour, name) for flavour in FLAVOURS for name in ENDLESS]
STATUSES: list[Play] = [
    (("status",), library, "sync", name) for library in ("httpx", "httpx2") for name in ENDLESS
]


class End(NamedTuple):
    """What the caller got, and how many requests the server received."""

    found: Any
    requests: int


@pytest.fixture(scope="module")
def ends() -> dict[Play, End]:
    """Play every answer that does not end, several at once, since each waits for its deadline."""
    flavours = {pair: ClientFlavour(*pair) for pair in FLAVOURS}

    def end(play: Play) -> End:
        calls, library, mode, name = play
        with run_server() as server:
            server.actions = [*(ACCEPTED for _ in calls), ENDLESS[name]]
            found = flavours[library, mode].run(server.base_url, *calls, timeout=LIMIT_AT_ONCE)
            return End(found, len(server.received))

    plays = [*SUBMITS, *STATUSES]
    with ThreadPoolExecutor(28) as pool:
        return dict(zip(plays, pool.map(end, plays), strict=True))


def id_of(play: Play) -> str:
    """Return the name of a play."""
    return "-".join(play[1:])


@pytest.mark.parametrize("play", SUBMITS, ids=id_of)
def test_a_submit_ends_though_its_answer_does_not(ends: dict[Play, End], play: Play) -> None:
    """A submit whose answer never ends was sent once, and is said to be unknown."""
    assert (name_of(ends[play].found), ends[play].requests) == ("SubmitUnknown", 1)


@pytest.mark.parametrize("play", STATUSES, ids=id_of)
def test_a_status_ends_though_its_answer_does_not(ends: dict[Play, End], play: Play) -> None:
    """A status whose answer never ends is a transport error about the job."""
    found = ends[play].found
    assert (name_of(found), found.request_id) == ("TransportError", "job-1")


@pytest.fixture
def blocked_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Let every search for a name's address wait until the test is over."""
    release, asked = threading.Event(), list[object]()
    real = socket.getaddrinfo

    def wait(host: Any, *more: Any, **named: Any) -> Any:
        if host in ("127.0.0.1", b"127.0.0.1"):
            return real(host, *more, **named)
        asked.append(host)
        release.wait(30)
        return real("127.0.0.1", *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", wait)
    yield asked
    release.set()


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_a_submit_ends_though_its_name_is_not_found(
    server: ByteServer, blocked_names: list[object], library: str
) -> None:
    """A name server that never answers ends nothing but the submit, of which nothing was sent."""
    found = ClientFlavour(library, "sync").run(f"http://localhost:{server.port}/v1", timeout=LIMIT)
    assert (name_of(found), server.received) == ("TransportError", [])
    assert "not sent" in str(found)
    assert blocked_names


def test_a_connection_that_comes_too_late_is_closed(
    server: ByteServer, blocked_names: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread that was left alone with the search closes what it gets."""
    deadline, closed = ClientFlavour("httpx", "sync").module("network_deadline"), threading.Event()

    class Late:
        def close(self) -> None:
            closed.set()

    gate = threading.Event()

    class Backend:
        def connect_tcp(self, *given: object) -> Late:
            gate.wait(30)
            return Late()

    monkeypatch.setattr(deadline.network, "SyncBackend", Backend)
    with pytest.raises(deadline.network.ConnectTimeout):
        deadline.DeadlineBackend().connect_tcp("name.invalid", 1, 0.05)
    gate.set()
    assert closed.wait(30)


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """Return a port that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield listener.getsockname()[1]


def test_a_tls_handshake_ends_though_nobody_answers(
    deaf_port: int, flavour: ClientFlavour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handshake that nobody answers is not sent."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    found = flavour.run(f"https://127.0.0.1:{deaf_port}/v1", timeout=LIMIT)
    assert name_of(found) == "TransportError"
    assert "not sent" in str(found)
