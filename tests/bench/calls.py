"""submit + status + result on loopback, compared with the same three calls in raw httpx, sync and async."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
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
    rows = [["", "raw httpx", "generated client", "ratio", "raw httpx against itself"]]
    rows += [[label, *found.cells()] for label, found in (("sync", sync), ("async", both))]
    table("submit + status + result on loopback (median of batches, ratio of pairs)", rows)


@dataclass(frozen=True)
class Comparison:
    """Seconds of batches of raw calls, of ours, and of raw calls again, taken in turn."""

    rounds: list[tuple[float, float, float]]

    def cells(self) -> list[str]:
        """Return both medians, the median ratio, and between which ratios 9 of 10 raw pairs lie."""
        raw, ours, _ = (statistics.median(times) for times in zip(*self.rounds, strict=True))
        ratio = statistics.median(ours / raw for raw, ours, _ in self.rounds)
        noise = statistics.quantiles((again / raw for raw, _, again in self.rounds), n=20)
        spread = f"{noise[0]:.3f} to {noise[-1]:.3f}"
        return [f"{raw * 1e3:.3f} ms", f"{ours * 1e3:.3f} ms", f"{ratio:.3f}", spread]


def _sync(base: str) -> Comparison:
    with httpx.Client(timeout=60) as client, RunComfy(token="t", base_url=base) as api:

        def raw() -> None:
            request_id = client.post(base + PATH, json=PAYLOAD, headers=TOKEN).json()["request_id"]
            client.get(f"{base}/requests/{request_id}/status", headers=TOKEN).json()
            client.get(f"{base}/requests/{request_id}/result", headers=TOKEN).json()

        def ours() -> None:
            job = api.submit(image_to_video.request(**PAYLOAD))
            job.status()
            job.result()

        return _compare(raw, ours)


async def _async(base: str) -> Comparison:
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
        return Comparison(
            [(await batch(raw), await batch(ours), await batch(raw)) for _ in range(ROUNDS)]
        )


def _compare(raw: Callable[[], None], ours: Callable[[], None]) -> Comparison:
    def batch(run: Callable[[], None]) -> float:
        started = time.perf_counter()
        for _ in range(BATCH):
            run()
        return (time.perf_counter() - started) / BATCH

    batch(raw), batch(ours)
    return Comparison([(batch(raw), batch(ours), batch(raw)) for _ in range(ROUNDS)])
