"""The test server keeps to its script however many files its process has open."""

from __future__ import annotations

import os
import socket

import pytest

from runtime.byte_server import ServerAction, late, repeat, run_server

FILES = 1100
"""More than `select.select` can watch."""


@pytest.mark.parametrize(
    "act",
    [repeat(b"", b"x", 0.0, 0.05), late(0.01, lambda sock: sock.close())],
    ids=["repeat", "late"],
)
def test_many_open_files(act: ServerAction) -> None:
    """A server that sends again and again, or late, hangs up at the end of its script."""
    files = [os.open(os.devnull, os.O_RDONLY) for _ in range(FILES)]
    try:
        with run_server() as server:
            server.actions = [act]
            with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
                client.sendall(b"GET /v1/x HTTP/1.1\r\n\r\n")
                while client.recv(65536):
                    pass
    finally:
        for file in files:
            os.close(file)
