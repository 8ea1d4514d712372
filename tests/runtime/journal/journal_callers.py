"""Clients with a journal, called as sync, asyncio or trio code against a scripted server."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import trio

from clientwright.runtime.errors import ClientError
from clientwright.runtime.journal.entry import Entry
from clientwright.runtime.journal.journal import Journal
from runtime.byte_server import ByteServer, ServerAction, hang_up, operation_of, reply
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo

REQUEST = ENDPOINT.request({"prompt": "x"})
MODES = ("sync", "asyncio", "trio")
REFUSAL = reply({"error_code": 400002, "message": "no balance"}, 400)
FAILURE = reply({"request_id": "job-1", "status": "failed", "error": "too dark"})
VIDEO = "https://x.demo.example/v.mp4"


def accept(id: str = "job-1") -> ServerAction:
    """Accept a submit as a request."""
    return reply({"request_id": id})


def succeed(id: str = "job-1", **more: object) -> ServerAction:
    """Say in a result that a job has succeeded."""
    return reply({"request_id": id, "status": "succeeded", "output": {"video": VIDEO}, **more})


def script(server: ByteServer, *submits: ServerAction, result: ServerAction | None = None) -> None:
    """Script a server whose job succeeds at the first look, and can be cancelled."""
    server.by_operation = {
        "submit": [*submits] or [accept()],
        "status": [reply({"request_id": "job-1", "status": "completed"})],
        "result": [result or succeed()],
        "cancel": [reply({"request_id": "job-1", "outcome": "cancelled"})],
    }


def posts(server: ByteServer) -> int:
    """Return how many submits a server has received."""
    return sum(operation_of(request) == "submit" for request in server.received)


class HeldAnswer:
    """Holds an answer back until `go_on` is set, so that a submit stays on its way."""

    def __init__(self, answer: ServerAction | None = None) -> None:
        self.arrived, self.go_on = threading.Event(), threading.Event()
        self.answer = answer or accept()

    def __call__(self, sock: socket.socket) -> None:
        """Answer a request once that is allowed."""
        self.arrived.set()
        assert self.go_on.wait(60)
        self.answer(sock)


class Unreachable(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Refuses every connection."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raise the error of a connection that is refused."""
        raise httpx.ConnectError("refused", request=request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raise the same."""
        return self.handle_request(request)


class JournalCaller:
    """Calls the demo's clients in one mode; each call opens a client of its own and closes it."""

    def __init__(self, mode: str, server: ByteServer, path: Path | str) -> None:
        self.mode, self.server, self.path = mode, server, path
        self.settings: dict[str, Any] = {}

    def submit(self, *calls: str, request: Any = REQUEST, **options: Any) -> Any:
        """Submit, make the calls on the job, and return what the last one returned."""
        return self.call(lambda api: api.submit(request, **options), *calls)

    def call(self, begin: Callable[[Any], Any], *calls: str) -> Any:
        """Call the client, then make the calls on what it returned; return what the last one returned."""
        usual = {"token": TOKEN, "base_url": self.server.base_url, "journal": self.path}
        settings = usual | self.settings
        if self.mode == "sync":
            with Demo(**settings) as api:
                first = found = begin(api)
                for name in calls:
                    found = getattr(first, name)()
                return found

        async def main() -> Any:
            async with AsyncDemo(**settings) as api:
                first = found = await begin(api)
                for name in calls:
                    found = await getattr(first, name)()
                return found

        return self.run(main)

    def run(self, main: Callable[[], Awaitable[Any]]) -> Any:
        """Run an async function on this mode's event loop."""
        if self.mode == "trio":
            return trio.run(main)

        async def run() -> Any:
            return await main()

        return asyncio.run(run())

    def submit_unreachable(self, **options: Any) -> None:
        """Submit to a service that refuses connections."""
        kind = httpx.Client if self.mode == "sync" else httpx.AsyncClient
        before, http_client = self.settings, kind(transport=Unreachable())
        self.settings = {**before, "timeout": 0.1, "http_client": http_client}
        try:
            self.submit(**options)
        except ClientError:
            return
        finally:
            self.settings = before
        raise AssertionError("it was sent")

    def entries(self) -> list[Entry]:
        """Return the journal's entries, oldest first."""
        with closing(Journal(self.path)) as journal:
            return journal.entries()

    def states(self) -> list[str]:
        """Return the states of the journal's entries, oldest first."""
        return [entry.state for entry in self.entries()]

    def bring_to(self, state: str, once: str = "k") -> Entry:
        """Submit a key so that its entry is in a state other than `sending`."""
        calls = {"succeeded": ["wait"], "failed": ["wait"], "cancelled": ["cancel"]}
        submits = {"refused": REFUSAL, "unknown": hang_up}
        script(
            self.server,
            submits.get(state, accept()),
            result=FAILURE if state == "failed" else succeed(),
        )
        if state == "not_sent":
            self.submit_unreachable(once=once)
        else:
            try:
                self.submit(*calls.get(state, []), once=once)
            except ClientError:
                assert state in ("refused", "unknown", "failed")
        self.server.received.clear()
        entry = self.entries()[-1]
        assert entry.state == state
        return entry
