"""The sandbox with answers that can be held back: what is bought is bought, and the caller waits to hear it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clientwright.sandbox.accounts import ACCOUNTS
from clientwright.sandbox.app import create_app
from clientwright.sandbox.handlers import path_prefix
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.server import DEFAULT_TOKEN, host_app
from clientwright.sandbox.stored_job import INSTANT
from clientwright.specs.spec_files import load_specs

ROOT = Path(__file__).parents[2]


class HeldSandbox:
    """A running sandbox; it answers at once, until `hold` is called."""

    token = DEFAULT_TOKEN

    def __init__(self, app: ASGIApp, jobs_file: Path) -> None:
        self._app, self._jobs_file = app, jobs_file
        self._method, self._passing = "", 0
        self._held = 0
        self._released = threading.Event()
        self.base_url = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, when its answer may go."""

        async def send_when_free(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["method"] == self._method:
                self._passing -= 1
                if self._passing < 0:
                    await self._hold()
            await send(message)

        await self._app(scope, receive, send_when_free)

    async def _hold(self) -> None:
        self._held += 1
        while not self._released.is_set():
            await asyncio.sleep(0.01)
        self._held -= 1

    def hold(self, method: str, after: int = 0) -> None:
        """Hold back the answers to all requests of a method, but for the first few."""
        self._released.clear()
        self._method, self._passing = method, after

    def wait_until_held(self, count: int) -> None:
        """Wait until some answers are held back."""
        while self._held < count:
            time.sleep(0.02)

    def release(self) -> None:
        """Let all answers go, those of later requests, too."""
        self._method = ""
        self._released.set()

    def jobs(self) -> dict[str, str]:
        """Return the request id of every job that was bought, with its input as JSON."""
        with closing(sqlite3.connect(self._jobs_file)) as connection:
            return dict(connection.execute("SELECT request_id, payload FROM jobs"))


@contextmanager
def held_sandbox(folder: Path) -> Generator[HeldSandbox]:
    """Run a sandbox of the committed specs, with jobs that end at once."""
    (specs,) = load_specs(ROOT / "specs" / "runcomfy").services
    file = folder / "jobs.sqlite"
    with closing(JobStore.open(file)) as jobs:
        app = create_app(
            specs, jobs=jobs, pace=INSTANT, accounts=ACCOUNTS, closed=True, clock=time.time
        )
        sandbox = HeldSandbox(app, file)
        with host_app(sandbox) as root:
            sandbox.base_url = root + path_prefix(specs.service)
            try:
                yield sandbox
            finally:
                sandbox.release()
