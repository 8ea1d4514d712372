"""A server of jobs in this process that counts what was bought; a prompt's first word says what happens.

`ok` succeeds, `fail` fails, `refuse` is refused, `lose` is accepted without an answer, `slow` is accepted
late, `stuck` when `release` is set, `busy` is refused with 429 and a wait of 20 s, `name` is answered so and
names a request, and `hold` runs until `release` is set.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SLOW_SECONDS = 0.3
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)


class JobServer:
    """What was bought, by prompt, and how many jobs ran at once."""

    def __init__(self) -> None:
        self.bought: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.prompts: dict[str, str] = {}
        self.running: set[str] = set()
        self.most_running, self.cost = 0, None
        self.release, self.is_held = threading.Event(), threading.Event()
        self.lock = threading.Lock()
        self.requests = 0
        self.port, self.has_forgotten = 0, False
        self.pictures: set[str] = set()

    @property
    def base_url(self) -> str:
        """The address for clients."""
        return f"http://127.0.0.1:{self.port}/v1"

    def submit(self, prompt: str) -> tuple[int, dict[str, Any]] | None:
        """Accept or refuse a job; None loses the answer."""
        word = prompt.partition(" ")[0]
        with self.lock:
            self.asked[prompt] += 1
            if word == "refuse":
                return 422, {"error_code": 400001, "message": "no such endpoint"}
            if word == "busy":
                return 429, {"message": "busy"}
            self.bought[prompt] += 1
            id = f"job-{sum(self.bought.values())}"
            self.prompts[id] = prompt
            self.running.add(id)
            self.most_running = max(self.most_running, len(self.running))
        if word == "slow":
            self.is_held.set()
            time.sleep(SLOW_SECONDS)
        if word == "stuck":
            self.is_held.set()
            self.release.wait(60)
        if word == "name":
            return 429, {"message": "busy", "request_id": id}
        return None if word == "lose" else (200, {"request_id": id})

    def status(self, id: str) -> dict[str, Any]:
        """Tell a status; a held job runs until it is released."""
        is_held = self.prompts[id].startswith("hold") and not self.release.is_set()
        if is_held:
            self.is_held.set()
        return {"request_id": id, "status": "in_progress" if is_held else "completed"}

    def result(self, id: str, query: str) -> dict[str, Any]:
        """Tell a result, with the cost if it is asked for."""
        with self.lock:
            self.running.discard(id)
        answer: dict[str, Any] = {"request_id": id, "status": "succeeded"}
        if self.prompts[id].startswith("fail"):
            answer |= {"status": "failed", "error": "it was too hard"}
        else:
            answer["output"] = {"video": f"{self.base_url.removesuffix('/v1')}/files/{id}.mp4"}
        if "include_cost=true" in query and self.cost is not None:
            answer["cost"] = self.cost
        return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100
    jobs: JobServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that have left."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each body comes 40 ms after its headers
    server: _Server

    def do_POST(self) -> None:
        """Answer a submit."""
        self.server.jobs.requests += 1
        size = int(self.headers["Content-Length"])
        answer = self.server.jobs.submit(json.loads(self.rfile.read(size))["prompt"])
        if answer is None:
            self.close_connection = True
        elif answer[0] == 429:
            self._reply(*answer, retry_after="20")
        else:
            self._reply(*answer)

    def do_GET(self) -> None:
        """Answer a look at a job, or send its file."""
        self.server.jobs.requests += 1
        path, _, query = self.path.partition("?")
        *_, id, operation = path.split("/")
        if path.startswith("/pictures/"):
            self._send(200 if operation in self.server.jobs.pictures else 404, PICTURE, "image/png")
        elif path.startswith("/files/"):
            self._send(
                200, b"\0\0\0\x18ftypisom" + f"the film of {operation}".encode(), "video/mp4"
            )
        elif self.server.jobs.has_forgotten:
            self._reply(404, {"message": "no such request"})
        elif operation == "status":
            self._reply(200, self.server.jobs.status(id))
        else:
            self._reply(200, self.server.jobs.result(id, query))

    def log_message(self, format: str, *args: object) -> None:
        """Write no log."""

    def _reply(self, status: int, data: dict[str, Any], retry_after: str = "") -> None:
        self._send(status, json.dumps(data).encode(), "application/json", retry_after)

    def _send(self, status: int, body: bytes, kind: str, retry_after: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def job_server() -> Iterator[JobServer]:
    """Run the server for the block."""
    jobs = JobServer()
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.jobs, jobs.port = jobs, server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield jobs
        finally:
            jobs.release.set()
            server.shutdown()
            thread.join()
