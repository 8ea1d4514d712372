"""A connection to PostgreSQL that a server which says nothing more does not hold up for ever."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import TypeVar

import psycopg
from psycopg.abc import PQGen

SILENT_SECONDS = 35.0
"""How long a server may say nothing; it waits for a lock for 30 seconds by itself."""
RV = TypeVar("RV")


class BoundedConnection(psycopg.Connection):
    """A connection that is closed when the server has said nothing to a statement for so long.

    A frozen server or network keeps the connection open, so that nothing else would end the wait.
    """

    _seconds: float | None = None

    @contextmanager
    def within(self, seconds: float) -> Generator[None]:
        """Give the server so many seconds for each statement of the block."""
        before, self._seconds = self._seconds, seconds
        try:
            yield
        finally:
            self._seconds = before

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for the server's answer, but not longer than the limit.

        Raises:
            OperationalError: it said nothing.
        """
        limits = [SILENT_SECONDS if self._seconds is None else self._seconds, timeout]
        seconds = min(limit for limit in limits if limit is not None)
        try:
            return super().wait(_bounded(gen, seconds), interval)
        except _Silence:
            self.close()  # the statement may still be done, or not
            raise


class _Silence(psycopg.OperationalError):
    """The server has said nothing for too long."""


def _bounded(gen: PQGen[RV], seconds: float) -> PQGen[RV]:
    """Return the same steps, but an end where nothing is ready for so many seconds."""
    end = time.monotonic() + seconds
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if ready:
                end = time.monotonic() + seconds
            elif time.monotonic() >= end:
                raise _Silence(f"the server has not answered for {seconds:g} seconds")
            wanted = gen.send(ready)
    except StopIteration as done:
        value: RV = done.value
        return value
