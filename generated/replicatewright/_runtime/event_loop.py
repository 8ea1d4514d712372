# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The running event loop, of asyncio or trio, as the owner of sockets."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from threading import Thread
from typing import Any, TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread

T = TypeVar("T")


def current_loop() -> Any:
    """Return asyncio's loop or trio's token of this run."""
    token = anyio.lowlevel.current_token()
    return getattr(token, "native_token", token)  # anyio before 4.11 returns the native one


def is_over(loop: Any) -> bool:
    """Return whether an event loop can never run again."""
    if hasattr(loop, "is_closed"):
        return bool(loop.is_closed())
    try:
        loop.run_sync_soon(int, idempotent=True)  # trio's only public way to ask
    except RuntimeError:
        return True
    return False


async def call_in_thread(call: Callable[[], T], limiter: anyio.CapacityLimiter | None = None) -> T:
    """Call a function in a thread that ends with it, also if the task is cancelled.

    The threads that anyio keeps for asyncio wait for the end of a task; if an event loop is closed
    before, the program never ends.
    """
    loop = current_loop()
    if not isinstance(loop, asyncio.AbstractEventLoop):
        return await anyio.to_thread.run_sync(call, limiter=limiter)
    found, failed, ended = list[T](), list[BaseException](), anyio.Event()

    def run() -> None:
        try:
            found.append(call())
        except BaseException as error:
            failed.append(error)
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(ended.set)

    async with limiter or anyio.to_thread.current_default_thread_limiter():
        Thread(target=copy_context().run, args=(run,), name="blocking").start()
        with anyio.CancelScope(shield=True):
            await ended.wait()
    if failed:
        raise failed.pop()
    return found[0]


async def wait_in_shield(event: anyio.Event, end: float = math.inf) -> BaseException | None:
    """Wait for an event until `end`, whatever interrupts this task; return the interrupt that counts.

    A shield of anyio does not keep off `task.cancel()` of asyncio, nor Ctrl-C.
    """
    stop: BaseException | None = None
    while not event.is_set() and anyio.current_time() < end:
        try:
            with anyio.CancelScope(shield=True, deadline=end):
                await event.wait()
        except GeneratorExit:
            raise
        except BaseException as error:
            stop = weightier(stop, error)
    return stop


def weightier(first: BaseException | None, second: BaseException) -> BaseException:
    """Return the interrupt that goes on: the later one, but no cancellation hides Ctrl-C."""
    if isinstance(second, GeneratorExit):
        return second
    cancelled = anyio.get_cancelled_exc_class()
    keep = first is not None and isinstance(second, cancelled) and not isinstance(first, cancelled)
    return first if first and keep else second


def ungrouped(error: BaseException) -> BaseException:
    """Return the interrupt in the group that a task group raises; another error as it is."""
    found: BaseException | None = None
    is_group = issubclass(type(error), BaseExceptionGroup)
    inner: tuple[BaseException, ...] = getattr(error, "exceptions", ()) if is_group else ()
    for one in inner:
        found = weightier(found, ungrouped(one))
    return found or error


def hide_task() -> None:
    """Hide this task from `asyncio.all_tasks()`, since `asyncio.run` cancels those when it ends.

    Only for a task that another one waits for.
    """
    try:
        task = asyncio.current_task()
    except RuntimeError:  # trio
        return
    if task is not None:
        asyncio._unregister_task(task)
