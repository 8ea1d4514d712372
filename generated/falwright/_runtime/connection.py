# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What a client and its jobs share: settings, the protocol, and a lazily opened HTTP client.

Threads may share a connection, and a forked process opens sockets of its own
(unless an HTTP client was passed in), and so does each event loop of an async connection.
"""

from __future__ import annotations

import os

from .errors import ClientClosed, ConfigurationError
from .settings import check_rate, check_seconds, resolve_base_url, resolve_token

TYPE_CHECKING = False  # see client.py
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Generic, Protocol, TypeVar

    from .job_protocol import JobProtocol
    from .journal.client_journal import ClientJournal
    from .service import Service

    class OpenTransport(Protocol):
        """What every transport says about itself."""

        def is_over(self) -> bool:
            """Return whether it can never be used again."""
            ...

    TransportT = TypeVar("TransportT", bound=OpenTransport)
else:
    TransportT = None

    class Generic:
        """What `typing.Generic` is for checkers."""

        def __class_getitem__(cls, item: object) -> type:
            return cls


MAX_TIMEOUT = 86_400
"""Longest timeout of one call, in seconds; waiting for a job may take longer."""


class Connection(Generic[TransportT]):
    """Service, token, base URL and timeout, and the transports that `open_transport` opens when needed.

    Each `place` (a process; an event loop of it) has a transport of its own. With `token_later`
    the token is that of the environment when the first transport is opened.

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
        place: Callable[[], Hashable] = os.getpid,
        token_later: bool = False,
        journal: ClientJournal | None = None,
    ) -> None:
        check_seconds(timeout, none=False, zero=False)
        if timeout > MAX_TIMEOUT:
            raise ConfigurationError(f"timeout is {timeout!r}; at most {MAX_TIMEOUT} seconds.")
        check_rate(polls_per_second)
        self._token = "" if token_later else resolve_token(service, token)
        self.service, self.timeout, self.journal = service, timeout, journal
        self._polls_per_second = polls_per_second
        self.base_url = resolve_base_url(service, base_url)
        self._open_transport, self._place = open_transport, place
        self._transports: dict[Hashable, TransportT] = {}
        self._closed, self._sent_token = False, ""
        self._protocols: dict[int, JobProtocol] = {}

    def __reduce__(self) -> str:
        raise TypeError(
            "a client contains a token and cannot be pickled; keep request ids instead."
        )

    @property
    def token(self) -> str:
        """The account's token.

        Raises:
            ConfigurationError: there is none.
        """
        return self._token or resolve_token(self.service, None)

    @property
    def protocol(self) -> JobProtocol:
        """The service's operations as flows, and the schedule of polls of this process."""
        if (found := self._protocols.get(process := os.getpid())) is None:
            from .job_protocol import JobProtocol

            about = (self.service, self.timeout, self._polls_per_second)
            new = JobProtocol(*about, token=lambda: self._sent_token)
            found = self._protocols.setdefault(process, new)
        return found

    @property
    def transport(self) -> TransportT:
        """The transport of this process (and event loop), opened on first use.

        Raises:
            ConfigurationError: the connection is closed, or there is no token.
        """
        if (found := self._transports.get(place := self._place())) is None and not self._closed:
            self._sent_token = self.token
            new = self._open_transport(self.base_url, self._sent_token)
            for other, old in tuple(self._transports.items()):
                if old.is_over():
                    self._transports.pop(other, None)
            found = self._transports.setdefault(place, new)
        if found is None or self._closed:  # perhaps by another thread meanwhile
            raise ClientClosed("the client is closed; nothing was sent")
        return found

    def close(self) -> TransportT | None:
        """Refuse further calls; return the transport of this place, which is to be closed."""
        self._closed = True
        return self._transports.pop(self._place(), None)


def place_of_loop() -> tuple[int, object]:
    """Return the process and the event loop that runs."""
    from .event_loop import current_loop

    return os.getpid(), current_loop()
