"""What the operations of a job offer to the parts of them that only some services need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from .job_handle import JobHandle
from .response_parsing import Response
from .responses import Result
from .service import Service
from .steps import Flow, Read

T = TypeVar("T")
OutputT = TypeVar("OutputT")


class JobReader(Protocol):
    """Reads what a service says of a job."""

    service: Service
    now: Callable[[], float]

    def read(
        self, job: JobHandle[Any], read: Read[T], deadline: float, allowed: float = 0.0
    ) -> Flow[tuple[T, bytes]]:
        """Return what an idempotent operation answers, and the body it came in."""
        ...

    def shown(self, operation: str, parse: Callable[[Any], T], data: Any, response: Response) -> T:
        """Parse an answer; one that may have the token in it is shown without."""
        ...

    def result_of(self, job: JobHandle[OutputT], with_cost: bool = False) -> Read[Result[OutputT]]:
        """Return the operation that reads a job's result."""
        ...
