"""The clients: settings, one HTTP client made at the first request, and handles of jobs.

A client may be shared by threads, and a forked process makes connections of its own
(unless the HTTP client was passed in). An async client belongs to one event loop.
"""

from __future__ import annotations

import os

from .errors import ConfigurationError
from .settings import check_seconds, resolve_base_url, resolve_token

MAX_TIMEOUT = 86_400
"""The longest timeout of one call, in seconds; waiting for a job may take longer."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar, Self, TypeVar

    from .http import library
    from .protocol import Flow, JobProtocol
    from .service import Service
    from .transport import AsyncTransport, Transport

    T = TypeVar("T")


class BaseClient:
    """What both clients share: token, base URL and timeout, checked when the client is made."""

    service: ClassVar[Service]

    def __init__(self, token: str | None, base_url: str | None, timeout: float) -> None:
        check_seconds(timeout, none=False, zero=False)
        if timeout > MAX_TIMEOUT:
            raise ConfigurationError(f"timeout is {timeout!r}; at most {MAX_TIMEOUT} seconds.")
        self._token = resolve_token(self.service, token)
        self.base_url = resolve_base_url(self.service, base_url)
        self.timeout = timeout
        self._closed = False
        self._protocol: JobProtocol | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.base_url}>"

    @property
    def protocol(self) -> JobProtocol:
        """The operations as flows; loaded when first used."""
        if self._protocol is None:
            from .protocol import JobProtocol

            self._protocol = JobProtocol(self.service, self.timeout)
        return self._protocol

    def __reduce__(self) -> str:
        raise TypeError("a client holds a token and is not pickled; keep request ids instead.")

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one.")


class Client(BaseClient):
    """The service from ordinary code; usable with and without `with`."""

    def __init__(
        self,
        token: str | None = None,
        base_url: str | None = None,
        timeout: float = 60.0,
        http_client: library.Client | None = None,
    ) -> None:
        super().__init__(token, base_url, timeout)
        self._http_client = http_client
        self._transports: dict[int, Transport] = {}

    def drive(self, flow: Flow[T]) -> T:
        """Perform a flow of the protocol."""
        self._check_open()
        transport = self._transports.get(os.getpid())
        if transport is None:
            from .transport import Transport

            made = Transport(self.base_url, self._token, self._http_client)
            transport = self._transports.setdefault(os.getpid(), made)
        return transport.drive(flow)

    def close(self) -> None:
        """Close the connections; an HTTP client that was passed in stays open."""
        self._closed = True
        if transport := self._transports.pop(os.getpid(), None):
            transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class AsyncClient(BaseClient):
    """The service from async code, on asyncio or trio; usable with and without `async with`."""

    def __init__(
        self,
        token: str | None = None,
        base_url: str | None = None,
        timeout: float = 60.0,
        http_client: library.AsyncClient | None = None,
    ) -> None:
        super().__init__(token, base_url, timeout)
        self._http_client = http_client
        self._transports: dict[int, AsyncTransport] = {}

    async def drive(self, flow: Flow[T]) -> T:
        """Perform a flow of the protocol."""
        self._check_open()
        transport = self._transports.get(os.getpid())
        if transport is None:
            from .transport import AsyncTransport

            made = AsyncTransport(self.base_url, self._token, self._http_client)
            transport = self._transports.setdefault(os.getpid(), made)
        return await transport.drive(flow)

    async def aclose(self) -> None:
        """Close the connections; an HTTP client that was passed in stays open."""
        self._closed = True
        if transport := self._transports.pop(os.getpid(), None):
            await transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.aclose()
