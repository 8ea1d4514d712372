"""The steps of a flow: what the protocol asks a transport to do, and what it is told back.

A flow is a generator of these steps. After a `HttpRequest` it is sent a `Response`, or `NotSent` or
`MaybeSent` is thrown into it; after a `Blocking` it is sent what the call returned.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar

from .response_parsing import Response
from .responses import Status

T = TypeVar("T")


class HttpRequest(NamedTuple):
    """Send a request to a path below the base URL; the answer is due within `timeout` seconds.

    `auth` is the header of the token and the scheme before it. The request may wait
    `start_within` seconds for a free connection; `timeout` starts after that.
    """

    method: str
    path: str
    auth: tuple[str, str]
    timeout: float
    payload: Any = None
    start_within: float = 60.0


class Sleep(NamedTuple):
    """Sleep for this many seconds."""

    seconds: float


class Notify(NamedTuple):
    """Call the user's callback, and await its result if it is awaitable."""

    callback: Callable[[Status], object]
    status: Status


class Blocking(NamedTuple):
    """Call a function that may wait for a disk or a database, even if the caller has left meanwhile.

    Async transports call it in a thread. What it raises is thrown into the flow.
    """

    call: Callable[[], Any]


Step = HttpRequest | Sleep | Notify | Blocking


class NotSent(Exception):
    """The request certainly did not reach the server."""


class MaybeSent(Exception):
    """The request may have reached the server; `answer` is what was read of its answer, if anything."""

    answer: Response | None = None


Flow = Generator[Step, Any, T]
OnUpdate = Callable[[Status], object] | None


def without_token(flow: Flow[T], token: str) -> Flow[T]:
    """Perform a flow; no error of it has the token, also where the service repeats it."""
    try:
        return (yield from flow)
    except Exception as error:
        with suppress(MemoryError, RecursionError):  # the error may name a paid job
            from .redaction import hide_token

            hide_token(error, token)
        raise
