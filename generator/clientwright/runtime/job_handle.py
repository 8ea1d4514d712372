"""What identifies a job: enough to build every call about it, and nothing that makes one."""

from __future__ import annotations

from typing import Generic, TypeVar

from .errors import InvalidInput
from .input_faults import Fault, format_value
from .service import Service

OutputT = TypeVar("OutputT")


class JobHandle(Generic[OutputT]):
    """What names a job: its request id, its endpoint where known, and how to read its output."""

    def __init__(
        self, service: Service, request_id: str, output: type[OutputT] | None, endpoint: str | None
    ) -> None:
        if not service.is_request_id(request_id):
            fault = Fault("request_id", "request_id", "not a request id", format_value(request_id))
            raise InvalidInput((fault,), endpoint=endpoint)
        self.request_id, self.output, self.endpoint = request_id, output, endpoint

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.request_id} of {self.endpoint or 'unknown endpoint'}>"
