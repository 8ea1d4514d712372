"""An async submit in a task of its own, so that a cancellation of its caller cannot break it off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic

import anyio

from . import submission as submissions
from .event_loop import hide_task
from .submission import JobT, Submission


class SubmitTask(Generic[JobT]):
    """Calls `drive` once, in a task, and keeps in the submission how it ended.

    The task is shielded from the cancel scopes around the caller. A cancellation of asyncio
    (`task.cancel()`, `asyncio.timeout`) only meets the caller, who then waits in a shield.
    """

    def __init__(self, submission: Submission[JobT], drive: Callable[[], Awaitable[JobT]]) -> None:
        self._submission, self._drive = submission, drive
        self._shield, self._ended = anyio.CancelScope(shield=True), anyio.Event()

    async def join(self) -> JobT:
        """Run it; a cancellation goes on once the answer has come, or the grace has ended."""
        stop: BaseException | None = None
        try:
            async with anyio.create_task_group() as group:
                try:
                    group.start_soon(self._run)
                    await self._ended.wait()
                except BaseException as error:
                    stop = await self._stop(error)
        except BaseException as error:  # a task group ends with a checkpoint
            stop = stop or error
        if stop is not None:  # raised here, since a task group would wrap it
            self._submission.report_interrupt(stop)
            raise stop
        self._submission.log_end()
        return self._submission.result()

    async def _stop(self, error: BaseException) -> BaseException:
        """Let the task end within the grace; return the interrupt that is to go on."""
        try:
            if self._submission.stop():
                self._shield.deadline = anyio.current_time() + submissions.GRACE_SECONDS
            else:
                self._shield.cancel()
            with anyio.CancelScope(shield=True):
                await self._ended.wait()
        except BaseException as second:
            self._shield.cancel()
            return second
        return error

    async def _run(self) -> None:
        hide_task()
        try:
            with self._shield:
                self._submission.job = await self._drive()
        except BaseException as error:
            self._submission.error = error
        finally:
            self._submission.finished = True
            self._ended.set()
