"""A program that prints which modules calls load after the client was made: `python preloaded_calls.py MODE URL FILE`."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import Any

from clientwright.runtime.errors import ClientError
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo

REQUEST = ENDPOINT.request({"prompt": "x"})
CALLS = ("wait", "status", "result", "cancel")


def sync_calls(api: Any, submits: int) -> None:
    """Submit again and again, then call each job."""
    with api:
        for number in range(submits):
            with suppress(ClientError):
                job = api.submit(REQUEST, once=f"k{number}")
                for name in CALLS:
                    getattr(job, name)()


async def async_calls(api: Any, submits: int) -> None:
    """Do the same on an event loop."""
    async with api:
        for number in range(submits):
            with suppress(ClientError):
                job = await api.submit(REQUEST, once=f"k{number}")
                for name in CALLS:
                    await getattr(job, name)()


if __name__ == "__main__":
    mode, url, file, submits = sys.argv[1:]
    kind: Any = {"sync": Demo, "asyncio": AsyncDemo}[mode]
    made = kind(TOKEN, url, 5.0, journal=file, polls_per_second=1000)
    before = set(sys.modules)
    if mode == "sync":
        sync_calls(made, int(submits))
    else:
        asyncio.run(async_calls(made, int(submits)))
    print(*sorted(set(sys.modules) - before))
