# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The identity of a job, below the clients, so that the protocol need not import them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .errors import ConfigurationError, InvalidInput
from .input_faults import Fault, format_value
from .service import Service
from .wire import wire_of

if TYPE_CHECKING:
    from .wire import Call

OutputT_co = TypeVar("OutputT_co", covariant=True)


class JobHandle(Generic[OutputT_co]):
    """A job's request id, its endpoint if known, and the type of its output.

    `submitted_at` is the monotonic time of its submit, in seconds, if it is known; `secrets` are
    those of its input, None if that is not known.

    Raises:
        InvalidInput: the request id is malformed.
    """

    def __init__(
        self,
        service: Service,
        request_id: str | int,
        output: type[OutputT_co] | None,
        endpoint: str | None,
        submitted_at: float | None = None,
    ) -> None:
        known = service.request_id(request_id)
        if known is None:
            fault = Fault("request_id", "request_id", "not a request id", format_value(request_id))
            raise InvalidInput((fault,), endpoint=endpoint)
        self.request_id, self.output, self.endpoint = known, output, endpoint
        self.submitted_at, self._service = submitted_at, service
        self.secrets: Any = None

    def call(self, operation: str, *, with_cost: bool = False) -> Call:
        """Return how an operation on the job is called.

        Raises:
            ConfigurationError: the service needs the id of the job's endpoint, which is not known.
        """
        wire = wire_of(self._service)
        if self.endpoint is None and wire.needs_model_id:
            named = "by its request id and its endpoint, which is not known"
            advice = "Nothing was sent. Make the handle with api.job(request_id, endpoint)."
            raise ConfigurationError(
                f"{self._service.title} names a job {named}",
                request_id=self.request_id,
                advice=advice,
            )
        ids = {"model_id": self.endpoint or "", "request_id": self.request_id}
        return wire.call(operation, **ids, with_cost=with_cost)
