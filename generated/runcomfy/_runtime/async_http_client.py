# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Open the default async HTTP client, with the limits, the proxy and the certificates of the sync one."""

from __future__ import annotations

from typing import Any

from .http import library as http
from .http_client import LIMITS, proxy_of, tls_context


class AsyncDirectClient(http.AsyncClient):
    """Sends by its transport alone, as `DirectClient` does."""

    def __init__(self, transport: http.AsyncBaseTransport) -> None:
        super().__init__(transport=transport, trust_env=False)
        self._hand_over = transport.handle_async_request

    async def send(self, request: http.Request, *, stream: bool = False, **_: Any) -> http.Response:
        """Send a request, and return its answer; with `stream`, before its body was read."""
        try:
            answer = await self._hand_over(request)
        except http.RequestError as error:
            error.request = request
            raise
        answer.request = request
        if not stream:
            await answer.aread()
        return answer


def open_async_client(base_url: str) -> http.AsyncClient:
    """Return the async client for a base URL.

    Raises:
        ConfigurationError: the environment names a proxy or certificates that cannot be used.
    """
    transport = http.AsyncHTTPTransport(
        verify=tls_context(base_url), limits=LIMITS, proxy=proxy_of(base_url)
    )
    return AsyncDirectClient(transport)
