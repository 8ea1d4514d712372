"""A fake provider that serves its catalogue over HTTP on this computer, with faults on demand."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from evolution.sync.support import Json

Answer = tuple[int, dict[str, str], bytes]
OddAnswer = Callable[["FakeProvider", int, int], Answer | None]
"""Called with the provider, the offset and the request count; returns another response, or None."""


@dataclass
class FakeProvider:
    """The entries, the largest page, and the requests received."""

    models: list[Json]
    max_page_size: int = 500
    odd_answer: OddAnswer = lambda *_: None
    total: Callable[[FakeProvider], int] | None = None
    url: str = ""
    requests: list[tuple[str, dict[str, str], str]] = field(default_factory=list[Any])
    request_counts: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    active: int = 0
    max_active: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, path: str, token: str) -> Answer:
        """Answer a request."""
        parts = urlsplit(path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        offset = int(query["offset"])
        with self.lock:
            self.requests.append((parts.path, query, token))
            self.request_counts[offset] += 1
            times = self.request_counts[offset]
        odd = self.odd_answer(self, offset, times)
        return odd or self.page(offset, int(query["limit"]))

    def page(self, offset: int, limit: int) -> Answer:
        """Return one page."""
        models = self.models[offset : offset + min(limit, self.max_page_size)]
        total = self.total(self) if self.total else len(self.models)
        return json_answer(200, {"models": models, "total": total})


def json_answer(status: int, document: object, **headers: str) -> Answer:
    """Return a JSON response."""
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return status, {"content-type": "application/json", **named}, json.dumps(document).encode()


@contextmanager
def serve_provider(provider: FakeProvider) -> Generator[FakeProvider]:
    """Serve a provider on a free local port and set its `url`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with provider.lock:
                provider.active += 1
                provider.max_active = max(provider.max_active, provider.active)
            status, headers, body = provider.answer(
                self.path, self.headers.get("authorization", "")
            )
            with provider.lock:
                provider.active -= 1
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    provider.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
