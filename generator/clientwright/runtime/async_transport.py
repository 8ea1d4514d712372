"""IO of the async client, on asyncio or trio: drive the protocol's flows over the HTTP library.

Redirects are not followed.
"""

from __future__ import annotations

from functools import partial
from inspect import isawaitable
from typing import Any, TypeVar, cast

import anyio

from .http import library as http
from .http_client import open_async_client
from .http_exchange import BodyReader, RequestWriter, answer_or_error, check_open, read_already
from .job_protocol import Flow, HttpRequest, Notify, Sleep
from .recorded_request import RecordedRequest
from .response_parsing import Response

T = TypeVar("T")


class AsyncTransport:
    """Drives flows with an async client, on asyncio or trio."""

    def __init__(self, base_url: str, token: str, client: http.AsyncClient | None) -> None:
        self._client = client or open_async_client(base_url)
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
            check_open(self._client)
            request = self._writer.request(wanted)
            try:
                with anyio.fail_after(wanted.timeout):
                    return await self._send(request, wanted.timeout)
            except Exception as error:
                return answer_or_error(error, request, wanted, self._writer.base_url)
        if isinstance(wanted, Sleep):
            await anyio.sleep(max(wanted.seconds, 0.0))
        elif isawaitable(returned := wanted.callback(wanted.status)):
            await returned
        return None

    async def _send(self, request: RecordedRequest, timeout: float) -> Response:
        body = BodyReader(timeout)
        answer = await self._client.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            if found := read_already(answer):
                return found
            async for chunk in answer.aiter_raw():
                if body.add_chunk(chunk):
                    break
        finally:
            await answer.aclose()
        return body.to_response(answer)

    async def close(self) -> None:
        """Close the HTTP client, unless it was passed in."""
        if self._owns_client:
            await self._client.aclose()
