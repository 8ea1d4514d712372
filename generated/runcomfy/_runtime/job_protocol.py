# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The job protocol without IO: the four operations and waiting, as flows that the transports drive."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from . import wire
from .job_operations import JobOperations
from .job_wait import JobWait
from .response_parsing import Response
from .steps import MaybeSent, Notify, NotSent, Sleep

if TYPE_CHECKING:
    from .job_handle import JobHandle
    from .responses import Success
    from .steps import Flow, OnUpdate

__all__ = ["JobProtocol", "MaybeSent", "NotSent", "Notify", "Response", "Sleep"]
OutputT = TypeVar("OutputT")


class JobProtocol(JobOperations):
    """The four operations (submit, status, result, cancel) and waiting, as flows."""

    def wait(
        self,
        job: JobHandle[OutputT],
        timeout: float | None = 1800.0,
        on_update: OnUpdate = None,
        include_cost: bool = False,
    ) -> Flow[Success[OutputT]]:
        """Poll until the job has ended, and return its result if it succeeded."""
        query = wire.WITH_COST if include_cost else ""
        return JobWait(self, job, timeout, on_update, query).flow()
