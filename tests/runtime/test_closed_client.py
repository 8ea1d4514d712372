"""Calls on a closed client: an error of our own, which says that jobs continue."""

from __future__ import annotations

import asyncio
import itertools
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any
from unittest.mock import patch

import httpx
import httpx2
import pytest

from clientwright.runtime.errors import ClientClosed, ConfigurationError, SubmitUnknown
from clientwright.runtime.request_gate import MAX_IN_FLIGHT
from clientwright.runtime.responses import Status
from clientwright.runtime.submission import Submission
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


def test_closed_while_the_first_call_opens_the_connections(server: ByteServer) -> None:
    """A client that another thread closes while the first call opens its connections sends nothing."""
    api = Demo(TOKEN, server.base_url)
    open_transport = api._connection._open_transport

    def close_and_open(base_url: str, token: str) -> Any:
        api.close()
        return open_transport(base_url, token)

    with (
        patch.object(api._connection, "_open_transport", close_and_open),
        pytest.raises(ClientClosed) as caught,
    ):
        api.job("job-1").status()
    check_names_job(caught.value)
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


def test_closing_waits_for_a_submit(server: ByteServer, caplog: pytest.LogCaptureFixture) -> None:
    """A submit that is on its way when its client closes gets its job, whose id is logged."""
    arrived, stopped = threading.Event(), threading.Event()

    def act(sock: socket.socket) -> None:
        arrived.set()
        stopped.wait(60)
        reply({"request_id": "job-1"})(sock)

    class Telling(Submission[Any]):
        def stop(self) -> bool:
            try:
                return super().stop()
            finally:
                stopped.set()

    server.actions = [act]
    api = Demo(TOKEN, server.base_url)
    with (
        patch("clientwright.runtime.submission.Submission", Telling),
        ThreadPoolExecutor(1) as pool,
    ):
        done = pool.submit(api.submit, REQUEST)
        assert arrived.wait(60)
        api.close()
        assert done.result().request_id == "job-1"
    assert [one.levelname for one in caplog.records if "job-1" in one.getMessage()] == ["WARNING"]
    with pytest.raises(ClientClosed):
        api.submit(REQUEST)


def test_closing_refuses_submits_that_wait(server: ByteServer) -> None:
    """Submits that wait for their turn when their client closes send nothing, and end at once."""
    go_on = threading.Event()

    def act(sock: socket.socket) -> None:
        go_on.wait(60)
        reply({"request_id": "job-1"})(sock)

    server.actions = [act]
    api = Demo(TOKEN, server.base_url)
    with ThreadPoolExecutor(MAX_IN_FLIGHT + 5) as pool:
        all = [pool.submit(api.submit, REQUEST) for _ in range(MAX_IN_FLIGHT + 4)]
        gate = api._connection.transport._gate
        while len(gate.line) < 4 or len(server.received) < MAX_IN_FLIGHT:
            time.sleep(0.001)
        closing = pool.submit(api.close)
        refused = [one.exception() for one in itertools.islice(as_completed(all), 4)]
        assert not closing.done()
        go_on.set()
        closing.result()
        ids = [one.result().request_id for one in all if not one.exception()]
    assert [type(one) for one in refused] == [ClientClosed] * 4
    assert "no job was accepted" in str(refused[0])
    assert (len(ids), len(server.received)) == (MAX_IN_FLIGHT, MAX_IN_FLIGHT)


def test_closing_an_async_client_refuses_submits_that_wait(server: ByteServer) -> None:
    """The same holds for async clients, whose submits on their way get their jobs."""
    go_on = threading.Event()

    def act(sock: socket.socket) -> None:
        go_on.wait(60)
        reply({"request_id": "job-1"})(sock)

    async def main() -> None:
        api = AsyncDemo(TOKEN, server.base_url)
        all = [asyncio.create_task(api.submit(REQUEST)) for _ in range(MAX_IN_FLIGHT + 4)]
        while len(server.received) < MAX_IN_FLIGHT:
            await asyncio.sleep(0.001)
        closing = asyncio.create_task(api.aclose())
        refused = [one for one in all if all.index(one) >= MAX_IN_FLIGHT]
        errors = await asyncio.gather(*refused, return_exceptions=True)
        assert [type(one) for one in errors] == [ClientClosed] * 4
        assert not closing.done()
        go_on.set()
        await closing
        assert {job.request_id for job in await asyncio.gather(*all[:MAX_IN_FLIGHT])} == {"job-1"}

    server.actions = [act]
    asyncio.run(main())
    assert len(server.received) == MAX_IN_FLIGHT


def test_closed_before_the_answer_of_an_async_submit(
    server: ByteServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An async submit whose answer does not come within the grace says that its client was closed."""
    monkeypatch.setattr("clientwright.runtime.submission.GRACE_SECONDS", 0.1)
    arrived, leave = threading.Event(), threading.Event()

    def act(sock: socket.socket) -> None:
        arrived.set()
        leave.wait(60)

    async def main() -> None:
        api = AsyncDemo(TOKEN, server.base_url)
        submit = asyncio.create_task(api.submit(REQUEST))
        assert await asyncio.to_thread(arrived.wait, 60)
        await api.aclose()
        with pytest.raises(SubmitUnknown, match="the client was closed before its answer came"):
            await submit
        leave.set()

    server.actions = [act]
    asyncio.run(main())


def test_closed_in_submit(server: ByteServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A submit whose client is closed before the answer came is unknown, and is sent once."""
    monkeypatch.setattr("clientwright.runtime.submission.GRACE_SECONDS", 0.1)
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
        with pytest.raises(SubmitUnknown, match="the client was closed meanwhile"):
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
