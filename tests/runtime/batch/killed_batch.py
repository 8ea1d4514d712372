"""A program that is killed: `python -m runtime.batch.killed_batch FLAVOUR URL JOURNAL COUNT`.

It maps requests with the prompts `marker-0`, `marker-1`, … under one name, and prints what became of them.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from runcomfy import AsyncRunComfy, RunComfy, kling

TOKEN = "sandbox-token"
IN_FLIGHT = 8


def main(flavour: str, url: str, journal: str, count: str) -> None:
    """Map the requests."""
    describe = kling.kling_3_0.standard.text_to_video.request
    requests = [describe(prompt=f"marker-{number}") for number in range(int(count))]
    client: dict[str, Any] = {"journal": journal, "polls_per_second": 2000}
    options: dict[str, Any] = {
        "batch": "killed",
        "in_flight": IN_FLIGHT,
        "progress": False,
        "stop_after_failures": None,
    }

    async def run() -> Any:
        async with AsyncRunComfy(TOKEN, url, **client) as api:
            return await api.map(requests, **options)

    if flavour == "sync":
        with RunComfy(TOKEN, url, **client) as api:
            batch: Any = api.map(requests, **options)
    else:
        batch = asyncio.run(run())
    print(json.dumps(batch.to_dict()))


if __name__ == "__main__":
    main(*sys.argv[1:])
