# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""An async submit in a task of its own, so that a cancellation of its caller cannot break it off."""

from __future__ import annotations

import atexit
from collections.abc import Awaitable, Callable
from typing import Generic

import anyio

from . import submission as submissions
from .event_loop import hide_task, ungrouped, wait_in_shield, weightier
from .submission import JobT, Submission


class SubmitTask(Generic[JobT]):
    """Calls `drive` once, in a task, and keeps in the submission how it ended.

    The task is shielded from the cancel scopes around the caller. A cancellation of asyncio
    (`task.cancel()`, `asyncio.timeout`) only meets the caller, who then waits in a shield,
    also if it is cancelled again: by `asyncio.run` when a program ends, for example.
    """

    def __init__(self, submission: Submission[JobT], drive: Callable[[], Awaitable[JobT]]) -> None:
        self._submission, self._drive = submission, drive
        self._has_begun = False
        self._shield, self.ended = anyio.CancelScope(shield=True), anyio.Event()

    async def join(self) -> JobT:
        """Run it; a cancellation goes on once the answer has come, or the grace has ended."""
        stop: BaseException | None = None
        try:
            async with anyio.create_task_group() as group:
                try:
                    group.start_soon(self._run)
                    await self.ended.wait()
                except BaseException as error:
                    stop = await self._stop(error)
        except BaseExceptionGroup as errors:  # trio's Ctrl-C where the task begins or ends
            stop = ungrouped(errors)
        except BaseException as error:  # a task group ends with a checkpoint
            stop = stop or error
        if stop is not None:  # raised here, since a task group would wrap it
            self._report(stop)
            raise stop
        self._submission.log_end()
        return self._submission.result()

    async def _stop(self, error: BaseException) -> BaseException:
        """Let the task end within the grace; return the interrupt that is to go on."""
        # Ctrl-C in the clean-up of `asyncio.run` stops the loop
        atexit.register(self._report, error)
        while not isinstance(error, GeneratorExit):
            try:
                self._leave(self._submission.stop())
                if self._submission.finished or not self._has_begun:
                    return error
                stop = await wait_in_shield(self.ended)
                return error if stop is None else weightier(error, stop)
            except BaseException as second:
                error = weightier(error, second)
        self._submission.leave(is_over=True)  # the event loop ended without its tasks
        self._report(error)
        raise error

    def _report(self, stop: BaseException) -> None:
        self._submission.report_interrupt(stop)
        atexit.unregister(self._report)

    def close(self) -> None:
        """Let the task end within the grace, since the client is being closed."""
        self._leave(self._submission.close())

    def _leave(self, on_its_way: bool) -> None:
        if on_its_way:
            end = anyio.current_time() + submissions.GRACE_SECONDS
            self._shield.deadline = min(self._shield.deadline, end)
        else:
            self._shield.cancel()

    async def _run(self) -> None:
        job = None
        try:
            self._has_begun = True
            hide_task()
            with self._shield:
                job = await self._drive()
            self._submission.end(job, None)
        except BaseException as error:
            self._submission.end(job, error)
        finally:
            self.ended.set()
