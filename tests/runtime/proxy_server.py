"""A loopback proxy, HTTP CONNECT or SOCKS5, that leads every tunnel to one server and keeps what it sees."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass
class ProxyServer:
    """The proxy's port, the names that it was asked for, and every byte from its clients."""

    port: int
    target: int
    asked: list[str] = field(default_factory=list[str])
    seen: bytearray = field(default_factory=bytearray)


@contextlib.contextmanager
def run_proxy(target: int) -> Iterator[ProxyServer]:
    """Run the proxy for the block; every tunnel leads to the target port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    proxy, opened = ProxyServer(listener.getsockname()[1], target), list[socket.socket]()
    threads: list[threading.Thread] = []

    def start(work: Callable[..., None], *given: object) -> None:
        threads.append(threading.Thread(target=work, args=given))
        threads[-1].start()

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                opened.append(client)
                start(serve, client)

    def serve(client: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError, IndexError):
            first = client.recv(65536)
            proxy.seen.extend(first)
            (_socks if first[:1] == b"\x05" else _connect)(proxy, client, first)
            server = socket.create_connection(("127.0.0.1", proxy.target))
            opened.append(server)
            start(pump, server, client, bytearray())
            pump(client, server, proxy.seen)

    def pump(source: socket.socket, sink: socket.socket, seen: bytearray) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                seen.extend(data)
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    start(accept)
    try:
        yield proxy
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for sock in opened:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(10)
        for sock in opened:
            sock.close()


def _connect(proxy: ProxyServer, client: socket.socket, first: bytes) -> None:
    proxy.asked.append(first.split()[1].decode())
    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")


def _socks(proxy: ProxyServer, client: socket.socket, first: bytes) -> None:
    client.sendall(b"\x05\x00")
    command = client.recv(65536)
    proxy.asked.append(f"{command[5:-2].decode()}:{int.from_bytes(command[-2:], 'big')}")
    client.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
