"""What a client and its jobs share: settings, the protocol, and a lazily opened HTTP client.

Threads may share a connection, and a forked process opens sockets of its own
(unless an HTTP client was passed in). An async connection belongs to one event loop.
"""

from __future__ import annotations

import os

from .errors import ConfigurationError
from .settings import check_rate, check_seconds, resolve_base_url, resolve_token

TYPE_CHECKING = False  # see client.py
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Generic, TypeVar

    from .job_protocol import JobProtocol
    from .service import Service

    TransportT = TypeVar("TransportT")
else:
    TransportT = None

    class Generic:
        """What `typing.Generic` is for checkers."""

        def __class_getitem__(cls, item: object) -> type:
            return cls


MAX_TIMEOUT = 86_400
"""Longest timeout of one call, in seconds; waiting for a job may take longer."""


class Connection(Generic[TransportT]):
    """Service, token, base URL and timeout, and the transport that `open_transport` opens when needed.

    Raises:
        ConfigurationError: no usable token, base URL, timeout (in seconds) or polls per second.
    """

    def __init__(
        self,
        service: Service,
        token: str | None,
        base_url: str | None,
        timeout: float,
        open_transport: Callable[[str, str], TransportT],
        *,
        polls_per_second: float = 10.0,
    ) -> None:
        check_seconds(timeout, none=False, zero=False)
        if timeout > MAX_TIMEOUT:
            raise ConfigurationError(f"timeout is {timeout!r}; at most {MAX_TIMEOUT} seconds.")
        check_rate(polls_per_second)
        self._token = resolve_token(service, token)
        self.service, self.timeout = service, timeout
        self._polls_per_second = polls_per_second
        self.base_url = resolve_base_url(service, base_url)
        self._open_transport = open_transport
        self._transports: dict[int, TransportT] = {}
        self._closed = False
        self._protocol: JobProtocol | None = None

    def __reduce__(self) -> str:
        raise TypeError(
            "a client contains a token and cannot be pickled; keep request ids instead."
        )

    @property
    def protocol(self) -> JobProtocol:
        """The service's operations as flows, loaded on first use."""
        if self._protocol is None:
            from .job_protocol import JobProtocol

            self._protocol = JobProtocol(self.service, self.timeout, self._polls_per_second)
        return self._protocol

    @property
    def transport(self) -> TransportT:
        """The transport of this process, opened on first use.

        Raises:
            ConfigurationError: the connection is closed.
        """
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one.")
        if (found := self._transports.get(os.getpid())) is None:
            new = self._open_transport(self.base_url, self._token)
            found = self._transports.setdefault(os.getpid(), new)
        return found

    def close(self) -> TransportT | None:
        """Refuse further calls; return the transport of this process, which is to be closed."""
        self._closed = True
        return self._transports.pop(os.getpid(), None)
