"""Calls in threads that end with them, on asyncio and trio."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

import anyio
import pytest
import trio

from clientwright.runtime.event_loop import call_in_thread

Run = Callable[[Callable[[], Awaitable[Any]]], Any]
VARIABLE = ContextVar("VARIABLE", default="")


@pytest.fixture(params=["asyncio", "trio"])
def run(request: pytest.FixtureRequest) -> Run:
    """Return what runs an async function on each event loop."""

    def on_asyncio(main: Callable[[], Awaitable[Any]]) -> Any:
        async def start() -> Any:
            return await main()

        return asyncio.run(start())

    return trio.run if request.param == "trio" else on_asyncio


def test_results_and_errors_come_back(run: Run) -> None:
    """A call runs in another thread with the caller's context; what it returns or raises comes back."""

    async def main() -> None:
        VARIABLE.set("mine")
        here = threading.get_ident()
        assert await call_in_thread(lambda: (VARIABLE.get(), threading.get_ident() == here)) == (
            "mine",
            False,
        )
        for error in (KeyError("a"), KeyboardInterrupt()):

            def fail(error: BaseException = error) -> None:
                raise error

            with pytest.raises(type(error)) as caught:
                await call_in_thread(fail)
            assert caught.value is error

    run(main)


def test_the_limit_holds(run: Run) -> None:
    """No more calls run at once than the limit allows, and each runs once."""
    running, most, lock, done = [0], [0], threading.Lock(), list[int]()

    def work(number: int) -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        threading.Event().wait(0.01)
        with lock:
            running[0] -= 1
            done.append(number)

    async def main() -> None:
        limiter = anyio.CapacityLimiter(3)
        async with anyio.create_task_group() as group:
            for number in range(12):
                group.start_soon(call_in_thread, lambda number=number: work(number), limiter)

    run(main)
    assert (sorted(done), most[0] <= 3) == ([*range(12)], True)


def test_a_cancel_scope_waits_for_the_call(run: Run) -> None:
    """What writes to a disk is not left behind by a scope that is cancelled."""
    ended = threading.Event()

    async def main() -> None:
        go_on = threading.Event()
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:
                group.start_soon(call_in_thread, lambda: go_on.wait(60) and ended.set())
                await anyio.sleep(0)
                await anyio.sleep(0)
                scope.cancel()
                go_on.set()

    run(main)
    assert ended.is_set()


def test_no_thread_is_left_on_asyncio() -> None:
    """A thread ends with its call, so that none keeps the program from ending."""

    async def main() -> None:
        await call_in_thread(int)
        for thread in threading.enumerate():
            if thread.name == "blocking":
                thread.join(60)
        assert "blocking" not in {thread.name for thread in threading.enumerate()}

    asyncio.run(main())
