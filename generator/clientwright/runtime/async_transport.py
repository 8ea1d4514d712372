"""IO of the async client, on asyncio or trio: drive the protocol's flows over the HTTP library.

Redirects are not followed.
"""

from __future__ import annotations

from functools import partial
from inspect import isawaitable
from typing import Any, TypeVar, cast

import anyio

from .http import library as http
from .http_exchange import BodyReader, RequestWriter, send_error
from .job_protocol import Flow, HttpRequest, Notify, Sleep
from .response_parsing import Response

T = TypeVar("T")


class AsyncTransport:
    """Drives flows with an async client, on asyncio or trio."""

    def __init__(self, base_url: str, token: str, client: http.AsyncClient | None) -> None:
        self._client = client or http.AsyncClient(trust_env=base_url.startswith("https:"))
        self._owns_client = client is None
        self._writer = RequestWriter(base_url, token, self._client)

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
                raise send_error(error, self._writer.base_url, wanted.auth) from error
        if isinstance(wanted, Sleep):
            await anyio.sleep(max(wanted.seconds, 0.0))
        elif isawaitable(returned := wanted.callback(wanted.status)):
            await returned
        return None

    async def _send(self, wanted: HttpRequest) -> Response:
        body, request = BodyReader(wanted.timeout), self._writer.request(wanted)
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
