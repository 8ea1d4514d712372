# fmt: off
# isort: skip_file
# ruff: noqa: PGH004
# ruff: noqa
# flake8: noqa
# pylint: skip-file
"""Callable endpoints of a client; generated subclasses add the typed arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .jobs import AsyncJob, Job
from .namespaces import AsyncNamespace, Namespace
from .settings import check_callback, check_seconds

if TYPE_CHECKING:
    from .endpoint import Endpoint
    from .models import ClosedInput
    from .responses import Status, Success

__all__ = ["AsyncNamespace", "AsyncResource", "Namespace", "Resource"]
InputT = TypeVar("InputT", bound="ClosedInput")
OutputT = TypeVar("OutputT")


class Resource(Namespace, Generic[InputT, OutputT]):
    """An endpoint of a client; a subclass sets `endpoint`."""

    endpoint: Endpoint[InputT, OutputT]

    def send(self, input: InputT) -> Job[OutputT]:
        """Submit a prepared input; it is checked again, since it may have been changed.

        Raises:
            InvalidInput: the input breaks documented rules; nothing was sent.
            SubmitUnknown: the answer was lost; the job may have been accepted.
        """
        return self._send(self.endpoint.payload(input))

    def _submit(self, arguments: Mapping[str, object]) -> Job[OutputT]:
        return self._send(self.endpoint.payload(arguments))

    def _run(
        self,
        arguments: Mapping[str, object],
        timeout: float | None = 1800.0,
        on_update: Callable[[Status], object] | None = None,
    ) -> Success[OutputT]:
        _check_options(timeout, on_update)
        return self._submit(arguments).wait(timeout, on_update)

    def _send(self, payload: dict[str, Any]) -> Job[OutputT]:
        name, api = self.endpoint.id, self._client
        request_id = api.drive(api.protocol.submit(name, payload))
        job = Job(api, request_id, self.endpoint.output, name)
        _log_submitted(api.service.name, name, request_id)
        return job


class AsyncResource(AsyncNamespace, Generic[InputT, OutputT]):
    """An endpoint of an async client; a subclass sets `endpoint`."""

    endpoint: Endpoint[InputT, OutputT]

    async def send(self, input: InputT) -> AsyncJob[OutputT]:
        """Submit a prepared input; it is checked again, since it may have been changed.

        Raises:
            InvalidInput: the input breaks documented rules; nothing was sent.
            SubmitUnknown: the answer was lost; the job may have been accepted.
        """
        return await self._send(self.endpoint.payload(input))

    async def _submit(self, arguments: Mapping[str, object]) -> AsyncJob[OutputT]:
        return await self._send(self.endpoint.payload(arguments))

    async def _run(
        self,
        arguments: Mapping[str, object],
        timeout: float | None = 1800.0,
        on_update: Callable[[Status], object] | None = None,
    ) -> Success[OutputT]:
        _check_options(timeout, on_update)
        return await (await self._submit(arguments)).wait(timeout, on_update)

    async def _send(self, payload: dict[str, Any]) -> AsyncJob[OutputT]:
        name, api = self.endpoint.id, self._client
        request_id = await api.drive(api.protocol.submit(name, payload))
        job = AsyncJob(api, request_id, self.endpoint.output, name)
        _log_submitted(api.service.name, name, request_id)
        return job


def _check_options(timeout: object, on_update: object) -> None:
    """Check the options of `run` before a job is paid for."""
    check_seconds(timeout, none=True, zero=False)
    check_callback(on_update)


def _log_submitted(service: str, endpoint: str, request_id: str) -> None:
    import logging

    with suppress(Exception):  # the job is accepted: a failing log handler must not lose its handle
        logging.getLogger(service).info("submitted %s as request %s", endpoint, request_id)
