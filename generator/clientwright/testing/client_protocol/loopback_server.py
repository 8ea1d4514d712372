"""A small HTTP server on this machine's loopback, whose answers are bytes with headers."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


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
