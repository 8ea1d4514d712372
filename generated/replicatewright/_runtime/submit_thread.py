# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""A submit of the main thread in a thread of its own, so that Ctrl-C cannot break it off."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from queue import SimpleQueue
from typing import Generic

from .request_gate import acquire
from .submission import JobT, Submission

_Calls = SimpleQueue[tuple[Callable[[], None], threading.Lock]]
_IDLE: dict[int, list[_Calls]] = {}
"""Threads of each process that wait for their next submit; starting one costs as much as a request."""


class SubmitThread(Generic[JobT]):
    """Calls `drive` once, here or in a thread, and keeps in the submission how it ended."""

    def __init__(self, submission: Submission[JobT], drive: Callable[[], JobT]) -> None:
        self._submission, self._drive = submission, drive
        self._claim, self._ended = threading.Lock(), threading.Lock()
        self._ended.acquire()

    def run_here(self) -> JobT:
        """Run in this thread, and return the job or raise the submit's error."""
        self._run()
        self._submission.log_end()
        return self._submission.result()

    def join(self) -> JobT:
        """Run in a new thread; an interrupt goes on once the answer has come, or the grace has ended."""
        submission = self._submission
        try:
            handled = sys.exception()  # the caller may be in an `except` block
            try:
                _call_in_thread(partial(copy_context().run, self._run), self._ended)
            except RuntimeError as error:
                stop = error.__context__
                if stop is not None and stop is not handled:  # `threading` stumbled over it
                    raise stop from None
                self._run()  # no thread can be started, for example at the interpreter's end
            while not submission.finished:
                acquire(self._ended, 3600.0)
            submission.log_end()
        except BaseException as stop:
            try:
                if submission.stop():
                    from .submit_grace import wait_for

                    wait_for({submission: None})
                else:
                    submission.leave()
            except BaseException as second:  # ends the wait
                submission.report_interrupt(second)
                raise
            submission.report_interrupt(stop)
            raise
        return submission.result()

    def _run(self) -> None:
        if not self._claim.acquire(blocking=False):
            return
        try:
            job = self._drive()
        except BaseException as error:
            self._submission.end(None, error)
        else:
            self._submission.end(job, None)


def _call_in_thread(call: Callable[[], None], ended: threading.Lock) -> None:
    """Call in an idle thread, or in a new one, and release the lock after it.

    A forked process has no threads of its parent.
    """
    idle = _IDLE.setdefault(os.getpid(), [])
    try:
        calls = idle.pop()
    except IndexError:
        calls = None
    if calls is None:  # outside of the block, so that an error of `start` has no context of ours
        calls = _Calls()
        threading.Thread(target=_work, args=(calls, idle), name="submit", daemon=True).start()
    calls.put((call, ended))


def _work(calls: _Calls, idle: list[_Calls]) -> None:
    while True:
        call, ended = calls.get()
        call()
        idle.append(calls)
        ended.release()
        del call, ended  # nothing of a submit stays alive while the next one is awaited
