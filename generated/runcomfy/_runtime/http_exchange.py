# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""One HTTP request and its answer, without the client that sends it: headers, body limits, names of failures.

The token is sent only below the base URL.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from functools import lru_cache, partial

from .errors import ConfigurationError
from .http import library as http
from .job_protocol import HttpRequest, MaybeSent, NotSent
from .response_parsing import Response

MAX_BODY_BYTES = 16 * 1024 * 1024
_NOT_SENT = (http.ConnectError, http.ConnectTimeout, http.PoolTimeout, http.ProxyError)


class RequestWriter:
    """Builds HTTP requests; headers and URLs are built once and reused."""

    def __init__(self, base_url: str, token: str, client: http.Client | http.AsyncClient) -> None:
        self.base_url = base_url
        self._url = lru_cache(maxsize=64)(partial(_url, base_url))
        self._headers = lru_cache(maxsize=4)(partial(_headers, http.Headers(client.headers), token))
        try:
            self._url("")
        except http.InvalidURL as error:
            raise ConfigurationError(f"the base URL cannot be used: {error}") from None

    def request(self, wanted: HttpRequest) -> http.Request:
        """Build a request; connecting has 40% of its timeout, so that a connect timeout fires before the whole does."""
        content, due = None, wanted.timeout
        if wanted.payload is not None:
            content = json.dumps(wanted.payload, ensure_ascii=False, allow_nan=False).encode()
        more = {"timeout": {"connect": 0.4 * due, "pool": 0.4 * due, "read": due, "write": due}}
        url, headers = self._url(wanted.path), self._headers(wanted.auth, content is not None)
        return http.Request(wanted.method, url, headers=headers, content=content, extensions=more)


class BodyReader:
    """Collects a response body up to the size limit and the deadline (`timeout` in seconds)."""

    def __init__(self, timeout: float) -> None:
        self._end, self._data = time.monotonic() + timeout, bytearray()

    def add_chunk(self, chunk: bytes) -> bool:
        """Add a chunk; return whether the body now exceeds the size limit."""
        if time.monotonic() > self._end:
            raise MaybeSent("the answer was incomplete at the deadline")
        self._data += chunk
        return len(self._data) > MAX_BODY_BYTES

    def to_response(self, answer: http.Response) -> Response:
        """Return the response for the protocol, with its body cut at the size limit."""
        body, complete = bytes(self._data[:MAX_BODY_BYTES]), len(self._data) <= MAX_BODY_BYTES
        return Response(answer.status_code, answer.headers, body, complete)


def _url(base: str, path: str) -> http.URL:
    return http.URL(base + path)


def _headers(own: http.Headers, token: str, auth: tuple[str, str], body: bool) -> http.Headers:
    """Return the headers of a request: the HTTP client's own, the token, and the type of a body."""
    headers, (name, scheme) = http.Headers(own), auth
    for computed in ("Host", "Content-Length", "Transfer-Encoding"):
        headers.pop(computed, None)
    headers.update({name: f"{scheme} {token}", "Accept": "application/json"})
    if body:
        headers["Content-Type"] = "application/json"
    return headers


def send_error(error: Exception, base_url: str, auth: tuple[str, str]) -> NotSent | MaybeSent:
    """Return whether the request was sent, as an error; removes the token from the error's request."""
    with suppress(RuntimeError, AttributeError):  # httpx raises if the error has no request
        error.__getattribute__("request").headers.pop(auth[0], None)
    kind = NotSent if isinstance(error, _NOT_SENT) else MaybeSent
    return kind(f"{type(error).__name__} {error}".strip() + f", at {base_url}")
