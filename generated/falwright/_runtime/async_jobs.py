# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Accepted jobs of an async client: read their status and result, wait for them, cancel them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import ClientClosed
from .jobs import BaseJob

if TYPE_CHECKING:
    from typing import Unpack

    from .async_transport import AsyncTransport
    from .cancellation import Cancellation
    from .connection import Connection
    from .download.download_options import DownloadOptions, SavedFiles, TargetPath
    from .responses import Result, Status, Success
    from .steps import Flow
    from .update_iterators import AsyncJobUpdates

OutputT_co = TypeVar("OutputT_co", covariant=True)
T = TypeVar("T")


class AsyncJob(BaseJob[OutputT_co]):
    """An accepted job. Calls are retried within `timeout` seconds (None: the client's timeout)."""

    _connection: Connection[AsyncTransport]

    async def _drive(self, flow: Flow[T]) -> T:
        try:
            return await self._connection.transport.drive(flow)
        except ClientClosed as error:
            error.request_id, error.endpoint = self.request_id, self.endpoint
            raise

    async def status(self, timeout: float | None = None) -> Status:
        """Return the job's status; a finished job may still have failed."""
        flow = self._connection.protocol.status(self._handle, timeout)
        return await self._drive(self._hidden(flow))

    async def result(
        self, timeout: float | None = None, include_cost: bool = False
    ) -> Result[OutputT_co]:
        """Return the job's result so far, whether it has ended or not."""
        flow = self._connection.protocol.result(self._handle, timeout, include_cost)
        return await self._drive(self._noted(flow))

    async def wait(
        self,
        timeout: float | None = 1800.0,
        on_update: Callable[[Status], object] | None = None,
        include_cost: bool = False,
    ) -> Success[OutputT_co]:
        """Wait until the job has succeeded; `on_update`, sync or async, is called at each change of status.

        Raises:
            JobFailed: the job failed; the message contains the provider's reason.
            JobCancelled: the job was cancelled.
            JobTimedOut: `timeout` seconds have passed (None: no limit); the job continues.
        """
        flow = self._connection.protocol.wait(self._handle, timeout, on_update, include_cost)
        with self._watch():
            return await self._drive(self._noted(flow))

    def updates(self, timeout: float | None = 1800.0) -> AsyncJobUpdates[OutputT_co]:
        """Return an async iterator of the job's states as they change; the last one has its result.

        A job that failed or was cancelled is no error here. Leaving the loop cancels nothing.

        Raises:
            JobTimedOut: in the loop, `timeout` seconds have passed (None: no limit); the job continues.
        """
        from .update_iterators import AsyncJobUpdates

        return AsyncJobUpdates(self._drive, self._follow(timeout))

    async def cancel(self, timeout: float | None = None) -> Cancellation:
        """Ask to cancel; a running job continues (see `Cancellation.cancelled`)."""
        flow = self._connection.protocol.cancel(self._handle, timeout)
        return await self._drive(self._noted(flow))

    async def download(
        self,
        target: TargetPath,
        result: Result[Any] | None = None,
        **options: Unpack[DownloadOptions],
    ) -> SavedFiles:
        """Save every file of the output to a folder, or to a URL of fsspec; return what was saved.

        Without `result`, the job is asked for it. See `Result.download`.
        """
        from .download.in_worker_thread import download

        about = (self._connection, self.request_id, target, options)
        return await download(*about, result=result, ask=self.result)
