"""Run the sandbox: in the foreground for the command line, in a thread for tests."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from clientwright import __version__
from clientwright.sandbox.accounts import ACCOUNTS, Accounts
from clientwright.sandbox.app import LOG, create_app
from clientwright.sandbox.handlers import path_prefix
from clientwright.sandbox.http_responses import SANDBOX_HEADER, json_bytes
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.refusal_reasons import Reason
from clientwright.sandbox.server_socket import listen
from clientwright.sandbox.stored_job import INSTANT, JobTiming
from clientwright.sandbox.wire_format import WireFormat
from clientwright.specs.model import Service, Specs

DEFAULT_TOKEN = next(iter(ACCOUNTS.by_token))
"""Token with which everything works."""


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """A sandbox running in this process."""

    base_url: str
    token: str
    jobs: JobStore


def serve(
    specs: Specs,
    *,
    jobs_file: Path,
    host: str = "127.0.0.1",
    port: int = 8787,
    speed: float = 1.0,
    tokens: Iterable[str] = (),
    closed: bool = True,
    quiet: bool = False,
    allow_remote: bool = False,
    echo: Callable[[str], None] = print,
) -> None:
    """Serve until Ctrl-C.

    Raises:
        UsageError: the port, host, token, speed or job file cannot be used.
    """
    accounts, pace = ACCOUNTS.with_tokens(tokens), JobTiming.at_speed(speed)
    with ExitStack() as stack:
        sock = stack.enter_context(listen(host, port, allow_remote=allow_remote))
        jobs = stack.enter_context(closing(JobStore.open(jobs_file)))
        app = create_app(specs, jobs=jobs, pace=pace, accounts=accounts, closed=closed)
        stack.enter_context(_log_lines(quiet))
        echo(startup_message(specs.service, _base_url(sock, specs.service)))
        try:
            _server(app, _unreadable(specs.service)).run(sockets=[sock])
        except KeyboardInterrupt:
            echo("The sandbox has stopped; its jobs are kept.")


@contextmanager
def run_sandbox(
    specs: Specs,
    *,
    jobs_file: Path | None = None,
    pace: JobTiming = INSTANT,
    accounts: Accounts = ACCOUNTS,
    closed: bool = True,
    clock: Callable[[], float] = time.time,
    serve_outputs: bool = True,
    port: int = 0,
) -> Generator[RunningSandbox]:
    """Run a sandbox in this process for the block; without `jobs_file`, its jobs are temporary.

    Without `serve_outputs`, the outputs of jobs are URLs like the provider's that lead nowhere.

    Raises:
        UsageError: the port or the job file cannot be used.
    """
    with ExitStack() as stack:
        file = jobs_file or Path(stack.enter_context(tempfile.TemporaryDirectory())) / "jobs.sqlite"
        jobs = stack.enter_context(closing(JobStore.open(file)))
        sock = stack.enter_context(listen("127.0.0.1", port))
        app = create_app(
            specs,
            jobs=jobs,
            pace=pace,
            accounts=accounts,
            closed=closed,
            clock=clock,
            serve_outputs=serve_outputs,
        )
        base_url = _base_url(sock, specs.service)
        stack.enter_context(_in_thread(_server(app, _unreadable(specs.service)), sock))
        yield RunningSandbox(base_url, DEFAULT_TOKEN, jobs)


@contextmanager
def host_app(app: ASGIApp, port: int = 0) -> Generator[str]:
    """Serve an application in this process for the block; yields its root URL."""
    with listen("127.0.0.1", port) as sock, _in_thread(_server(app), sock):
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"


def startup_message(service: Service, base_url: str) -> str:
    """Return the lines that name the sandbox's URL and how to point a client at it."""
    variable, token = service.document["base_url_variable"], service.document["token_variables"][0]
    return (
        f"The sandbox of {service.title} (not the provider) is at {base_url}; Ctrl-C stops it.\n"
        f"  export {variable}={base_url}\n"
        f"  export {token}={DEFAULT_TOKEN}"
    )


class _Server(uvicorn.Server):
    """A server that signals when it is ready, and stops at once when asked to."""

    ready: Event
    loop: asyncio.AbstractEventLoop
    asked_to_stop: asyncio.Event

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.loop, self.asked_to_stop = asyncio.get_running_loop(), asyncio.Event()
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self.asked_to_stop.wait(), 0.1)

    def stop(self) -> None:
        """Ask the server to stop, from any thread."""
        self.should_exit = True
        with suppress(RuntimeError):  # it has stopped by itself, and its loop is closed
            self.loop.call_soon_threadsafe(self.asked_to_stop.set)


class _Protocol(H11Protocol):
    """HTTP/1.1; bytes that are no request are refused in JSON, like everything else."""

    unreadable = b"{}"
    """The body of that refusal."""

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read, and close the connection."""
        headers = [
            ("Content-Type", "application/json"),
            ("Connection", "close"),
            (SANDBOX_HEADER, __version__),
        ]
        answer = h11.Response(status_code=400, headers=headers, reason=b"Bad Request")
        data = h11.Data(data=self.unreadable)
        for event in (answer, data, h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def _unreadable(service: Service) -> bytes:
    """Return the body of the answer to bytes that are no HTTP request: they are a malformed call."""
    words = "This is no HTTP request that can be read."
    return json_bytes(WireFormat.of(service).refusals.refusal(Reason.MALFORMED, words=words).body)


def _server(app: ASGIApp, unreadable: bytes = b"{}") -> _Server:
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http=type("SandboxProtocol", (_Protocol,), {"unreadable": unreadable}),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    server.ready = Event()
    return server


@contextmanager
def _in_thread(server: _Server, sock: socket.socket) -> Generator[None]:
    thread = Thread(target=server.run, kwargs={"sockets": [sock]}, name="sandbox", daemon=True)
    thread.start()
    server.ready.wait()
    try:
        yield
    finally:
        server.stop()
        thread.join()


def _base_url(sock: socket.socket, service: Service) -> str:
    host, port = sock.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{path_prefix(service)}"


@contextmanager
def _log_lines(quiet: bool) -> Generator[None]:
    """Write the log to stderr, one line per call unless quiet."""
    handler = logging.StreamHandler(sys.stderr)
    level = LOG.level
    LOG.addHandler(handler)
    LOG.setLevel(logging.WARNING if quiet else logging.INFO)
    try:
        yield
    finally:
        LOG.removeHandler(handler)
        LOG.setLevel(level)
