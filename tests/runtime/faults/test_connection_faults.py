"""Faults around the request: no connection, no TLS, a proxy in between, a client that is closed or cancelled."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
import trio

from runcomfy import AsyncRunComfy, RunComfy
from runcomfy._runtime.job_operations import JobOperations
from runtime.byte_server import ByteServer, hang_up, late, repeat, reply, run_server, send_and_close
from runtime.faults.fault import ACCEPTED, FLAVOURS, ID, QUEUED
from runtime.faults.play import REQUEST, TOKEN


def submitted(flavour: str, base_url: str | None, timeout: float = 0.8) -> Any:
    """Return what a submit gives or raises."""

    async def submit() -> Any:
        async with AsyncRunComfy(TOKEN, base_url, timeout) as api:
            return await api.submit(REQUEST)

    try:
        if flavour == "async":
            return asyncio.run(submit())
        with RunComfy(TOKEN, base_url, timeout) as api:
            return api.submit(REQUEST)
    except Exception as error:
        return error


def submitted_by_both(base_url: str | None) -> list[Any]:
    """Return what a submit gives or raises in each flavour, at the same time."""
    with ThreadPoolExecutor(len(FLAVOURS)) as pool:
        return list(pool.map(partial(submitted, base_url=base_url), FLAVOURS))


def test_refused_connection() -> None:
    """If nothing listens, nothing was sent, and the error says so."""
    with run_server() as stopped:
        pass
    for got in submitted_by_both(stopped.base_url):
        assert type(got).__name__ == "TransportError"
        assert "not sent" in str(got)


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what was surely not sent be tried again at once."""
    monkeypatch.setattr(JobOperations, "_backoff", lambda _, attempt: 0.001 * attempt)


HANDSHAKES = {
    "plain-http": send_and_close(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
    "closed": hang_up,
    "alert": send_and_close(b"\x15\x03\x03\x00\x02\x02\x28"),
    "noise": send_and_close(bytes(range(256))),
    "silence": repeat(b"", b"", 0.05, 3.0),
}


@pytest.mark.parametrize("name", HANDSHAKES)
def test_failed_handshake(server: ByteServer, name: str) -> None:
    """If the TLS handshake fails, nothing was sent, and the token was not shown."""
    server.on_connect = HANDSHAKES[name]
    for got in submitted_by_both(server.base_url.replace("http:", "https:")):
        assert type(got).__name__ == "TransportError", got
    assert server.connections >= 1
    assert server.received == []


PROXIES = {
    "closed": hang_up,
    "403": reply(b"<html>", 403),
    "407": reply(b"", 407, "Proxy-Authenticate: Basic"),
    "502": reply(b"<html>", 502),
    "redirect": reply(b"", 302, "Location: http://127.0.0.1:9/"),
    "noise": send_and_close(bytes(range(256))),
    "no-tls-behind": send_and_close(b"HTTP/1.1 200 OK\r\n\r\n220 smtp.example\r\n"),
    "silence": repeat(b"", b"", 0.05, 3.0),
}


@pytest.mark.parametrize("name", PROXIES)
def test_failing_proxy(server: ByteServer, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A proxy that lets nothing through sees no token, and the caller gets an error of the client."""
    monkeypatch.setenv("HTTPS_PROXY", server.base_url.removesuffix("/v1"))
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.actions = [PROXIES[name]]
    for got in submitted_by_both(None):
        assert type(got).__name__ in {"TransportError", "SubmitUnknown"}, got
    assert server.received
    assert all(seen.startswith(b"CONNECT model-api.runcomfy.net:443") for seen in server.received)
    assert not any(TOKEN.encode() in seen for seen in server.received)


NO_PROXIES = "http://[ ftp://127.0.0.1:9 http://127.0.0.1:many http://127.0.0.1:99999 http://-x ://"


@pytest.mark.parametrize("proxy", [*NO_PROXIES.split(), "foo bar", "not a url", "http://a b"])
def test_unusable_proxy(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """A proxy variable that is no URL of a proxy is a fault of the configuration."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    for got in submitted_by_both(None):
        assert type(got).__name__ == "ConfigurationError", got


def test_closed_by_another_thread_in_submit(server: ByteServer) -> None:
    """A client that is closed under a submit leaves its outcome unknown, or still gets the answer."""
    with RunComfy(TOKEN, server.base_url, 2.0) as api:

        def close_and_answer(sock: socket.socket) -> None:
            api.close()
            ACCEPTED(sock)

        server.actions = [close_and_answer]
        try:
            got: Any = api.submit(REQUEST)
        except Exception as error:
            got = error
    assert type(got).__name__ in {"SubmitUnknown", "Job"}, got
    assert len(server.received) == 1


def test_closed_by_another_thread_in_wait(server: ByteServer) -> None:
    """A client that is closed under a wait names the request id and says that the job continues."""
    with RunComfy(TOKEN, server.base_url, 2.0) as api:

        def answer_and_close(sock: socket.socket) -> None:
            QUEUED(sock)
            api.close()

        server.by_operation = {"submit": [ACCEPTED], "status": [answer_and_close]}
        job = api.submit(REQUEST)
        with pytest.raises(Exception, match="continues") as caught:
            job.wait(10)
    assert type(caught.value).__name__ == "ClientClosed"
    assert getattr(caught.value, "request_id", None) == ID


async def _cancelled(submit: Callable[[], Any], read: asyncio.Event) -> None:
    task = asyncio.ensure_future(submit())
    await read.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert any(ID in note for note in caught.value.__notes__)


def test_cancelled_on_asyncio(server: ByteServer, caplog: pytest.LogCaptureFixture) -> None:
    """A submit that is cancelled after it was sent logs the id that arrives a little later."""

    async def main() -> None:
        loop, read = asyncio.get_running_loop(), asyncio.Event()

        def answer(sock: socket.socket) -> None:
            loop.call_soon_threadsafe(read.set)
            late(0.2, ACCEPTED)(sock)

        server.actions = [answer]
        async with AsyncRunComfy(TOKEN, server.base_url, 5.0) as api:
            await _cancelled(partial(api.submit, REQUEST), read)

    asyncio.run(main())
    assert any(ID in record.message for record in caplog.records if record.levelname == "WARNING")
    assert len(server.received) == 1


def test_cancelled_on_trio(server: ByteServer, caplog: pytest.LogCaptureFixture) -> None:
    """The same on trio, where the scope's end is what cancels."""
    server.actions = [late(0.5, ACCEPTED)]

    async def main() -> bool:
        async with AsyncRunComfy(TOKEN, server.base_url, 5.0) as api:
            with trio.move_on_after(0.25) as scope:
                await api.submit(REQUEST)
        return scope.cancelled_caught

    assert trio.run(main)
    assert any(ID in record.message for record in caplog.records if record.levelname == "WARNING")
    assert len(server.received) == 1
