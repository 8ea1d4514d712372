# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""IO: drive the protocol's flows over the HTTP library's sync and async clients.

The token is sent only below the base URL; redirects are not followed.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from functools import lru_cache, partial
from inspect import isawaitable
from typing import Any, TypeVar, cast

import anyio

from .errors import ConfigurationError
from .http import library as http
from .job_protocol import Flow, HttpRequest, MaybeSent, Notify, NotSent, Sleep
from .response_parsing import Response

T = TypeVar("T")
MAX_BODY_BYTES = 16 * 1024 * 1024
_NOT_SENT = (http.ConnectError, http.ConnectTimeout, http.PoolTimeout, http.ProxyError)


class _RequestWriter:
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


class _BodyReader:
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


def _send_error(error: Exception, base_url: str, auth: tuple[str, str]) -> NotSent | MaybeSent:
    """Return whether the request was sent, as an error; removes the token from the error's request."""
    with suppress(RuntimeError, AttributeError):  # httpx raises if the error has no request
        error.__getattribute__("request").headers.pop(auth[0], None)
    kind = NotSent if isinstance(error, _NOT_SENT) else MaybeSent
    return kind(f"{type(error).__name__} {error}".strip() + f", at {base_url}")


class Transport:
    """Drives flows with a sync client; may be called from any thread."""

    def __init__(self, base_url: str, token: str, client: http.Client | None) -> None:
        # over plain http (loopback only) no proxy of the environment may see the token
        self._client = client or http.Client(trust_env=base_url.startswith("https:"))
        self._owns_client = client is None
        self._writer = _RequestWriter(base_url, token, self._client)

    def drive(self, flow: Flow[T]) -> T:
        """Perform each step of a flow until it returns or raises."""
        step: partial[Any] = partial(next, flow)
        while True:
            try:
                wanted = step()
            except StopIteration as stop:
                return cast("T", stop.value)
            try:
                step = partial(flow.send, self._perform(wanted))
            except BaseException as error:
                step = partial(flow.throw, error)

    def _perform(self, wanted: HttpRequest | Sleep | Notify) -> Response | None:
        if isinstance(wanted, HttpRequest):
            try:
                return self._send(wanted)
            except (http.HTTPError, OSError) as error:
                raise _send_error(error, self._writer.base_url, wanted.auth) from error
        if isinstance(wanted, Sleep):
            time.sleep(max(wanted.seconds, 0.0))
        else:
            wanted.callback(wanted.status)
        return None

    def _send(self, wanted: HttpRequest) -> Response:
        body, request = _BodyReader(wanted.timeout), self._writer.request(wanted)
        answer = self._client.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            for chunk in answer.iter_bytes():
                if body.add_chunk(chunk):
                    break
        finally:
            answer.close()
        return body.to_response(answer)

    def close(self) -> None:
        """Close the HTTP client, unless it was passed in."""
        if self._owns_client:
            self._client.close()


class AsyncTransport:
    """Drives flows with an async client, on asyncio or trio."""

    def __init__(self, base_url: str, token: str, client: http.AsyncClient | None) -> None:
        self._client = client or http.AsyncClient(trust_env=base_url.startswith("https:"))
        self._owns_client = client is None
        self._writer = _RequestWriter(base_url, token, self._client)

    async def drive(self, flow: Flow[T]) -> T:
        """Perform each step of a flow until it returns or raises."""
        step: partial[Any] = partial(next, flow)
        while True:
            try:
                wanted = step()
            except StopIteration as stop:
                return cast("T", stop.value)
            try:
                step = partial(flow.send, await self._perform(wanted))
            except BaseException as error:
                step = partial(flow.throw, error)

    async def _perform(self, wanted: HttpRequest | Sleep | Notify) -> Response | None:
        if isinstance(wanted, HttpRequest):
            try:
                with anyio.fail_after(wanted.timeout):
                    return await self._send(wanted)
            except (http.HTTPError, OSError) as error:
                raise _send_error(error, self._writer.base_url, wanted.auth) from error
        if isinstance(wanted, Sleep):
            await anyio.sleep(max(wanted.seconds, 0.0))
        elif isawaitable(returned := wanted.callback(wanted.status)):
            await returned
        return None

    async def _send(self, wanted: HttpRequest) -> Response:
        body, request = _BodyReader(wanted.timeout), self._writer.request(wanted)
        answer = await self._client.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            async for chunk in answer.aiter_bytes():
                if body.add_chunk(chunk):
                    break
        finally:
            await answer.aclose()
        return body.to_response(answer)

    async def close(self) -> None:
        """Close the HTTP client, unless it was passed in."""
        if self._owns_client:
            await self._client.aclose()
