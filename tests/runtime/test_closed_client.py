"""Calls on a closed client: an error of our own, which says that jobs continue."""

from __future__ import annotations

import asyncio
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import httpx2
import pytest

from clientwright.runtime.errors import ClientClosed, ConfigurationError, SubmitUnknown
from clientwright.runtime.responses import Status
from runtime.byte_server import ByteServer, reply
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo

REQUEST = ENDPOINT.request({"prompt": "x"})
QUEUED = reply({"request_id": "job-1", "status": "in_queue"})


def check_names_job(error: BaseException) -> None:
    """Check that an error names the job, and says that it continues."""
    assert isinstance(error, ClientClosed)
    assert error.request_id == "job-1"
    assert "a job that was accepted continues" in str(error)
    assert "Correct this setting" not in str(error)


@pytest.mark.parametrize("call", ["status", "result", "wait", "cancel"])
@pytest.mark.parametrize("mine", [True, False])
def test_use_after_close(server: ByteServer, call: str, mine: bool) -> None:
    """After a client or the caller's HTTP client was closed, calls say so, and nothing is sent."""
    with httpx.Client() as http_client:
        api = Demo(TOKEN, server.base_url, http_client=http_client if mine else None)
    if not mine:
        api.close()
    with pytest.raises(ClientClosed) as caught:
        getattr(api.job("job-1"), call)()
    check_names_job(caught.value)
    with pytest.raises(ClientClosed, match="nothing was sent"):
        api.submit(REQUEST)
    assert server.received == []


@pytest.mark.parametrize("call", ["status", "result", "wait", "cancel"])
@pytest.mark.parametrize("mine", [True, False])
def test_use_after_aclose(server: ByteServer, call: str, mine: bool) -> None:
    """The same holds for async clients."""

    async def main() -> None:
        async with httpx.AsyncClient() as http_client:
            api = AsyncDemo(TOKEN, server.base_url, http_client=http_client if mine else None)
        if not mine:
            await api.aclose()
        with pytest.raises(ClientClosed) as caught:
            await getattr(api.job("job-1"), call)()
        check_names_job(caught.value)
        with pytest.raises(ClientClosed, match="nothing was sent"):
            await api.submit(REQUEST)

    asyncio.run(main())
    assert server.received == []


def test_closed_by_another_thread_in_wait(server: ByteServer) -> None:
    """A wait whose client is closed by another thread names the job, and says that it continues."""
    server.actions = [QUEUED]
    api = Demo(TOKEN, server.base_url)

    def close(status: Status) -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(api.close).result()

    with pytest.raises(ClientClosed) as caught:
        api.job("job-1").wait(60, close)
    check_names_job(caught.value)
    assert any("job-1" in note for note in caught.value.__notes__)


def test_closed_by_another_task_in_wait(server: ByteServer) -> None:
    """A wait whose client is closed by another task names the job, too."""
    server.actions = [QUEUED]

    async def main() -> None:
        api = AsyncDemo(TOKEN, server.base_url)

        async def close(status: Status) -> None:
            await asyncio.create_task(api.aclose())

        with pytest.raises(ClientClosed) as caught:
            await api.job("job-1").wait(60, close)
        check_names_job(caught.value)

    asyncio.run(main())


def test_closed_in_submit(server: ByteServer) -> None:
    """A submit whose client is closed before the answer came is unknown, and is sent once."""
    arrived, closed = threading.Event(), threading.Event()

    def act(sock: socket.socket) -> None:
        arrived.set()
        closed.wait(60)
        sock.close()

    server.actions = [act]
    api = Demo(TOKEN, server.base_url)

    def close() -> None:
        assert arrived.wait(60)
        api.close()
        closed.set()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(close)
        with pytest.raises(SubmitUnknown):
            api.submit(REQUEST)
        done.result()
    assert len(server.received) == 1


class Subclass(httpx.Client):
    """A caller's own kind of HTTP client."""


class AsyncSubclass(httpx.AsyncClient):
    """A caller's own kind of async HTTP client."""


WRONG: list[tuple[type[Demo] | type[AsyncDemo], Any]] = [
    (Demo, httpx.AsyncClient()),
    (Demo, AsyncSubclass()),
    (Demo, httpx2.Client()),
    (Demo, httpx2.AsyncClient()),
    (Demo, httpx.Client),
    (Demo, httpx.MockTransport(lambda request: httpx.Response(200))),
    (Demo, "client"),
    (Demo, 0),
    (AsyncDemo, httpx.Client()),
    (AsyncDemo, Subclass()),
    (AsyncDemo, httpx2.Client()),
    (AsyncDemo, httpx2.AsyncClient()),
    (AsyncDemo, httpx.AsyncClient),
]


@pytest.mark.parametrize(("kind", "http_client"), WRONG)
def test_wrong_http_client_is_refused(kind: Any, http_client: Any) -> None:
    """An HTTP client of another kind or library is refused when the client is made."""
    with pytest.raises(ConfigurationError, match=r"http_client is .*; it must be an httpx\."):
        kind(TOKEN, http_client=http_client)


@pytest.mark.parametrize(
    "kind", [Subclass, lambda: httpx.Client(transport=httpx.HTTPTransport())], ids=["own", "plain"]
)
def test_subclasses_are_accepted(server: ByteServer, kind: Any) -> None:
    """A subclass of the HTTP client is used as it is."""
    server.actions = [reply({"request_id": "job-1"})]
    with kind() as http_client:
        assert Demo(TOKEN, server.base_url, http_client=http_client).submit(REQUEST).request_id


@pytest.mark.parametrize("kind", [Demo, AsyncDemo])
def test_clients_of_httpx_are_refused_beside_httpx2(
    monkeypatch: pytest.MonkeyPatch, kind: Any
) -> None:
    """A package that uses httpx2 refuses the clients of httpx."""
    monkeypatch.setattr("clientwright.runtime.http.library", httpx2)
    for http_client in (httpx.Client(), httpx.AsyncClient()):
        with pytest.raises(ConfigurationError, match=r"it must be an httpx2\."):
            kind(TOKEN, http_client=http_client)
