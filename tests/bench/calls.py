"""submit + status + result on loopback, compared with the same three calls in raw httpx, sync and async."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from runcomfy import AsyncRunComfy, RunComfy
from runcomfy.kling.kling_3_0.standard import image_to_video
from tests.bench.paired_timing import table

ROUNDS, BATCH = 30, 40
TOKEN = {"Authorization": "Bearer t"}
PATH = "/models/kling/kling-3.0/standard/image-to-video"
PAYLOAD: image_to_video.Arguments = {
    "prompt": "A cat wakes up",
    "start_image_url": "https://example.com/cat.png",
    "duration": 8,
    "multi_prompt": [{"prompt": "wide shot", "duration": 3}, {"prompt": "close-up", "duration": 5}],
}


def main() -> None:
    """Print the table of calls."""
    command = [sys.executable, str(Path(__file__).parent / "stub_server.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            base = f"http://127.0.0.1:{server.stdout.readline().strip()}/v1"
            sync, both = _sync(base), asyncio.run(_async(base))
        finally:
            server.terminate()
    rows = [["", "raw httpx", "generated client", "ratio"]]
    rows += [
        [label, f"{raw * 1e3:.3f} ms", f"{ours * 1e3:.3f} ms", f"{ratio:.3f}"]
        for label, raw, ours, ratio in (("sync", *sync), ("async", *both))
    ]
    table("submit + status + result on loopback (median of batches, ratio of pairs)", rows)


def _sync(base: str) -> tuple[float, float, float]:
    with httpx.Client(timeout=60) as client, RunComfy(token="t", base_url=base) as api:

        def raw() -> None:
            request_id = client.post(base + PATH, json=PAYLOAD, headers=TOKEN).json()["request_id"]
            client.get(f"{base}/requests/{request_id}/status", headers=TOKEN).json()
            client.get(f"{base}/requests/{request_id}/result", headers=TOKEN).json()

        def ours() -> None:
            job = api.submit(image_to_video.request(**PAYLOAD))
            job.status()
            job.result()

        return _pairs(raw, ours)


async def _async(base: str) -> tuple[float, float, float]:
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

        async def batch(run: Callable[[], object]) -> float:
            started = time.perf_counter()
            for _ in range(BATCH):
                await run()
            return (time.perf_counter() - started) / BATCH

        await batch(raw), await batch(ours)
        return _summary([(await batch(raw), await batch(ours)) for _ in range(ROUNDS)])


def _pairs(raw: Callable[[], None], ours: Callable[[], None]) -> tuple[float, float, float]:
    def batch(run: Callable[[], None]) -> float:
        started = time.perf_counter()
        for _ in range(BATCH):
            run()
        return (time.perf_counter() - started) / BATCH

    batch(raw), batch(ours)
    return _summary([(batch(raw), batch(ours)) for _ in range(ROUNDS)])


def _summary(pairs: list[tuple[float, float]]) -> tuple[float, float, float]:
    raw, ours = zip(*pairs, strict=True)
    return (
        statistics.median(raw),
        statistics.median(ours),
        statistics.median(o / r for r, o in pairs),
    )
