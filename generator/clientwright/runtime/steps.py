"""The steps of a flow: what the protocol asks a transport to do, and what it is told back.

A flow is a generator of these steps. After a `HttpRequest` it is sent a `Response`, or `NotSent` or
`MaybeSent` is thrown into it; after a `Blocking` it is sent what the call returned.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Any, Generic, NamedTuple, TypeVar

from .response_parsing import Response
from .responses import Status

T = TypeVar("T")


class HttpRequest(NamedTuple):
    """Send a request to a path below the base URL; the answer is due within `timeout` seconds.

    `auth` is the header of the token and the scheme before it. The request may wait
    `start_within` seconds for a free connection; `timeout` starts after that. `headers` are those
    that the service wants of such a call.
    """

    method: str
    path: str
    auth: tuple[str, str]
    timeout: float
    payload: Any = None
    start_within: float = 60.0
    headers: tuple[tuple[str, str], ...] = ()


class Read(NamedTuple, Generic[T]):
    """An idempotent operation: its name, what parses its answer, and whether it asks for the cost.

    An answer for which `is_own` is true is parsed, also if its HTTP status is that of an error; one
    for which `is_passing` is true is asked for again.
    """

    operation: str
    parse: Callable[[Any, Response], T]
    with_cost: bool = False
    is_own: Callable[[Any, Response], bool] = lambda data, response: False
    is_passing: Callable[[Any, Response], bool] = lambda data, response: False


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
    """Perform a flow; no error of it has the token or a secret of an input, also where the service repeats them."""
    try:
        return (yield from flow)
    except Exception as error:
        with suppress(MemoryError, RecursionError):  # the error may name a paid job
            from .secret_fields import hide_all

            hide_all(error, token)
        raise
