"""A program whose batch is interrupted by Ctrl-C: `python -m runtime.batch.interrupted_batches`.

It prints the outcomes of the batch that is on the interrupt, and what the program was told.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import trio

from clientwright.runtime import submission
from runtime.batch.scripted_plan import request
from runtime.demo_service import TOKEN, AsyncDemo, Demo

submission.GRACE_SECONDS = 3600


def tell(stop: BaseException) -> None:
    """Print the outcomes of the interrupted batch, and the notes of the interrupt."""
    batch: Any = vars(stop)["batch"]
    told = {"outcomes": [(one.state, one.request_id) for one in batch], "stopped": batch.stopped}
    print(json.dumps({**told, "notes": " ".join(stop.__notes__)}))


def sync(url: str, journal: str | None, prompts: list[str]) -> None:
    """Map on threads."""
    with Demo(TOKEN, url, timeout=30, polls_per_second=1000, journal=journal) as api:
        try:
            api.map([*map(request, prompts)], in_flight=4, progress=False, batch=journal and "b")
        except KeyboardInterrupt as stop:
            tell(stop)


async def tasks(url: str, journal: str | None, prompts: list[str]) -> None:
    """Map on tasks; asyncio turns Ctrl-C into a cancellation, trio raises it."""
    requests = [*map(request, prompts)]
    async with AsyncDemo(TOKEN, url, timeout=30, polls_per_second=1000, journal=journal) as api:
        try:
            await api.map(requests, in_flight=4, progress=False, batch=journal and "b")
        except (asyncio.CancelledError, KeyboardInterrupt) as stop:
            tell(stop)


def main(flavour: str, url: str, journal: str, *prompts: str) -> None:
    """Map these prompts until the program is interrupted."""
    if flavour == "sync":
        sync(url, journal or None, [*prompts])
    elif flavour == "trio":
        trio.run(tasks, url, journal or None, [*prompts])
    else:
        asyncio.run(tasks(url, journal or None, [*prompts]))


if __name__ == "__main__":
    main(*sys.argv[1:])
