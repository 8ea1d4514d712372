# fmt: off
# isort: skip_file
# ruff: noqa: PGH004
# ruff: noqa
# flake8: noqa
# pylint: skip-file
"""Sync and async clients: settings, one lazily opened HTTP client, and a driver for the protocol.

Threads may share a client, and a forked process opens connections of its own
(unless an HTTP client was passed in). An async client belongs to one event loop.
"""

from __future__ import annotations

import os

from .errors import ConfigurationError
from .settings import check_seconds, resolve_base_url, resolve_token

MAX_TIMEOUT = 86_400
"""Longest timeout of one call, in seconds; waiting for a job may take longer."""

TYPE_CHECKING = False  # type checkers assume True; saves importing typing at run time
if TYPE_CHECKING:
    from typing import ClassVar, Self, TypeVar

    from .http import library
    from .job_protocol import Flow, JobProtocol
    from .service import Service
    from .transport import AsyncTransport, Transport

    T = TypeVar("T")


class BaseClient:
    """Token, base URL and timeout of a client, checked on construction."""

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
        """Return the service's operations as flows, loaded on first use."""
        if self._protocol is None:
            from .job_protocol import JobProtocol

            self._protocol = JobProtocol(self.service, self.timeout)
        return self._protocol

    def __reduce__(self) -> str:
        raise TypeError(
            "a client contains a token and cannot be pickled; keep request ids instead."
        )

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one.")


class Client(BaseClient):
    """Sync client of the service; usable with and without `with`.

    Raises:
        ConfigurationError: no usable token, base URL or timeout (in seconds).
    """

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
        """Run a flow of the protocol and return its result."""
        self._check_open()
        transport = self._transports.get(os.getpid())
        if transport is None:
            from .transport import Transport

            new = Transport(self.base_url, self._token, self._http_client)
            transport = self._transports.setdefault(os.getpid(), new)
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
    """Async client of the service, on asyncio or trio; usable with and without `async with`.

    Raises:
        ConfigurationError: no usable token, base URL or timeout (in seconds).
    """

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
        """Run a flow of the protocol and return its result."""
        self._check_open()
        transport = self._transports.get(os.getpid())
        if transport is None:
            from .transport import AsyncTransport

            new = AsyncTransport(self.base_url, self._token, self._http_client)
            transport = self._transports.setdefault(os.getpid(), new)
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
