"""Requests wait in line: never too many in flight, first come first served, and no turn is lost."""

from __future__ import annotations

import asyncio
import itertools
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.runtime.async_transport import AsyncTransport
from clientwright.runtime.request_gate import MAX_IN_FLIGHT, RequestGate, Turn
from clientwright.runtime.steps import Flow, HttpRequest, NotSent
from clientwright.runtime.transport import Transport
from runtime.byte_server import ByteServer, reply
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo

URL = "http://127.0.0.1:1/v1"


def read(seconds: float = 60.0) -> Flow[int]:
    """Read something, and return the HTTP status."""
    request = HttpRequest("GET", "/x", ("Authorization", "Bearer"), 5.0, None, seconds)
    return (yield request).status


@given(st.lists(st.sampled_from(["enter", "leave", "give_up"]), max_size=40), st.integers(1, 3))
def test_gate_counts_every_turn(steps: list[str], turns: int) -> None:
    """Whatever order requests come, end and give up in, turns go in line and none is lost or doubled."""
    gate = RequestGate(turns)
    inside: list[Turn] = []
    waiting: list[tuple[Turn, threading.Thread]] = []
    for step in steps:
        if step == "enter":
            turn = Turn(gate)
            if gate.free:
                assert turn.take(0)
                inside.append(turn)
            else:
                length = len(gate.line)
                thread = threading.Thread(target=turn.take, args=(60,))
                thread.start()
                while len(gate.line) == length:
                    time.sleep(0)
                waiting.append((turn, thread))
        elif step == "leave" and inside:
            inside.pop(0).give_back()
            if waiting:
                turn, thread = waiting.pop(0)
                thread.join(60)
                assert turn.taken
                inside.append(turn)
        elif step == "give_up":
            late = Turn(gate)
            free = gate.free
            assert late.take(0) == bool(free)
            late.give_back()
            late.give_back()
            assert gate.free == free
        assert (gate.free + len(inside), len(gate.line)) == (turns, len(waiting))
    for turn in inside:
        turn.give_back()
    for turn, thread in waiting:
        thread.join(60)
        turn.give_back()
    assert (gate.free, list(gate.line)) == (turns, [])


class Crowd:
    """Counts requests in flight; each stays until all turns of the gate are taken."""

    def __init__(self) -> None:
        self.now = self.most = self.all = 0
        self._lock = threading.Lock()

    def enter(self) -> None:
        """Count one more."""
        with self._lock:
            self.now, self.all = self.now + 1, self.all + 1
            self.most = max(self.most, self.now)

    def leave(self) -> None:
        """Count one less."""
        with self._lock:
            self.now -= 1


def test_threads_wait_in_line() -> None:
    """Of a hundred threads at most sixteen requests are in flight, and all are answered."""
    crowd, full = Crowd(), threading.Barrier(MAX_IN_FLIGHT)

    def answer(request: httpx.Request) -> httpx.Response:
        crowd.enter()
        full.wait(60)
        crowd.leave()
        return httpx.Response(200, json={})

    count = 6 * MAX_IN_FLIGHT
    with (
        httpx.Client(transport=httpx.MockTransport(answer)) as client,
        ThreadPoolExecutor(count) as pool,
    ):
        transport = Transport(URL, TOKEN, client)
        assert set(pool.map(lambda _: transport.drive(read()), range(count))) == {200}
    assert (crowd.most, crowd.all) == (MAX_IN_FLIGHT, count)


def test_no_turn_in_time_is_not_sent() -> None:
    """A request whose turn does not come in time is not sent, and its error says so."""
    go_on, inside = threading.Event(), threading.Semaphore(0)

    def answer(request: httpx.Request) -> httpx.Response:
        inside.release()
        go_on.wait(60)
        return httpx.Response(200, json={})

    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        transport = Transport(URL, TOKEN, client)
        held = [
            threading.Thread(target=transport.drive, args=(read(),)) for _ in range(MAX_IN_FLIGHT)
        ]
        for thread in held:
            thread.start()
            assert inside.acquire(timeout=60)
        with pytest.raises(NotSent, match=r"no free connection within 0\.01 s"):
            transport.drive(read(0.01))
        go_on.set()
        for thread in held:
            thread.join(60)
        assert transport.drive(read(0.0)) == 200


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_thousand_tasks_wait_in_line(backend: str) -> None:
    """Of a thousand tasks at most sixteen requests are in flight, in the order they came, and the clock waits."""
    crowd = Crowd()
    order: list[int] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        crowd.enter()
        order.append(int(request.url.params["n"]))
        await anyio.sleep(0)
        crowd.leave()
        return httpx.Response(200, json={})

    def numbered(number: int) -> Flow[int]:
        auth = ("Authorization", "Bearer")
        return (yield HttpRequest("GET", f"/x?n={number}", auth, 5.0)).status

    async def main() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            transport = AsyncTransport(URL, TOKEN, client)

            async def one(number: int) -> None:
                assert await transport.drive(numbered(number)) == 200

            async with anyio.create_task_group() as group:
                for number in range(1000):
                    group.start_soon(one, number)

    anyio.run(main, backend=backend)
    assert (crowd.most, crowd.all) == (MAX_IN_FLIGHT, 1000)
    if backend == "asyncio":  # trio starts tasks in any order
        assert order == sorted(order)


Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["read", "cancel", "answer", "close"]),
        st.integers(0, 1),
        st.integers(0, 40),
    ),
    max_size=60,
)


@settings(max_examples=30)
@given(STEPS, st.sampled_from(["asyncio", "trio"]))
def test_no_order_of_calls_loses_a_turn(steps: list[Step], backend: str) -> None:
    """On two clients, reads, cancellations, answers and closing in any order leave every turn free at the end."""

    async def main() -> None:
        answers: list[list[anyio.Event]] = [[], []]
        transports: list[AsyncTransport] = []
        clients: list[httpx.AsyncClient] = []
        scopes: list[list[anyio.CancelScope]] = [[], []]
        for waiting in answers:

            async def answer(request: httpx.Request, waiting: Any = waiting) -> httpx.Response:
                waiting.append(event := anyio.Event())
                await event.wait()
                return httpx.Response(200, json={})

            clients.append(httpx.AsyncClient(transport=httpx.MockTransport(answer)))
            transports.append(AsyncTransport(URL, TOKEN, clients[-1]))

        async def call(which: int, scope: anyio.CancelScope) -> None:
            with scope, suppress(Exception):
                await transports[which].drive(read())

        async with anyio.create_task_group() as group:
            for kind, which, number in steps:
                if kind == "read":
                    scopes[which].append(scope := anyio.CancelScope())
                    group.start_soon(call, which, scope)
                elif kind == "cancel" and scopes[which]:
                    scopes[which][number % len(scopes[which])].cancel()
                elif kind == "answer" and answers[which]:
                    answers[which].pop(number % len(answers[which])).set()
                elif kind == "close":
                    await clients[which].aclose()
                if number % 2:
                    await anyio.lowlevel.checkpoint()
            group.cancel_scope.cancel()
        assert [one._gate.value for one in transports] == [MAX_IN_FLIGHT] * 2
        for client in clients:
            await client.aclose()

    anyio.run(main, backend=backend)


def burst(server: ByteServer, count: int) -> list[str]:
    """Submit many jobs at once with a client as it comes, and return their ids."""
    numbers = itertools.count()

    def accept(sock: socket.socket) -> None:
        reply({"request_id": f"job-{next(numbers)}"})(sock)

    server.actions = [accept]

    async def main() -> list[str]:
        async with AsyncDemo(TOKEN, server.base_url) as api:
            request = ENDPOINT.request({"prompt": "x"})
            jobs = await asyncio.gather(*(api.submit(request) for _ in range(count)))
            return [job.request_id for job in jobs]

    return asyncio.run(main())


def test_a_burst_of_submits(server: ByteServer) -> None:
    """Many submits at once give as many jobs, over no more connections than requests may be in flight."""
    assert len(set(burst(server, 100))) == len(server.received) == 100
    assert server.connections <= MAX_IN_FLIGHT


@pytest.mark.stress
def test_a_burst_of_three_hundred_submits(server: ByteServer) -> None:
    """So do three hundred."""
    assert len(set(burst(server, 300))) == len(server.received) == 300


def test_interrupted_thread_may_take_another_turn() -> None:
    """A signal handler that interrupts a thread inside the gate gets a turn, instead of waiting for that thread."""
    gate = RequestGate(1)
    with gate.lock:
        turn = Turn(gate)
        assert turn.take(0.0)
        turn.give_back()
    assert gate.free == 1
