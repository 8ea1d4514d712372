"""A loopback server whose answers each test scripts, byte by byte if needed."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

ServerAction = Callable[[socket.socket], None]


@dataclass
class ByteServer:
    """The server's next actions, and the requests it has received."""

    port: int
    actions: list[ServerAction] = field(default_factory=list[ServerAction])
    received: list[bytes] = field(default_factory=list[bytes])
    connections: int = 0

    @property
    def base_url(self) -> str:
        """Base URL of this server."""
        return f"http://127.0.0.1:{self.port}/v1"

    def request_lines(self) -> list[str]:
        """Return the received request lines."""
        return [head.split(b"\r\n", 1)[0].decode() for head in self.received]


def reply(data: object, status: int = 200, *headers: str) -> ServerAction:
    """Send a well-formed response; bytes are sent as HTML."""
    html = isinstance(data, bytes)
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    kind = "text/html" if html else "application/json"
    lines = (f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", f"Content-Type: {kind}")
    head = "\r\n".join((*lines, *headers)) + "\r\n\r\n"
    return lambda sock: sock.sendall(head.encode() + body)


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
        for sock in open_sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(10)
        for sock in open_sockets:
            sock.close()


def _serve(server: ByteServer, sock: socket.socket) -> None:
    with contextlib.suppress(OSError, ValueError):
        while request := _read(sock):
            server.received.append(request)
            act = server.actions.pop(0) if len(server.actions) > 1 else server.actions[0]
            act(sock)


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
        body += sock.recv(65536)
    return head + b"\r\n\r\n" + body
