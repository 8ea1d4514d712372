"""A promise that only a client's own transport can show, how it is observed, and the server on loopback for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple

from clientwright.testing.client_protocol.client_under_test import ClientUnderTest

LIVE_SECONDS = 20.0
"""A client that takes longer counts as one that never ends; any other takes a fraction of a second."""


@dataclass(frozen=True, slots=True)
class LiveCase:
    """A promise, the pointer of its source in `service.json`, and what is to be observed.

    `observe` lets the client work and returns what was seen.
    """

    name: str
    sentence: str
    pointer: str
    expected: str
    observe: Callable[[ClientUnderTest], str]
    sure: str = "H"

    def seen(self, tested: ClientUnderTest) -> str:
        """Return what was observed, or the exception that was raised instead."""
        try:
            return self.watch(tested)
        except Exception as error:
            return f"{type(error).__name__}: {error}"

    def watch(self, tested: ClientUnderTest) -> str:
        """Return what was observed, in a thread of its own, which has no event loop and may be left behind.

        Raises:
            Exception: what the client raised in place of what is to be observed.
        """
        found: list[str] = []
        raised: list[Exception] = []

        def observe() -> None:
            try:
                found.append(self.observe(tested))
            except Exception as error:
                raised.append(error)

        thread = Thread(target=observe, daemon=True)
        with captured_log(tested.service.name):
            thread.start()
            thread.join(LIVE_SECONDS)
        if raised:
            raise raised[0]
        return found[0] if found else f"it did not end within {LIVE_SECONDS:g} s"


class LoggedLine(NamedTuple):
    """A level and a message; not the record, which would keep a logged error and its sockets alive."""

    level: int
    message: str


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[LoggedLine] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(LoggedLine(record.levelno, record.getMessage()))


@contextmanager
def captured_log(name: str) -> Generator[list[LoggedLine]]:
    """Keep what is logged on a logger for the duration of the block, and show it nowhere."""
    logger, handler = logging.getLogger(name), _Lines()
    before = logger.propagate, logger.level
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.INFO)
    try:
        yield handler.lines
    finally:
        logger.removeHandler(handler)
        logger.propagate, level = before
        logger.setLevel(level)


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer of 200 with a body as it is on the wire."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass
class LoopbackServer:
    """A running server: its URL, and the paths that it was asked for."""

    url: str = ""
    paths: list[str] = field(default_factory=list[str])


@contextmanager
def loopback_server(answer: Callable[[str], RawAnswer]) -> Generator[LoopbackServer]:
    """Serve an answer for each path for the duration of the block; connections are kept alive."""
    running = LoopbackServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except OSError:
                self.close_connection = True

        def __getattr__(self, name: str) -> Callable[[], None]:
            """Answer each method alike; the server looks for `do_GET` and its like."""
            if name.startswith("do_"):
                return self.answer_call
            raise AttributeError(name)

        def answer_call(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            running.paths.append(self.path)
            found = answer(self.path)
            self.send_response(200)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    running.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
