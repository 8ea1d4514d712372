"""Servers that are not the API: every GET gets one body, every POST waits until the server stops."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StubServer:
    """A running server; `post_received` is set by the first POST, which waits for `stopped`."""

    url: str
    post_received: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serve_body(body: bytes, kind: str, status: int = 404) -> Iterator[StubServer]:
    """Serve one body until the block ends."""

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
            """Print no log."""

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
