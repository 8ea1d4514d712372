# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Connections that lead to allowed addresses only, and that another thread can break off."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from ..http import network
from ..network_deadline import DeadlineBackend
from .addresses import AddressRules

if TYPE_CHECKING:
    import ssl


class OpenStreams:
    """The open connections of a download; `abort` breaks them off, and every later one."""

    def __init__(self) -> None:
        self._lock, self._streams = threading.Lock(), set[network.NetworkStream]()
        self._ends = set[Callable[[], object]]()
        self._aborted = False

    def add(self, stream: network.NetworkStream) -> None:
        """Note a connection."""
        with self._lock:
            self._streams.add(stream)
            aborted = self._aborted
        if aborted:
            _shut_down(stream)

    def discard(self, stream: network.NetworkStream) -> None:
        """Forget a connection that was closed."""
        with self._lock:
            self._streams.discard(stream)

    @contextmanager
    def ended_by(self, end: Callable[[], object]) -> Generator[None]:
        """Return a block in which something else waits, which `end` ends."""
        with self._lock:
            self._ends.add(end)
            aborted = self._aborted
        try:
            if aborted:
                end()
            yield
        finally:
            with self._lock:
                self._ends.discard(end)

    def abort(self) -> None:
        """End what waits for these connections, in whichever thread."""
        with self._lock:
            self._aborted, streams = True, tuple(self._streams)
            for end in self._ends:  # in the lock, so that none is called after its block
                end()
        for stream in streams:
            _shut_down(stream)


class PublicBackend(network.NetworkBackend):
    """Connects within the time, and checks where the connection leads before anything is sent."""

    def __init__(self, rules: AddressRules | None, streams: OpenStreams) -> None:
        self._rules, self._streams = rules, streams

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[network.SOCKET_OPTION] | None = None,
    ) -> network.NetworkStream:
        """Return a stream to an allowed address.

        Raises:
            Refused: the address is not allowed; nothing was sent.
        """
        pending: Future[network.NetworkStream] = Future()
        with self._streams.ended_by(pending.cancel):
            connect = DeadlineBackend(pending).connect_tcp
            stream = connect(host, port, timeout, local_address, socket_options)
        try:
            if self._rules is not None:
                self._rules.check_peer(host, port, peer_of(stream))
        except BaseException:
            stream.close()
            raise
        return WatchedStream(stream, self._streams)


class WatchedStream(network.NetworkStream):
    """A connection that can be broken off."""

    def __init__(self, stream: network.NetworkStream, streams: OpenStreams) -> None:
        self._stream, self._streams = stream, streams
        streams.add(stream)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what there is, or wait for it."""
        return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write everything."""
        self._stream.write(buffer, timeout)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> network.NetworkStream:
        """Return the stream inside TLS; meanwhile only a duplicate of its socket can break it off."""
        found: object = self._stream.get_extra_info("socket")
        twin = found.dup() if isinstance(found, socket.socket) else None
        with twin or nullcontext(), self._streams.ended_by(partial(_shut_down_socket, twin)):
            inside = self._stream.start_tls(ssl_context, server_hostname, timeout)
        self._streams.discard(self._stream)
        return WatchedStream(inside, self._streams)

    def close(self) -> None:
        """Close the connection."""
        self._streams.discard(self._stream)
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows of itself."""
        return self._stream.get_extra_info(info)


def peer_of(stream: network.NetworkStream) -> str:
    """Return the address at the other end."""
    found = stream.get_extra_info("server_addr")
    return str(found[0]) if found else ""


def _shut_down(stream: network.NetworkStream) -> None:
    found: object = stream.get_extra_info("socket")
    _shut_down_socket(found)


def _shut_down_socket(found: object) -> None:
    if isinstance(found, socket.socket):
        with suppress(OSError):
            found.shutdown(socket.SHUT_RDWR)
