"""A program whose many submits are interrupted together: `python -m runtime.interrupted_gathers`.

It prints "stopped" whenever a submit is told to send nothing more, and "ended" once the caller
has control again; a line of its stdin is the moment of a timeout or of a failure.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from unittest.mock import patch

import anyio
import anyio.to_thread
import trio

from clientwright.runtime import submission
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo

REQUEST = ENDPOINT.request({"prompt": "x"})
Gather = Callable[[AsyncDemo, int], Awaitable[None]]


class RowError(Exception):
    """What another task raises."""


async def _moment() -> None:
    await anyio.to_thread.run_sync(sys.stdin.readline)


async def plain(api: AsyncDemo, count: int) -> None:
    """Only submit; Ctrl-C comes from outside."""
    await asyncio.gather(*(api.submit(REQUEST) for _ in range(count)))


async def timeout(api: AsyncDemo, count: int) -> None:
    """Interrupt by asyncio's own timeout."""
    async with asyncio.timeout(None) as limit:

        async def end() -> None:
            await _moment()
            limit.reschedule(asyncio.get_running_loop().time())

        await asyncio.gather(end(), *(api.submit(REQUEST) for _ in range(count)))


async def _fail() -> None:
    await _moment()
    raise RowError


async def sibling(api: AsyncDemo, count: int) -> None:
    """Fail in another task of the gather."""
    await asyncio.gather(_fail(), *(api.submit(REQUEST) for _ in range(count)))


async def nursery(api: AsyncDemo, count: int) -> None:
    """Fail in another task of a group, on asyncio or trio."""
    async with anyio.create_task_group() as group:
        for _ in range(count):
            group.start_soon(api.submit, REQUEST)
        group.start_soon(_fail)


async def nursery_alone(api: AsyncDemo, count: int) -> None:
    """Only submit in a task group; Ctrl-C comes from outside."""
    async with anyio.create_task_group() as group:
        for _ in range(count):
            group.start_soon(api.submit, REQUEST)


WAYS: dict[str, Gather] = {
    "ctrl_c": plain,
    "timeout": timeout,
    "sibling": sibling,
    "nursery": nursery,
    "nursery_ctrl_c": nursery_alone,
}


def main(way: str, library: str, closing: str, count: str, url: str) -> None:
    """Submit `count` jobs, and let the interrupt end the program."""
    original: Callable[[object], bool] = vars(submission.Submission)["stop"]

    def stop(one: object) -> bool:
        try:
            return original(one)
        finally:
            print("stopped", flush=True)

    patch.object(submission.Submission, "stop", stop).start()

    async def gather(api: AsyncDemo) -> None:
        try:
            await WAYS[way](api, int(count))
        finally:
            print("ended", flush=True)

    async def run() -> None:
        api = AsyncDemo(TOKEN, url)
        if closing == "open":
            await gather(api)
        async with api:
            await gather(api)

    if library == "trio":
        trio.run(run)
    else:
        asyncio.run(run())


if __name__ == "__main__":
    main(*sys.argv[1:])
