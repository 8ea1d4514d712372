"""Sockets of clients: none stays open after its client, however a connection ended."""

from __future__ import annotations

import gc
import math
import socket
import ssl
import sys
import threading
import warnings
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import anyio
import httpx
import pytest
import trio

from clientwright.io.http_call import call_with_deadline
from clientwright.runtime import network_deadline
from clientwright.runtime.http import network
from clientwright.runtime.http_exchange import TimeoutUntil
from runtime.byte_server import ByteServer, reply
from runtime.demo_service import TOKEN, AsyncDemo, Demo

QUEUED = reply({"request_id": "job-1", "status": "in_queue"})


@contextmanager
def no_socket_left(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Fail if a socket of the block is found open when nobody uses it any more."""
    found: list[str] = []
    gc.collect()
    with monkeypatch.context() as patched, warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        patched.setattr(sys, "unraisablehook", lambda one: found.append(str(one.exc_value)))
        yield
        gc.collect()
    assert found == []


@contextmanager
def after_each_connect(act: Callable[[], object]) -> Generator[None]:
    """Do something just after a socket was connected, before its owner has it."""
    connect = socket.create_connection

    def connect_and_act(*given: Any, **more: Any) -> socket.socket:
        sock = connect(*given, **more)
        act()
        return sock

    with patch.object(socket, "create_connection", connect_and_act):
        yield


@pytest.mark.parametrize("mine", [False, True])
def test_a_client_that_closes_while_it_connects(
    server: ByteServer, mine: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that comes just after its client was closed is closed with its answer."""
    server.actions = [QUEUED]
    with no_socket_left(monkeypatch), httpx.Client(trust_env=False) as http_client:
        api = Demo(TOKEN, server.base_url, http_client=http_client if mine else None)
        with after_each_connect(http_client.close if mine else api.close):
            assert api.job("job-1").status().status == "in_queue"
        api.close()


@pytest.mark.parametrize("library", ["asyncio", "trio"])
@pytest.mark.parametrize("mine", [False, True])
def test_an_async_client_that_closes_while_it_connects(
    server: ByteServer, mine: bool, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same holds for async clients."""
    server.actions = [QUEUED]
    opener: Any = {"asyncio": (anyio, "connect_tcp"), "trio": (trio, "open_tcp_stream")}[library]
    connect = getattr(*opener)

    async def main() -> None:
        async with httpx.AsyncClient(trust_env=False) as http_client:
            api = AsyncDemo(TOKEN, server.base_url, http_client=http_client if mine else None)
            close = http_client.aclose if mine else api.aclose

            async def connect_and_close(*given: Any, **more: Any) -> Any:
                stream = await connect(*given, **more)
                await close()
                return stream

            with patch.object(*opener, connect_and_close):
                assert (await api.job("job-1").status()).status == "in_queue"
            await api.aclose()

    with no_socket_left(monkeypatch):
        anyio.run(main, backend=library)


def test_a_call_whose_client_closes_while_it_connects(
    server: ByteServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call of the tools closes a connection that comes just after the client was closed."""
    server.actions = [QUEUED]
    with no_socket_left(monkeypatch), httpx.Client(trust_env=False) as http_client:
        with after_each_connect(http_client.close):
            answer = call_with_deadline(
                http_client, "GET", f"{server.base_url}/requests/1/status", {}
            )
        assert answer.status == 200


def test_tls_that_begins_too_late(server: ByteServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection whose time is over before TLS begins is closed."""
    with no_socket_left(monkeypatch):
        stream = network_deadline.DeadlineBackend().connect_tcp("127.0.0.1", server.port)
        with pytest.raises(network.ConnectTimeout):
            stream.start_tls(ssl.create_default_context(), "x", TimeoutUntil(1.0, -math.inf))


def test_an_interrupt_just_after_a_connection(
    server: ByteServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that came just before an interrupt, so that nobody has it, is closed."""

    class Interrupted(Future[network.NetworkStream]):
        def result(self, timeout: float | None = None) -> network.NetworkStream:
            found = super().result(timeout)
            if threading.current_thread() is threading.main_thread() and first.acquire(False):
                raise KeyboardInterrupt
            return found

    first = threading.Lock()
    with no_socket_left(monkeypatch), pytest.raises(KeyboardInterrupt):
        network_deadline.DeadlineBackend(Interrupted()).connect_tcp("127.0.0.1", server.port)
