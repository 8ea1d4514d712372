"""A site of media, and what submits an input in each way of calling."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from runtime.demo_service import TOKEN, AsyncDemo, Demo
from runtime.media_check.media_site import ENDPOINT, Site, Submit, run_loop


@pytest.fixture
def site() -> Iterator[Site]:
    """Run a server of media and jobs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            site.asked.append(("GET", path, dict(self.headers.items())))
            if path == "/hangs":
                site.hangs.set()
                site.release.wait(60)
            answers = site.answers.get(path, [(404, {}, b"")])
            status, headers, body = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            site.asked.append(("POST", self.path, dict(self.headers.items())))
            body = json.dumps({"request_id": "job-1"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def handle(self) -> None:
            with contextlib.suppress(OSError):  # the client reads the first bytes only
                super().handle()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield site
    finally:
        site.release.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["sync", "asyncio", "trio"])
def submit(request: pytest.FixtureRequest, site: Site) -> Submit:
    """Return what submits an input in each way of calling."""

    def submit_sync(body: dict[str, Any], timeout: float = 20.0, **options: Any) -> Any:
        with Demo(TOKEN, site.url, timeout) as api:
            return api.submit(ENDPOINT.request(body, validate="off"), **options)

    def submit_async(body: dict[str, Any], timeout: float = 20.0, **options: Any) -> Any:
        async def main() -> Any:
            async with AsyncDemo(TOKEN, site.url, timeout) as api:
                return await api.submit(ENDPOINT.request(body, validate="off"), **options)

        return run_loop(request.param, main)

    return submit_sync if request.param == "sync" else submit_async
