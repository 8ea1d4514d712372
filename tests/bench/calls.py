"""submit + status + result on loopback, compared with the same three calls in raw httpx, sync and async."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx

from runcomfy import AsyncRunComfy, RunComfy
from runcomfy.kling.kling_3_0.standard import image_to_video
from tests.bench.payload import PAYLOAD
from tests.bench.results import Aim, Row, row
from tests.bench.sampling import Sample, ratios

ROUNDS, BATCH = 60, 40
TOKEN = {"Authorization": "Bearer t"}
PATH = "/models/kling/kling-3.0/standard/image-to-video"
Turns = list[tuple[float, float, float]]
"""Milliseconds of raw calls, of ours, and of raw calls again, taken in turn."""


def measure() -> Iterator[Row]:
    """Yield the rows of the three calls."""
    command = [sys.executable, str(Path(__file__).parent / "stub_server.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            base = f"http://127.0.0.1:{server.stdout.readline().strip()}/v1"
            found = {"sync": _sync(base), "async": asyncio.run(_async(base))}
        finally:
            server.terminate()
    for name, turns in found.items():
        raw, ours, again = ([*times] for times in zip(*turns, strict=True))
        noise = Sample.of(ratios(again, raw)).high
        aim = Aim(max(1.05, round(noise, 2)), "ratio")
        work = f"submit, status and result, checked ({name})"
        yield row(f"calls-{name}", work, "ms", ours, rival="raw httpx", theirs=raw, aim=aim)
        yield row(f"calls-{name}-noise", f"the same in raw httpx ({name})", "ms", again, rival="raw httpx", theirs=raw)  # fmt: skip


def _sync(base: str) -> Turns:
    with httpx.Client(timeout=60) as client, RunComfy(token="t", base_url=base) as api:

        def raw() -> None:
            request_id = client.post(base + PATH, json=PAYLOAD, headers=TOKEN).json()["request_id"]
            client.get(f"{base}/requests/{request_id}/status", headers=TOKEN).json()
            client.get(f"{base}/requests/{request_id}/result", headers=TOKEN).json()

        def ours() -> None:
            job = api.submit(image_to_video.request(**PAYLOAD))
            job.status()
            job.result()

        def batch(run: Callable[[], None]) -> float:
            started = time.perf_counter()
            for _ in range(BATCH):
                run()
            return 1000 * (time.perf_counter() - started) / BATCH

        batch(raw), batch(ours)
        return [(batch(raw), batch(ours), batch(raw)) for _ in range(ROUNDS)]


async def _async(base: str) -> Turns:
    async with (
        httpx.AsyncClient(timeout=60) as client,
        AsyncRunComfy(token="t", base_url=base) as api,
    ):

        async def raw() -> None:
            request_id = (await client.post(base + PATH, json=PAYLOAD, headers=TOKEN)).json()[
                "request_id"
            ]
            (await client.get(f"{base}/requests/{request_id}/status", headers=TOKEN)).json()
            (await client.get(f"{base}/requests/{request_id}/result", headers=TOKEN)).json()

        async def ours() -> None:
            job = await api.submit(image_to_video.request(**PAYLOAD))
            await job.status()
            await job.result()

        async def batch(run: Callable[[], Awaitable[None]]) -> float:
            started = time.perf_counter()
            for _ in range(BATCH):
                await run()
            return 1000 * (time.perf_counter() - started) / BATCH

        await batch(raw), await batch(ours)
        return [(await batch(raw), await batch(ours), await batch(raw)) for _ in range(ROUNDS)]
