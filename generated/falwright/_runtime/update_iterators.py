# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The iterators over a job's updates: `for update in job.updates()`, and the same with `async for`.

A wait ends with its iterator: the job goes on, whether the loop was left or not.
"""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Self, TypeVar

from .errors import ClientError
from .job_updates import Following, Update
from .responses import belong_to
from .steps import Flow

if TYPE_CHECKING:
    from anyio import CancelScope

OutputT = TypeVar("OutputT")
_SLICE = 0.1
"""Seconds after which a waiting thread looks up."""


class _Closed(Exception):
    """The iterator was closed in a pause."""


class JobUpdates(Iterator[Update[OutputT]]):
    """The updates of a job, one at a time; leaving the loop cancels nothing.

    Raises:
        JobTimedOut: the time is up; the job continues.
    """

    def __init__(
        self,
        owner: object,
        drive: Callable[[Flow[Update[OutputT] | None]], Update[OutputT] | None],
        following: Following[OutputT],
        here: Callable[[], threading.local] = threading.local,
    ) -> None:
        self._owner, self._drive, self._following = owner, drive, following
        self._here, self._closed = here, threading.Event()

    def __next__(self) -> Update[OutputT]:
        self._following.begin()
        try:
            with self._following.watched, self._awake():
                update = self._drive(self._following.next())
        except _Closed:
            update = None
        except BaseException:
            self.close()
            raise
        finally:
            self._following.end()
        if update is None:
            raise StopIteration
        if update.result is not None:
            belong_to(self._owner, update.result)
        return update

    def close(self) -> None:
        """End the wait at once, from any thread; the job continues."""
        self._closed.set()
        with suppress(ValueError):  # it is at work in another thread, and finds that it is closed
            self._following.close()

    @contextmanager
    def _awake(self) -> Generator[None]:
        """Return a block whose pauses end when the iterator is closed."""
        try:
            here = self._here()
        except ClientError:  # the next step raises it
            here = threading.local()
        if hasattr(here, "sleep"):  # a thread that leaves its waits early by itself
            yield
            return
        here.sleep = self._sleep
        try:
            yield
        finally:
            del here.sleep

    def _sleep(self, seconds: float) -> None:
        """Wait until the iterator is closed; on Windows a waiting thread gets no Ctrl-C."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._closed.wait(min(left, _SLICE)):
                raise _Closed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class AsyncJobUpdates(AsyncIterator[Update[OutputT]]):
    """The updates of a job, one at a time; leaving the loop cancels nothing.

    Raises:
        JobTimedOut: the time is up; the job continues.
    """

    def __init__(
        self,
        drive: Callable[[Flow[Update[OutputT] | None]], Awaitable[Update[OutputT] | None]],
        following: Following[OutputT],
    ) -> None:
        self._drive, self._following = drive, following
        self._scope: CancelScope | None = None

    async def __anext__(self) -> Update[OutputT]:
        from anyio import CancelScope

        update: Update[OutputT] | None = None
        self._following.begin()
        try:
            with self._following.watched, CancelScope() as self._scope:
                update = await self._drive(self._following.next())
        except BaseException:
            self._following.close()
            raise
        finally:
            self._following.end()
        if update is None:
            raise StopAsyncIteration
        return update

    async def aclose(self) -> None:
        """End the wait at once, from any task; the job continues."""
        self._following.close()
        if self._scope is not None:
            self._scope.cancel()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.aclose()
