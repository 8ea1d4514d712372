"""A TCP proxy before a database that cuts the connection once, at the first message with some text."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress


class CuttingProxy:
    """Passes on every byte until `cut_at` is set and a client's message has it.

    The server gets that message only if `after`; the client never gets the answer.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.cut_at: bytes | None = None
        self.after = False
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """Stop listening."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client = self._listening.accept()[0]
                threading.Thread(target=self._pass, args=(client,), daemon=True).start()

    def _pass(self, client: socket.socket) -> None:
        server = socket.create_connection(("127.0.0.1", self._port))
        answers = threading.Thread(target=self._pass_answers, args=(server, client), daemon=True)
        answers.start()
        with client, server:
            while data := _receive(client):
                if self.cut_at and self.cut_at in data:
                    self.cut_at = None
                    client.shutdown(socket.SHUT_RDWR)
                    if self.after:
                        server.sendall(data + b"X\0\0\0\4")  # and the end of the session
                        answers.join()
                    with suppress(OSError):
                        server.shutdown(socket.SHUT_RDWR)
                    return
                server.sendall(data)

    def _pass_answers(self, server: socket.socket, client: socket.socket) -> None:
        while data := _receive(server):
            with suppress(OSError):
                client.sendall(data)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)


def _receive(connection: socket.socket) -> bytes:
    with suppress(OSError):
        return connection.recv(65536)
    return b""


@contextmanager
def cutting_proxy(port: int) -> Generator[CuttingProxy]:
    """Run a proxy before a port of loopback for the block."""
    with closing(CuttingProxy(port)) as proxy:
        yield proxy
