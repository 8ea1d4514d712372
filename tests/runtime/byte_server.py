"""A loopback server whose answers each test scripts, byte by byte if needed."""

from __future__ import annotations

import contextlib
import json
import selectors
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

ServerAction = Callable[[socket.socket], None]


def operation_of(request: bytes) -> str:
    """Return which of the four operations a request calls."""
    path = request.split(b" ", 2)[1].partition(b"?")[0]
    name = path.rpartition(b"/")[2].decode()
    return name if b"/requests/" in path else "submit"


@dataclass
class ByteServer:
    """The server's next actions, and the requests it has received.

    `by_operation` scripts an operation (submit, status, result, cancel) by itself; the other
    operations take the next of `actions`. `on_connect` is done before a request is read.
    """

    port: int
    actions: list[ServerAction] = field(default_factory=list[ServerAction])
    by_operation: dict[str, list[ServerAction]] = field(default_factory=dict)
    on_connect: ServerAction | None = None
    operation_of: Callable[[bytes], str] = operation_of
    received: list[bytes] = field(default_factory=list[bytes])
    answered: list[tuple[str, ServerAction]] = field(default_factory=list)
    connections: int = 0

    @property
    def base_url(self) -> str:
        """Base URL of this server."""
        return f"http://127.0.0.1:{self.port}/v1"

    def request_lines(self) -> list[str]:
        """Return the received request lines."""
        return [head.split(b"\r\n", 1)[0].decode() for head in self.received]

    def next_action(self, request: bytes) -> ServerAction:
        """Return the action that answers a request, and note both; the last action repeats."""
        operation = self.operation_of(request)
        actions = self.by_operation.get(operation) or self.actions
        act = actions.pop(0) if len(actions) > 1 else actions[0]
        self.received.append(request)
        self.answered.append((operation, act))
        return act


def reply(data: object, status: int = 200, *headers: str) -> ServerAction:
    """Send a well-formed response; bytes are sent as HTML."""
    html = isinstance(data, bytes)
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    kind = "text/html" if html else "application/json"
    lines = (f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", f"Content-Type: {kind}")
    head = "\r\n".join((*lines, *headers)) + "\r\n\r\n"
    return lambda sock: sock.sendall(head.encode() + body)


def send(*parts: bytes) -> ServerAction:
    """Send these bytes and wait for the next request."""

    def act(sock: socket.socket) -> None:
        for part in parts:
            sock.sendall(part)

    return act


def hang_up(sock: socket.socket) -> None:
    """Close without an answer."""
    sock.close()


def send_and_close(*parts: bytes) -> ServerAction:
    """Send these bytes and close."""

    def act(sock: socket.socket) -> None:
        for part in parts:
            sock.sendall(part)
        sock.close()

    return act


def reset(*parts: bytes) -> ServerAction:
    """Send these bytes and break the connection with a TCP reset."""

    def act(sock: socket.socket) -> None:
        for part in parts:
            sock.sendall(part)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()

    return act


def late(seconds: float, act: ServerAction) -> ServerAction:
    """Answer after some seconds, or hang up if the client does so before."""

    def act_later(sock: socket.socket) -> None:
        with _reads_of(sock) as reads:
            is_gone = reads.select(seconds)
        if not is_gone:
            act(sock)

    return act_later


def repeat(head: bytes, piece: bytes, pause: float, seconds: float = 8.0) -> ServerAction:
    """Send the head once and the piece again and again; hang up after some seconds."""

    def act(sock: socket.socket) -> None:
        end = time.monotonic() + seconds
        sock.sendall(head)
        with _reads_of(sock) as reads:
            while time.monotonic() < end and not reads.select(pause):
                sock.sendall(piece)
        sock.close()

    return act


def _reads_of(sock: socket.socket) -> selectors.BaseSelector:
    """Return what tells when the client says something, or leaves; `select.select` fails from 1,024 open files on."""
    reads = selectors.DefaultSelector()
    reads.register(sock, selectors.EVENT_READ)
    return reads


def drip(stop: threading.Event) -> ServerAction:
    """Send an endless body, one byte at a time."""

    def act(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not stop.wait(0.02):
            sock.sendall(b"1\r\n \r\n")

    return act


def flood(sock: socket.socket) -> None:
    """Send a body beyond any size limit."""
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
    while True:
        sock.sendall(b" " * 1_000_000)


@contextlib.contextmanager
def run_server(tls: ssl.SSLContext | None = None) -> Iterator[ByteServer]:
    """Run the server for the block, inside TLS if there is a context; the last action repeats."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = ByteServer(listener.getsockname()[1])
    threads: list[threading.Thread] = []
    open_sockets: list[socket.socket] = []

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = listener.accept()
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if tls is not None:  # the first read shakes hands
                    sock = tls.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
                open_sockets.append(sock)
                server.connections += 1
                threads.append(threading.Thread(target=_serve, args=(server, sock)))
                threads[-1].start()

    threads.append(threading.Thread(target=accept))
    threads[0].start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        threads[0].join(20)  # so that no socket comes after the loop
        for sock in open_sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(20)
        for sock in open_sockets:
            sock.close()


def _serve(server: ByteServer, sock: socket.socket) -> None:
    with contextlib.suppress(OSError, ValueError):
        if server.on_connect:
            server.on_connect(sock)
        while request := _read(sock):
            server.next_action(request)(sock)


def _read(sock: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = sock.recv(65536)
        if not chunk:
            return b""
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    size = next(
        (int(h[15:]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length:")), 0
    )
    while len(body) < size:
        chunk = sock.recv(65536)
        if not chunk:
            return b""
        body += chunk
    return head + b"\r\n\r\n" + body
