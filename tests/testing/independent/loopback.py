"""HTTP on a loopback socket for a service that answers calls, and the tokens of its two accounts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Protocol

TOKEN, OTHER_TOKEN = "independent-token", "independent-other-token"
ACCOUNTS = {f"Bearer {TOKEN}": "mine", f"Bearer {OTHER_TOKEN}": "other"}
"""The account of each known `Authorization` header."""


@dataclass(frozen=True)
class Call:
    """One HTTP call; `path` is below `/v1` and has no query, `kind` is its content type."""

    authorization: str
    method: str
    path: str
    kind: str
    body: bytes


@dataclass(frozen=True)
class Answer:
    """One HTTP answer: bytes as they are, any other value as JSON."""

    status: int
    value: Any
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def content(self) -> bytes:
        """The body."""
        return self.value if isinstance(self.value, bytes) else json.dumps(self.value).encode()


class Service(Protocol):
    """Answers calls, also at the same time; with a ConnectionError it hangs up instead."""

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call."""
        ...


class Connection(BaseHTTPRequestHandler):
    """Reads calls from the socket and writes their answers."""

    protocol_version, disable_nagle_algorithm, wbufsize = "HTTP/1.1", True, -1
    service: Service

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        token, kind = (self.headers.get(name, "") for name in ("Authorization", "Content-Type"))
        path = self.path.partition("?")[0].removeprefix("/v1")
        try:
            answer = self.service.answer(Call(token, self.command, path, kind, body))
        except ConnectionError:
            self.close_connection = True
            return
        self.send_response_only(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.content)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.content)


@contextmanager
def serve(service: Service) -> Iterator[str]:
    """Serve on a free loopback port; yield the base URL."""
    verbs = {f"do_{verb}": Connection._answer for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")}
    connection = type("Connection", (Connection,), {"service": service, **verbs})
    with ThreadingHTTPServer(("127.0.0.1", 0), connection) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
