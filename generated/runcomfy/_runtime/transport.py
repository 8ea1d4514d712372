"""The IO: two drivers for the one protocol, over the HTTP library's sync and async clients.

The token goes into requests below the base URL and nowhere else; redirects are not followed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from inspect import isawaitable
from typing import Any, TypeVar, cast

import anyio

from .errors import ConfigurationError
from .http import library as http
from .protocol import Flow, MaybeSent, Notify, NotSent, Request, Sleep
from .reading import Response

T = TypeVar("T")
BODY_LIMIT = 16 * 1024 * 1024
_NOT_SENT = (
    http.ConnectError,
    http.ConnectTimeout,
    http.PoolTimeout,
    http.ProxyError,
    http.UnsupportedProtocol,
)


class _Wire:
    """What both transports share: how a request is written, and how a body is read."""

    def __init__(self, base_url: str, token: str) -> None:
        self._base = base_url + "/"
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self.trust_env = base_url.startswith("https:")

    def request(self, client: http.Client | http.AsyncClient, wanted: Request) -> http.Request:
        """Write the request."""
        content, headers = None, self._headers
        if wanted.payload is not None:
            text = json.dumps(wanted.payload, ensure_ascii=False, allow_nan=False)
            content, headers = text.encode(), {**headers, "Content-Type": "application/json"}
        start = 0.4 * wanted.timeout
        timeout = http.Timeout(wanted.timeout, connect=start, pool=start)
        try:
            return client.build_request(
                wanted.method,
                self._base + wanted.path,
                content=content,
                headers=headers,
                timeout=timeout,
            )
        except http.InvalidURL as error:
            raise ConfigurationError(f"the base URL cannot be used: {error}") from None


class _Body:
    """Gathers a body up to the cap and the deadline."""

    def __init__(self, timeout: float) -> None:
        self._end = time.monotonic() + timeout
        self._chunks: list[bytes] = []
        self.room = BODY_LIMIT

    def add(self, chunk: bytes) -> bool:
        """Take a chunk; False when the cap is reached."""
        if time.monotonic() > self._end:
            raise MaybeSent("the answer was not complete in time")
        self._chunks.append(chunk[: max(self.room, 0)])
        self.room -= len(chunk)
        return self.room >= 0

    def response(self, status: int, headers: Any) -> Response:
        """Give the answer as the protocol reads it."""
        return Response(status, headers, b"".join(self._chunks), self.room >= 0)


@contextmanager
def _translated() -> Generator[None, None, None]:
    try:
        yield
    except _NOT_SENT as error:
        raise NotSent(f"{type(error).__name__} {error}".strip()) from error
    except (http.HTTPError, OSError) as error:
        raise MaybeSent(f"{type(error).__name__} {error}".strip()) from error


class Transport:
    """Drives flows with a sync client; its methods may be called from any thread."""

    def __init__(self, base_url: str, token: str, client: http.Client | None) -> None:
        self._wire = _Wire(base_url, token)
        self._client = client or http.Client(trust_env=self._wire.trust_env)
        self._own = client is None

    def drive(self, flow: Flow[T]) -> T:
        """Do what the flow asks for until it returns or raises."""
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

    def _perform(self, wanted: Request | Sleep | Notify) -> Response | None:
        match wanted:
            case Request():
                with _translated():
                    return self._send(wanted)
            case Sleep(seconds):
                time.sleep(max(seconds, 0.0))
            case Notify(callback, status):
                callback(status)
        return None

    def _send(self, wanted: Request) -> Response:
        body = _Body(wanted.timeout)
        request = self._wire.request(self._client, wanted)
        answer = self._client.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            for chunk in answer.iter_bytes():
                if not body.add(chunk):
                    break
        finally:
            answer.close()
        return body.response(answer.status_code, answer.headers)

    def close(self) -> None:
        """Close the HTTP client, if it was made here."""
        if self._own:
            self._client.close()


class AsyncTransport:
    """Drives flows with an async client, on asyncio or trio."""

    def __init__(self, base_url: str, token: str, client: http.AsyncClient | None) -> None:
        self._wire = _Wire(base_url, token)
        self._client = client or http.AsyncClient(trust_env=self._wire.trust_env)
        self._own = client is None

    async def drive(self, flow: Flow[T]) -> T:
        """Do what the flow asks for until it returns or raises."""
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

    async def _perform(self, wanted: Request | Sleep | Notify) -> Response | None:
        match wanted:
            case Request():
                with _translated(), anyio.fail_after(wanted.timeout):
                    return await self._send(wanted)
            case Sleep(seconds):
                await anyio.sleep(max(seconds, 0.0))
            case Notify(callback, status):
                made = callback(status)
                if isawaitable(made):
                    await made
        return None

    async def _send(self, wanted: Request) -> Response:
        body = _Body(wanted.timeout)
        request = self._wire.request(self._client, wanted)
        answer = await self._client.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            async for chunk in answer.aiter_bytes():
                if not body.add(chunk):
                    break
        finally:
            await answer.aclose()
        return body.response(answer.status_code, answer.headers)

    async def close(self) -> None:
        """Close the HTTP client, if it was made here."""
        if self._own:
            await self._client.aclose()
