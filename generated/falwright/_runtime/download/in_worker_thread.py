# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Downloads of the async client: the sync engine in a worker thread, ended when the caller is cancelled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from inspect import isawaitable
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread

from ..event_loop import wait_in_shield
from ..journal.entry import SavedFile
from .download_options import DownloadOptions, Progress
from .errors import OutputExpired
from .start import Prepared, check_result, token_hidden

if TYPE_CHECKING:
    from ..connection import Connection
    from ..responses import Result
    from .engine import Download

T = TypeVar("T")


async def download(
    connection: Connection[Any],
    request_id: str,
    target: str | PathLike[str],
    options: DownloadOptions,
    *,
    result: Result[Any] | None,
    ask: Callable[[], Awaitable[Result[Any]]],
) -> tuple[SavedFile, ...]:
    """Save the outputs of a job; `ask` returns its result, which is asked for where there is none.

    Raises:
        ConfigurationError: the target or an option cannot be used; nothing was asked.
        DownloadError: an output could not be saved.
    """
    prepared = Prepared.check(target, options, sync=False)
    if result is not None:
        check_result(result, request_id)
    try:
        found = await ask() if result is None else result
    except OutputExpired as error:  # the journal has the result, whose URLs may still be good
        if error.result is None:
            raise
        found = error.result
    loop, callback = _LoopSide(), prepared.options.on_progress

    async def call_back(progress: Progress) -> None:
        if callback and isawaitable(returned := callback(progress)):
            await returned

    def notify(progress: Progress) -> None:
        loop.run(partial(call_back, progress))

    def refresh() -> Result[Any] | None:
        return loop.run(ask)

    told = notify if callback else None
    with token_hidden(connection):
        work = prepared.download(connection, found, refresh=refresh, notify=told)
    return await _run(work, loop)


class _LoopSide:
    """Lets the worker thread call async functions on the event loop, until the caller is cancelled."""

    def __init__(self) -> None:
        self._scope: anyio.CancelScope | None = None
        self._is_over = False

    def run(self, call: Callable[[], Awaitable[T]]) -> T | None:
        """Call a function from the worker thread; None if the caller is cancelled meanwhile."""
        return anyio.from_thread.run(self._run, call)

    def end(self) -> None:
        """Cancel the call that runs, and every later one."""
        self._is_over = True
        if self._scope:
            self._scope.cancel()

    async def _run(self, call: Callable[[], Awaitable[T]]) -> T | None:
        if not self._is_over:
            with anyio.CancelScope() as self._scope:
                return await call()
        return None


async def _run(work: Download, loop: _LoopSide) -> tuple[SavedFile, ...]:
    """Run a download in a thread; when this task is cancelled, stop it and wait until it has ended."""
    ended, outcome = anyio.Event(), list[tuple[SavedFile, ...] | BaseException]()

    async def run() -> None:
        try:
            with anyio.CancelScope(shield=True):
                # a place of its own: the threads that it waits for need those of the others
                place = anyio.CapacityLimiter(1)
                outcome.append(await anyio.to_thread.run_sync(work.run, limiter=place))
        except BaseException as error:
            outcome.append(error)
        finally:
            ended.set()

    stop: BaseException | None = None
    async with anyio.create_task_group() as group:
        group.start_soon(run)
        try:
            await ended.wait()
        except BaseException as error:
            stop = error
            loop.end()
            work.stop()
            await wait_in_shield(ended)
    if stop is not None:
        raise stop
    found = outcome[0]
    if isinstance(found, BaseException):
        raise found
    return found
