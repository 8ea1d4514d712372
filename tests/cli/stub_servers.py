"""Servers that are no API: one answer for every GET, and none, or a late one, for a POST."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StubServer:
    """A server that runs; `asked` is set when a POST has come, which waits until the server ends."""

    url: str
    post_received: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serve_body(body: bytes, kind: str, status: int = 404) -> Iterator[StubServer]:
    """Serve one body while the block lasts."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            other.post_received.set()
            other.stopped.wait()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        other = StubServer(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield other
        finally:
            other.stopped.set()
            server.shutdown()
            thread.join()
