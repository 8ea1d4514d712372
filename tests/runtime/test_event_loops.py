"""An async client on several event loops, and clients in forked processes."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import warnings
import weakref
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import httpx
import pytest
import trio

from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.request_gate import MAX_IN_FLIGHT, Turn
from runtime.byte_server import ByteServer, reply
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
REQUEST = ENDPOINT.request({"prompt": "x"})
Main = Callable[[], Coroutine[Any, Any, str]]
ACCEPTED = reply({"request_id": "job-1"})


@pytest.fixture(autouse=True)
def left_sockets() -> Iterator[None]:
    """Let go of sockets of loops that ended without `aclose`, which Python warns about."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def run_asyncio(main: Main) -> str:
    """Run on asyncio."""
    return asyncio.run(main())


@pytest.mark.parametrize("first", [run_asyncio, trio.run])
@pytest.mark.parametrize("second", [run_asyncio, trio.run])
def test_client_works_on_every_loop(
    server: ByteServer, first: Callable[[Main], str], second: Callable[[Main], str]
) -> None:
    """One client submits on one event loop after another, once each time, and lets ended loops go."""
    server.actions = [ACCEPTED]
    api = AsyncDemo(TOKEN, server.base_url)

    async def main() -> str:
        return (await api.submit(REQUEST)).request_id

    assert [run(main) for run in (first, second, first)] == ["job-1"] * 3
    assert len(server.received) == 3
    assert len(api._connection._transports) == 1


def test_client_serves_two_loops_at_once(server: ByteServer) -> None:
    """Two threads with a loop each use one client at the same time."""
    server.actions = [ACCEPTED]
    api = AsyncDemo(TOKEN, server.base_url)
    both = threading.Barrier(2)

    async def main() -> None:
        for _ in range(5):
            both.wait(60)
            await api.submit(REQUEST)

    threads = [threading.Thread(target=lambda: asyncio.run(main())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(server.received) == 10


def test_ended_loops_are_not_kept(server: ByteServer) -> None:
    """A client does not keep the loops that have ended, once it is used on another."""
    server.actions = [ACCEPTED]
    api = AsyncDemo(TOKEN, server.base_url)
    loops: list[weakref.ref[asyncio.AbstractEventLoop]] = []

    async def main() -> str:
        loops.append(weakref.ref(asyncio.get_running_loop()))
        return (await api.submit(REQUEST)).request_id

    for _ in range(3):
        asyncio.run(main())
    gc.collect()
    assert [loop() is None for loop in loops] == [True, True, False]


@pytest.mark.parametrize("same_client", [True, False])
def test_passed_client_stays_on_its_loop(server: ByteServer, same_client: bool) -> None:
    """A caller's HTTP client on a second loop is refused before anything is sent."""
    server.actions = [ACCEPTED]
    mine = httpx.AsyncClient()
    api = AsyncDemo(TOKEN, server.base_url, http_client=mine)

    async def main() -> str:
        return (await api.submit(REQUEST)).request_id

    assert asyncio.run(main()) == "job-1"
    if not same_client:
        api = AsyncDemo(TOKEN, server.base_url, http_client=mine)
    with pytest.raises(ConfigurationError, match="another event loop"):
        asyncio.run(main())
    assert len(server.received) == 1


def test_closing_closes_the_client_of_this_loop(server: ByteServer) -> None:
    """`aclose` closes the sockets of the loop that it runs on, and the client is closed everywhere."""
    server.actions = [ACCEPTED]

    async def use(api: AsyncDemo) -> httpx.AsyncClient:
        await api.submit(REQUEST)
        return api._connection.transport._client

    async def use_and_close(api: AsyncDemo) -> httpx.AsyncClient:
        client = await use(api)
        await api.aclose()
        return client

    api = AsyncDemo(TOKEN, server.base_url)
    assert not asyncio.run(use(api)).is_closed
    assert asyncio.run(use_and_close(api)).is_closed
    with pytest.raises(ConfigurationError, match="closed"):
        asyncio.run(use(api))


def in_child(call: Callable[[], object]) -> bool:
    """Call in a forked process, and return whether it returned."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            call()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_fork_while_the_line_is_full(server: ByteServer) -> None:
    """A forked process submits, though all turns were taken and the locks were held at the fork."""
    server.actions = [ACCEPTED]
    with Demo(TOKEN, server.base_url) as api:
        api.submit(REQUEST)
        gate = api._connection.transport._gate
        turns = [Turn(gate) for _ in range(MAX_IN_FLIGHT)]
        assert all(turn.take(0) for turn in turns)
        with gate.lock:
            assert in_child(lambda: api.submit(REQUEST))
    assert server.connections == 2


def test_fork_inside_a_loop_of_the_parent(server: ByteServer) -> None:
    """A client that was used on a loop before the fork works on a loop of the child."""
    server.actions = [ACCEPTED]
    api = AsyncDemo(TOKEN, server.base_url)

    async def main() -> str:
        return (await api.submit(REQUEST)).request_id

    asyncio.run(main())
    assert in_child(lambda: asyncio.run(main()))
    assert len(server.received) == 2
