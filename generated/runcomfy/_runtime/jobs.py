# fmt: off
# isort: skip_file
# ruff: noqa: PGH004
# ruff: noqa
# flake8: noqa
# pylint: skip-file
"""Accepted jobs: read their status and result, wait for them, cancel them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from .job_handle import JobHandle

if TYPE_CHECKING:
    from .client import AsyncClient, Client
    from .responses import Cancellation, Result, Status, Success

OutputT = TypeVar("OutputT")


class Job(JobHandle[OutputT]):
    """An accepted job. Calls are retried within `timeout` seconds (None: the client's timeout)."""

    def __init__(
        self,
        client: Client,
        request_id: str,
        output: type[OutputT] | None = None,
        endpoint: str | None = None,
    ) -> None:
        super().__init__(client.service, request_id, output, endpoint)
        self._client = client

    def status(self, timeout: float | None = None) -> Status:
        """Return the job's status; a finished job may still have failed."""
        return self._client.drive(self._client.protocol.status(self, timeout))

    def result(self, timeout: float | None = None, include_cost: bool = False) -> Result[OutputT]:
        """Return the job's result so far, whether it has ended or not."""
        return self._client.drive(self._client.protocol.result(self, timeout, include_cost))

    def wait(
        self, timeout: float | None = 1800.0, on_update: Callable[[Status], object] | None = None
    ) -> Success[OutputT]:
        """Wait until the job has succeeded; `on_update` is called at each change of status.

        Raises:
            JobFailed: the job failed; the message contains the provider's reason.
            JobCancelled: the job was cancelled.
            JobTimedOut: `timeout` seconds have passed (None: no limit); the job continues.
        """
        return self._client.drive(self._client.protocol.wait(self, timeout, on_update))

    def cancel(self, timeout: float | None = None) -> Cancellation:
        """Ask to cancel; a running job continues (see `Cancellation.cancelled`)."""
        return self._client.drive(self._client.protocol.cancel(self, timeout))


class AsyncJob(JobHandle[OutputT]):
    """An accepted job. Calls are retried within `timeout` seconds (None: the client's timeout)."""

    def __init__(
        self,
        client: AsyncClient,
        request_id: str,
        output: type[OutputT] | None = None,
        endpoint: str | None = None,
    ) -> None:
        super().__init__(client.service, request_id, output, endpoint)
        self._client = client

    async def status(self, timeout: float | None = None) -> Status:
        """Return the job's status; a finished job may still have failed."""
        return await self._client.drive(self._client.protocol.status(self, timeout))

    async def result(
        self, timeout: float | None = None, include_cost: bool = False
    ) -> Result[OutputT]:
        """Return the job's result so far, whether it has ended or not."""
        return await self._client.drive(self._client.protocol.result(self, timeout, include_cost))

    async def wait(
        self, timeout: float | None = 1800.0, on_update: Callable[[Status], object] | None = None
    ) -> Success[OutputT]:
        """Wait until the job has succeeded; `on_update`, sync or async, is called at each change of status.

        Raises:
            JobFailed: the job failed; the message contains the provider's reason.
            JobCancelled: the job was cancelled.
            JobTimedOut: `timeout` seconds have passed (None: no limit); the job continues.
        """
        return await self._client.drive(self._client.protocol.wait(self, timeout, on_update))

    async def cancel(self, timeout: float | None = None) -> Cancellation:
        """Ask to cancel; a running job continues (see `Cancellation.cancelled`)."""
        return await self._client.drive(self._client.protocol.cancel(self, timeout))
