# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""A batch on tasks of asyncio or trio: each takes the next request when its own has ended."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from dataclasses import replace
from functools import partial
from inspect import isawaitable
from typing import Any, TypeVar

import anyio

from ..async_transport import AsyncTransport
from ..connection import Connection
from ..endpoint import Request
from ..event_loop import call_in_thread, ungrouped, weightier
from ..responses import Status
from .batch_result import Batch
from .course import Calls, Submit
from .map_settings import MapOptions, MapSettings, map_settings
from .run import BatchRun, SubmitTurn

OutputT = TypeVar("OutputT")
_TICK = 1.0
"""Seconds after which the progress is shown although nothing has changed."""


async def map_requests(
    connection: Connection[AsyncTransport],
    submit: Submit,
    requests: Iterable[Request[OutputT]] | AsyncIterable[Request[OutputT]],
    options: MapOptions,
) -> Batch[OutputT]:
    """Submit the requests and follow their jobs; see `AsyncClient.map`."""
    return await TaskBatch(connection, submit, requests, map_settings(options)).run()


class TaskBatch(BatchRun[OutputT]):
    """One run of a batch. A cancellation goes on when the submits on their way have ended."""

    def __init__(
        self,
        connection: Connection[AsyncTransport],
        submit: Submit,
        requests: Iterable[Request[OutputT]] | AsyncIterable[Request[OutputT]],
        settings: MapSettings,
    ) -> None:
        if (told := settings.on_update) is not None:
            settings = replace(settings, on_update=partial(self._update, told))
        self._source: AsyncIterator[Request[OutputT]] | None = None
        if isinstance(requests, AsyncIterable):
            self._source, requests = aiter(requests), iter(())
        super().__init__(connection, submit, requests, settings)
        connection.transport.is_over()  # a client that is closed says so now
        self._changed = anyio.Event()
        # a request is read and claimed before the next one is read, so the first ones are bought
        self._turn = anyio.Semaphore(1)
        self._at_work = 0
        self._interrupt: BaseException | None = None

    async def run(self) -> Batch[OutputT]:
        """Run the batch."""
        stop: BaseException | None = None
        if self._settings.download is not None:
            await call_in_thread(self._check_target)
        try:
            async with anyio.create_task_group() as self._group:
                self._start_task()
                try:
                    await self._show_until_end()
                except BaseException as error:
                    stop = error
                    self._plan.stop("interrupt")
                    self._group.cancel_scope.cancel()
        except BaseException as error:  # a task group ends with a checkpoint
            last = ungrouped(error)  # trio's Ctrl-C where a task begins or ends
            stop = last if stop is None else weightier(stop, last)
        stop = self._interrupt or stop
        try:
            self._show(is_last=True)
        except BaseException as error:
            stop = stop or error
        if stop is not None:  # raised here, since a task group would wrap it
            self._leave(stop)
            raise stop
        return self._finish()

    async def _show_until_end(self) -> None:
        while self._at_work:
            with anyio.move_on_after(_TICK):
                await self._changed.wait()
            self._changed = anyio.Event()
            self._show()

    def _start_task(self) -> None:
        if self._at_work < self._settings.in_flight:
            self._at_work += 1
            self._group.start_soon(self._work)

    async def _work(self) -> None:
        """Take one request after another, until there is none or the batch stops."""
        try:
            while await self._take_one():
                self._changed.set()
        except anyio.get_cancelled_exc_class():
            raise
        except Exception as error:  # of the caller's iterator
            self._plan.fail(error)
        except BaseException as error:  # Ctrl-C meets any task of trio
            self._interrupt = error
            self._plan.stop("interrupt")
            self._group.cancel_scope.cancel()
        finally:
            self._at_work -= 1
            self._changed.set()

    async def _take_one(self) -> bool:
        """Follow the next request to its end; return whether there was one."""
        found, turn = self._plan.next_held(), SubmitTurn()
        try:
            if found is None:
                await self._turn.acquire()
                turn = SubmitTurn(self._turn.release)
                if self._plan.wants_places:
                    await call_in_thread(self._find_places)
                found = await self._next_request()
            if found is None:
                return False
            self._start_task()
            if (course := self._begin(*found, turn.end)) is None:
                return True
            if self._settings.batch is None:  # the plan has reserved its price
                turn.end()
            try:
                await _call_all(course.calls())
            finally:
                self._end(course)
        finally:
            turn.end()
        return True

    async def _next_request(self) -> tuple[int, Request[OutputT]] | None:
        """Return the next request of the caller's iterator, async or not, and its position."""
        if self._source is None or not self._plan.wants_request:
            return None if self._source else self._plan.next_request()
        try:
            return self._plan.pulled(await anext(self._source))
        except StopAsyncIteration:
            self._plan.is_read = True
            return None

    async def _update(self, told: Callable[[Status], object], status: Status) -> None:
        """Call the caller's callback, as long as it raises nothing."""
        try:
            if self._is_told and isawaitable(returned := told(status)):
                await returned
        except Exception as error:
            self._tell(error)


async def _call_all(calls: Calls) -> None:
    step = partial[Any](next, calls)
    while True:
        try:
            call = step()
        except StopIteration:
            return
        try:
            step = partial(calls.send, await call())
        except BaseException as error:
            step = partial(calls.throw, error)
