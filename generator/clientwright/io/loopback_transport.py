"""Calls of a server on this machine, for a program that makes thousands of them, at less cost than by httpx.

Of its answers, only what nearly all look like is read here: one part of known length after a head in ASCII. At the
first other answer, or failure, httpx reads what has arrived and the rest, and makes every later call by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpcore
import httpx

_PIECE = 65_536
_MOST_PIECES = 64
"""Parts in which an answer may arrive; of one that trickles in, httpx lets callers look at the time."""
_END = b"\r\n\r\n"
_STATUS = re.compile(rb"HTTP/1\.1 ([2-5]\d\d) ([!-~]+(?: [!-~]+)*)")
_HEADER = re.compile(rb"([A-Za-z0-9_-]+): ?([!-~]+(?: [!-~]+)*)")
_LENGTH = re.compile(rb"\d{1,6}")
_WITHOUT_BODY = (204, 304)
_UNUSUAL = frozenset((b"transfer-encoding", b"content-encoding", b"set-cookie", b"upgrade"))


class LoopbackTransport(httpx.BaseTransport):
    """The connections to one server, used again until one side closes them."""

    def __init__(self) -> None:
        self._idle: list[httpcore.NetworkStream] = []
        self._read_by_httpx: list[httpx.HTTPTransport] = []
        self._is_usual, self._is_closed = True, False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Make a call."""
        sent = _as_bytes(request) if self._is_usual and request.url.scheme == "http" else None
        if sent is None:
            return self._httpx.handle_request(request)
        try:
            stream = self._connect(request)
        except (httpcore.NetworkError, httpcore.TimeoutException):
            return self._httpx.handle_request(request)
        call = _Call(stream)
        try:
            head = call.make(request, sent)
            return self._read_on(call, request) if head is None else self._answer(call, head)
        except BaseException:
            stream.close()
            raise

    def close(self) -> None:
        """Close the connections."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().close()
        for one in [*self._read_by_httpx, self._httpx]:
            one.close()

    @cached_property
    def _httpx(self) -> httpx.HTTPTransport:
        return httpx.HTTPTransport(trust_env=False)

    def _connect(self, request: httpx.Request) -> httpcore.NetworkStream:
        with suppress(IndexError):
            while True:
                stream = self._idle.pop()
                if not stream.get_extra_info("is_readable"):
                    return stream
                stream.close()
        url, timeout = request.url, _timeout(request, "connect")
        return httpcore.SyncBackend().connect_tcp(url.host, url.port or 80, timeout)

    def _answer(self, call: _Call, head: _Head) -> httpx.Response:
        if self._is_closed or head.headers.get(b"connection", b"keep-alive") != b"keep-alive":
            call.stream.close()
        else:
            self._idle.append(call.stream)
        return httpx.Response(
            head.status,
            headers=list(head.headers.items()),
            content=call.received[head.size :],
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": head.reason},
        )

    def _read_on(self, call: _Call, request: httpx.Request) -> httpx.Response:
        """Let httpx read an answer; the request, which has been sent, is not sent again."""
        self._is_usual = False
        one = httpx.HTTPTransport(trust_env=False)
        one._pool = httpcore.ConnectionPool(network_backend=_Backend(call))
        self._read_by_httpx.append(one)
        return one.handle_request(request)


@dataclass(frozen=True, slots=True)
class _Head:
    """The head of an answer; `size` and `length` are the bytes of the head and of the body."""

    status: int
    reason: bytes
    headers: dict[bytes, bytes]
    size: int
    length: int


class _Call(httpcore.NetworkStream):
    """One call on a connection, and the connection as httpx sees it that reads the answer: nothing is sent."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self.stream, self.received = stream, b""
        self._unsent: Exception | None = None
        self._unread: Exception | None = None

    def make(self, request: httpx.Request, sent: bytes) -> _Head | None:
        """Send a request and read its answer; None if there is no whole usual one."""
        try:
            self.stream.write(sent, _timeout(request, "write"))
        except (httpcore.NetworkError, httpcore.TimeoutException) as error:
            self._unsent = error
            return None
        try:
            return self._read(_timeout(request, "read"))
        except (httpcore.NetworkError, httpcore.TimeoutException) as error:
            self._unread = error
            return None

    def _read(self, timeout: float | None) -> _Head | None:
        head: _Head | None = None
        for _ in range(_MOST_PIECES):
            self.received += (piece := self.stream.read(_PIECE, timeout))
            if head is None and _END in self.received:
                head = _usual_head(self.received)
                if head is None:
                    return None
            if head and len(self.received) >= head.size + head.length:
                return head if len(self.received) == head.size + head.length else None
            if not piece:
                return None
        return None

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has been read, then what comes after it."""
        if self.received:
            piece, self.received = self.received[:max_bytes], self.received[max_bytes:]
            return piece
        if self._unread:
            raise self._unread
        return self.stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Take what has been sent already."""
        if self._unsent:
            raise self._unsent

    def close(self) -> None:
        """Close the connection."""
        self.stream.close()

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows of itself."""
        return self.stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Opens no connection, but returns the one of a call."""

    def __init__(self, call: _Call) -> None:
        self._call = call

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return the connection."""
        return self._call


def _usual_head(received: bytes) -> _Head | None:
    """Return the head of an answer, None if it has anything that only httpx should read."""
    size = received.index(_END) + len(_END)
    first, *lines = received[: size - len(_END)].split(b"\r\n")
    status, fields = _STATUS.fullmatch(first), [_HEADER.fullmatch(line) for line in lines]
    if status is None or None in fields or int(status[1]) in _WITHOUT_BODY:
        return None
    headers = {field[1].lower(): field[2] for field in fields if field}
    length = headers.get(b"content-length", b"")
    if len(headers) < len(lines) or headers.keys() & _UNUSUAL or not _LENGTH.fullmatch(length):
        return None
    return _Head(int(status[1]), status[2], headers, size, int(length))


def _as_bytes(request: httpx.Request) -> bytes | None:
    """Return a request as httpx sends it, with `Host` first; None for one that it might refuse to send."""
    fields = sorted(request.headers.raw, key=lambda field: field[0].lower() != b"host")
    lines = [b"%s: %s" % field for field in fields]
    if request.method not in ("GET", "POST") or not all(map(_HEADER.fullmatch, lines)):
        return None
    target = b"%s %s HTTP/1.1" % (request.method.encode(), request.url.raw_path)
    return b"\r\n".join((target, *lines, b"", request.read()))


def _timeout(request: httpx.Request, step: str) -> float | None:
    found: dict[str, float | None] = request.extensions.get("timeout", {})
    return found.get(step)
