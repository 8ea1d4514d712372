# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""A network backend that ends on time: no connect, TLS start, read or write goes beyond the end of its request.

The HTTP library hands each of them its own timeout, which starts anew with every byte that arrives.
So the timeouts of a request are numbers that also know when the whole request ends.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any

from .http import network

if TYPE_CHECKING:
    import ssl

PIECE = 65_536
"""Bytes of one write; the time that is left is looked at before each."""


class DeadlineBackend(network.NetworkBackend):
    """Connects in a thread, since nothing can interrupt the search for a name's address.

    Whoever cancels `pending` ends the wait for the connection.
    """

    def __init__(self, pending: Future[network.NetworkStream] | None = None) -> None:
        self._pending = pending

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[network.SOCKET_OPTION] | None = None,
    ) -> network.NetworkStream:
        """Return a stream that keeps to the ends of its requests."""
        end = getattr(timeout, "end", math.inf)
        left = _seconds_left(timeout, end, network.ConnectTimeout)
        connect = network.SyncBackend().connect_tcp
        stream = _connect_in_time(
            partial(connect, host, port, left, local_address, socket_options),
            left,
            self._pending or Future(),
        )
        return DeadlineStream(stream, end)


class DeadlineStream(network.NetworkStream):
    """A connection, whose every step ends with the request that it is for.

    A step without a timeout (SOCKS has some) ends with the request of the step before.
    """

    def __init__(self, stream: network.NetworkStream, end: float) -> None:
        self._stream, self._end = stream, end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what there is, or wait for it; a failure closes the connection, which SOCKS forgets."""
        try:
            return self._stream.read(max_bytes, self._left(timeout, network.ReadTimeout))
        except BaseException:
            self._stream.close()
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write everything."""
        for start in range(0, len(buffer), PIECE):
            left = self._left(timeout, network.WriteTimeout)
            self._stream.write(buffer[start : start + PIECE], left)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> network.NetworkStream:
        """Return the stream inside TLS; a failure closes the connection, which the library forgets."""
        try:
            left = self._left(timeout, network.ConnectTimeout)
            inside = self._stream.start_tls(ssl_context, server_hostname, left)
        except BaseException:
            self._stream.close()
            raise
        return DeadlineStream(inside, self._end)

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows of itself."""
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None, late: type[Exception]) -> float | None:
        self._end = getattr(timeout, "end", self._end)
        return _seconds_left(timeout, self._end, late)


def _seconds_left(timeout: float | None, end: float, late: type[Exception]) -> float | None:
    """Return a step's timeout, shortened to the end of its request; raise `late` beyond the end."""
    if end == math.inf:
        return timeout
    left = end - time.monotonic()
    if left <= 0:
        raise late("the time of the whole request is over")
    return left if timeout is None else min(float(timeout), left)


def _connect_in_time(
    connect: Callable[[], network.NetworkStream],
    seconds: float | None,
    future: Future[network.NetworkStream],
) -> network.NetworkStream:
    """Return the stream, or give up in time: a stream that comes later is closed."""
    Thread(target=_fulfil, args=(future, connect), daemon=True).start()
    try:
        return future.result(seconds)
    except CancelledError:
        raise network.ConnectError("the connection was given up") from None
    except BaseException as error:
        is_late = isinstance(error, TimeoutError)
        if future.cancel():
            raise network.ConnectTimeout("no connection in time") if is_late else error from None
        if is_late:  # it ended just now
            return future.result()
        if future.exception() is None:  # an interrupt came just after the connection
            future.result().close()
        raise


def _fulfil(
    future: Future[network.NetworkStream], connect: Callable[[], network.NetworkStream]
) -> None:
    with suppress(InvalidStateError):  # nobody waits any more
        try:
            stream = connect()
        except BaseException as error:
            future.set_exception(error)
            return
        try:
            future.set_result(stream)
        except InvalidStateError:
            stream.close()
