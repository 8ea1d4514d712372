"""One call of a client under test with its own transport, sync or async, and how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from typing import Any

from clientwright.testing.client_protocol.client_under_test import ClientUnderTest
from clientwright.testing.client_protocol.scripted_server import REQUEST_ID


@dataclass(frozen=True, slots=True)
class LiveCall:
    """An operation, and where the client sends it: an address, or an HTTP client with some options."""

    operation: str
    is_async: bool
    base_url: str = ""
    http_options: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def outcome(self, tested: ClientUnderTest) -> str:
        """Make the call; return the request id of its answer, or the class of the error."""
        try:
            found = asyncio.run(self._async(tested)) if self.is_async else self._sync(tested)
        except Exception as error:
            return type(error).__name__
        return str(found.request_id)

    def _sync(self, tested: ClientUnderTest) -> Any:
        with ExitStack() as stack:
            http = None
            if self.http_options:
                http = stack.enter_context(tested.http.Client(**self.http_options))
            api = stack.enter_context(tested.sync_client(self.base_url, http))
            return self._start(api, tested)

    async def _async(self, tested: ClientUnderTest) -> Any:
        async with AsyncExitStack() as stack:
            http = None
            if self.http_options:
                opened = tested.http.AsyncClient(**self.http_options)
                http = await stack.enter_async_context(opened)
            api = await stack.enter_async_context(tested.async_client(self.base_url, http))
            return await self._start(api, tested)

    def _start(self, api: Any, tested: ClientUnderTest) -> Any:
        if self.operation == "submit":
            return api.submit(tested.request)
        return getattr(api.job(REQUEST_ID), self.operation)()
