# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""A batch on threads: each takes the next request when its own has ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from .. import submission as submissions
from ..connection import Connection
from ..endpoint import Request
from ..responses import Status
from ..settings import check_callback
from ..submit_grace import Grace
from ..transport import Transport
from .batch_result import Batch
from .course import Calls, Submit
from .map_settings import MapOptions, MapSettings, map_settings
from .run import BatchRun, SubmitTurn

OutputT = TypeVar("OutputT")
_SLICE = 0.1
"""Seconds after which the caller's thread looks up, because on Windows a waiting thread gets no Ctrl-C."""


class BatchLeft(BaseException):
    """The batch was interrupted, so a thread leaves its wait."""


def map_requests(
    connection: Connection[Transport],
    submit: Submit,
    requests: Iterable[Request[OutputT]],
    options: MapOptions,
) -> Batch[OutputT]:
    """Submit the requests and follow their jobs; see `Client.map`."""
    return ThreadedBatch(connection, submit, requests, map_settings(options)).run()


class ThreadedBatch(BatchRun[OutputT]):
    """One run of a batch; only its threads call the client, so Ctrl-C meets none of its requests."""

    def __init__(
        self,
        connection: Connection[Transport],
        submit: Submit,
        requests: Iterable[Request[OutputT]],
        settings: MapSettings,
    ) -> None:
        check_callback(told := settings.on_update, sync=True)
        if told is not None:
            settings = replace(settings, on_update=partial(self._update, told))
        super().__init__(connection, submit, requests, settings)
        self._transport = connection.transport
        # a request is read and claimed before the next one is read, so the first ones are bought
        self._lock, self._turn = threading.RLock(), threading.Lock()
        self._changed, self._stop = threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []
        self._at_work, self._grace = 0, Grace()
        self._interrupt: BaseException | None = None

    def run(self) -> Batch[OutputT]:
        """Run the batch; an interrupt goes on when the submits on their way have ended."""
        self._check_target()
        try:
            self._start_thread()
            while self._at_work and self._interrupt is None:
                self._changed.wait(_SLICE)
                self._changed.clear()
                with self._lock:
                    self._show()
            if self._interrupt is not None:
                raise self._interrupt
            for thread in self._threads:
                thread.join()
            self._show(is_last=True)
        except BaseException as stop:
            if (last := self._stopped(stop)) is not stop:
                raise last from stop
            raise
        return self._finish()

    def _stopped(self, stop: BaseException) -> BaseException:
        """Stop the batch; return the last interrupt, which is to go on, with what runs on in its note."""
        try:
            self._stop_threads()
        except BaseException as second:  # ends the wait
            self._grace.end()
            stop = second
        with self._lock:
            try:
                self._show(is_last=True)
            except BaseException as another:
                stop = another
            self._leave(stop)
        return stop

    def _start_thread(self) -> None:
        thread = threading.Thread(target=self._work, name="batch", daemon=True)
        with self._lock:
            if self._at_work == self._settings.in_flight:
                return
            self._threads.append(thread)
            self._at_work += 1
        try:
            thread.start()
        except RuntimeError:  # the system has no more threads; those that run do the work
            with self._lock:
                self._threads.remove(thread)
                self._at_work -= 1
            if not self._at_work:
                raise

    def _stop_threads(self) -> None:
        """Let submits that are on their way end, at most the grace; say so if it takes long."""
        self._stop.set()
        with self._lock:
            self._plan.stop("interrupt")
        while any(one.is_submitting for one in [*self._courses.values()]) and self._grace.waits():
            if self._grace.is_to_say():
                text = (
                    "waiting up to %g s for the answers of submits; a second Ctrl-C leaves at once"
                )
                self._log("WARNING", "batch_interrupted", text, submissions.GRACE_SECONDS)
            time.sleep(0.01)

    def _work(self) -> None:
        """Take one request after another, until there is none or the batch stops."""
        try:
            self._transport.here.sleep, self._transport.here.grace = self._sleep, self._grace
            while self._take_one():
                self._changed.set()
        except BatchLeft:
            pass
        except Exception as error:  # of the caller's iterator
            with self._lock:
                self._plan.fail(error)
        except BaseException as stop:  # of a callback, for example
            self._interrupt = stop
        finally:
            with self._lock:
                self._at_work -= 1
            self._changed.set()

    def _take_one(self) -> bool:
        """Follow the next request to its end; return whether there was one."""
        with self._lock:
            found = self._plan.next_held()
        turn = SubmitTurn()
        try:
            if found is None:
                self._turn.acquire()
                turn = SubmitTurn(self._turn.release)
                if self._plan.wants_places:
                    self._find_places()
                found = self._plan.next_request()
            if found is None:
                return False
            self._start_thread()
            with self._lock:
                course = self._begin(*found, turn.end)
            if course is None:
                return True
            if self._settings.batch is None:  # the plan has reserved its price
                turn.end()
            try:
                _call_all(course.calls())
            finally:
                with self._lock:
                    self._end(course)
        finally:
            turn.end()
        return True

    def _update(self, told: Callable[[Status], object], status: Status) -> None:
        """Call the caller's callback, as long as it raises nothing."""
        try:
            if self._is_told:
                told(status)
        except Exception as error:
            self._tell(error)

    def _sleep(self, seconds: float) -> None:
        """Sleep, but not longer than the batch; for the waits of its threads."""
        if self._stop.wait(seconds):
            raise BatchLeft


def _call_all(calls: Calls) -> None:
    step = partial[Any](next, calls)
    while True:
        try:
            call = step()
        except StopIteration:
            return
        try:
            step = partial(calls.send, call())
        except BaseException as error:
            step = partial(calls.throw, error)
