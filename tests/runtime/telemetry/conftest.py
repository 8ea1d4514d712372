"""A driver of loops over a job's updates, in each way of calling."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import trio

from clientwright.runtime.job_updates import Update
from runtime.byte_server import ByteServer
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo

REQUEST = ENDPOINT.request({"prompt": "é"})


class UpdatesDriver:
    """Submits a job and loops over its updates, as sync, asyncio or trio code."""

    def __init__(self, mode: str) -> None:
        self.mode = mode

    def __call__(
        self, server: ByteServer, at_most: int = 9, body: Callable[[], object] = int
    ) -> list[Update[Any]]:
        """Return the updates; `body` is what the loop does, which is left after so many updates."""
        told: list[Update[Any]] = []
        if self.mode == "sync":
            with Demo(TOKEN, server.base_url) as api:
                for update in api.submit(REQUEST).updates():
                    told.append(update)
                    body()
                    if len(told) == at_most:
                        break
            return told

        async def main() -> None:
            async with AsyncDemo(TOKEN, server.base_url) as api:
                async for update in (await api.submit(REQUEST)).updates():
                    told.append(update)
                    body()
                    if len(told) == at_most:
                        break

        if self.mode == "trio":
            trio.run(main)
        else:
            asyncio.run(main())
        return told


@pytest.fixture(params=["sync", "asyncio", "trio"])
def drive_updates(request: pytest.FixtureRequest) -> UpdatesDriver:
    """Return a driver of each way of calling."""
    return UpdatesDriver(request.param)
