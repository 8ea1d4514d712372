"""A program that interrupts submits at one moment after another: `python -m runtime.interrupted_submits`.

It prints the ids of the jobs whose handle it got; all others must be told by the client.
DEMO_JOURNAL names the journal of its clients, if they are to have one.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import anyio
import trio

from clientwright.runtime.jobs import Job
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo

REQUEST = ENDPOINT.request({"prompt": "x"})
JOURNAL = os.environ.get("DEMO_JOURNAL")
Attempt = Callable[[AsyncDemo, float], Awaitable[None]]


class SiblingError(Exception):
    """What another task raises."""


def _print_id(job: Job[Any] | None) -> None:
    """Print the id of a job after its interrupt, which may also come between the submit and a print."""
    if job is not None:
        print(job.request_id, flush=True)


def wait_for_signal() -> None:
    """Sleep for a minute, in short sleeps: a signal that comes just before one does not end it."""
    for _ in range(600):
        time.sleep(0.1)


def ctrl_c(url: str, moments: list[float]) -> None:
    """Interrupt sync submits by SIGINT."""
    with Demo(TOKEN, url, journal=JOURNAL) as api:
        for moment in moments:
            job, timer = None, threading.Timer(moment, os.kill, (os.getpid(), signal.SIGINT))
            try:
                timer.start()
                job = api.submit(REQUEST)
                wait_for_signal()
            except KeyboardInterrupt:
                timer.join()
            _print_id(job)


def sigterm(url: str, moments: list[float]) -> None:
    """Interrupt sync submits by a signal handler that exits."""

    def leave(number: int, frame: object) -> None:
        raise SystemExit(number)

    signal.signal(signal.SIGTERM, leave)
    with Demo(TOKEN, url, journal=JOURNAL) as api:
        for moment in moments:
            job, timer = None, threading.Timer(moment, os.kill, (os.getpid(), signal.SIGTERM))
            try:
                timer.start()
                job = api.submit(REQUEST)
                wait_for_signal()
            except SystemExit:
                timer.join()
            _print_id(job)


async def _submit(api: AsyncDemo) -> None:
    print((await api.submit(REQUEST)).request_id, flush=True)
    await anyio.sleep(60)


async def native_timeout(api: AsyncDemo, moment: float) -> None:
    """Interrupt by asyncio's own timeout."""
    with suppress(TimeoutError):
        async with asyncio.timeout(moment):
            await _submit(api)


async def native_cancel(api: AsyncDemo, moment: float) -> None:
    """Interrupt by cancelling a task."""
    task = asyncio.ensure_future(_submit(api))
    await asyncio.sleep(moment)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def sibling(api: AsyncDemo, moment: float) -> None:
    """Interrupt by the failure of another task of asyncio's group."""

    async def fail() -> None:
        await asyncio.sleep(moment)
        raise SiblingError

    with suppress(ExceptionGroup):
        async with asyncio.TaskGroup() as group:
            group.create_task(_submit(api))
            group.create_task(fail())


async def move_on_after(api: AsyncDemo, moment: float) -> None:
    """Interrupt by a cancel scope that swallows the cancellation."""
    with anyio.move_on_after(moment):
        await _submit(api)


async def fail_after(api: AsyncDemo, moment: float) -> None:
    """Interrupt by a cancel scope that raises."""
    with suppress(TimeoutError), anyio.fail_after(moment):
        await _submit(api)


async def nursery(api: AsyncDemo, moment: float) -> None:
    """Interrupt by cancelling a task group."""
    async with anyio.create_task_group() as group:
        group.start_soon(_submit, api)
        await anyio.sleep(moment)
        group.cancel_scope.cancel()


def program_end(url: str, moments: list[float]) -> None:
    """Interrupt by ending the event loop while another task submits."""

    async def main(moment: float) -> None:
        submits.append(asyncio.ensure_future(_submit(api)))
        await asyncio.sleep(moment)

    submits: list[asyncio.Future[None]] = []
    for moment in moments:
        api = AsyncDemo(TOKEN, url, journal=JOURNAL)
        asyncio.run(main(moment))


def run_attempts(attempt: Attempt, library: str, url: str, moments: list[float]) -> None:
    """Make the attempts on one client and one event loop."""

    async def main() -> None:
        async with AsyncDemo(TOKEN, url, journal=JOURNAL) as api:
            for moment in moments:
                await attempt(api, moment)

    if library == "trio":
        trio.run(main)
    else:
        asyncio.run(main())


WHOLE = {"ctrl_c": ctrl_c, "sigterm": sigterm, "program_end": program_end}
NATIVE: dict[str, Attempt] = {
    "timeout": native_timeout,
    "cancel": native_cancel,
    "sibling": sibling,
}
SCOPES: dict[str, Attempt] = {
    "move_on_after": move_on_after,
    "fail_after": fail_after,
    "nursery": nursery,
}


def main(way: str, library: str, url: str, *moments: str) -> None:
    """Interrupt submits in one way at these moments, in seconds."""
    times = [float(moment) for moment in moments]
    if JOURNAL:  # its first use takes longer than all the moments
        with Demo(TOKEN, url, journal=JOURNAL) as api:
            print(api.submit(REQUEST).request_id, flush=True)
    if way in WHOLE:
        WHOLE[way](url, times)
    else:
        run_attempts({**NATIVE, **SCOPES}[way], library, url, times)


if __name__ == "__main__":
    main(*sys.argv[1:])
