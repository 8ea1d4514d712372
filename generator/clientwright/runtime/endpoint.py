"""A model endpoint, and one job of it as a value: checked, immutable, not sent until a client submits it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeGuard, TypeVar

from .input_faults import format_value
from .models import ClosedInput, by_keyword
from .quick_check import quick_text
from .service import Service

if TYPE_CHECKING:
    from .job_operations import JobOperations
    from .steps import Flow
    from .submitted_secrets import Secrets

InputT = TypeVar("InputT", bound=ClosedInput)
OutputT_co = TypeVar("OutputT_co", covariant=True)
Validation = Literal["strict", "warn", "off"]
"""What becomes of faults of an input: they are raised, warned of, or not looked for."""


@dataclass(frozen=True)
class Endpoint(Generic[InputT, OutputT_co]):
    """A model endpoint and its types.

    `price` is the catalogue's price at the last sync, in USD, and its unit; `price_note` is what it
    says beside that, and `price_defaults` the documented defaults of the fields it depends on.
    `version` is that of the model, where calls name one.
    """

    service: Service
    id: str
    input: type[InputT]
    output: type[OutputT_co]
    price: tuple[str, str] | None = None
    price_note: str = ""
    price_defaults: tuple[tuple[str, str | int | float], ...] = ()
    version: str = ""

    @property
    def called_as(self) -> str:
        """What a call names the model: its id, followed by a colon and the version if it has one."""
        return f"{self.id}:{self.version}" if self.version else self.id

    def submitted(self, operations: JobOperations, body: dict[str, Any]) -> Flow[str]:
        """Submit an input and return the request id; no error has a secret of the input."""
        flow, secrets = operations.submit(self.id, body, self.called_as), self.secrets(body)
        return secrets.hidden(flow) if secrets else flow

    def secrets(self, body: object = None) -> Secrets | tuple[()]:
        """Return the secrets of an input, or of any input; none if the endpoint has no field for one."""
        if not self.input.secrets:
            return ()
        from .submitted_secrets import Secrets

        return Secrets(self.input, body, self.service.input_at)

    def without_secrets(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return an input without its secrets, to be shown or recorded."""
        secrets = self.secrets(body)
        return secrets.hide(body) if secrets else body

    def __str__(self) -> str:
        return self.id

    def request(
        self, data: Mapping[str, object] | InputT, *, validate: Validation = "strict"
    ) -> Request[OutputT_co]:
        """Describe a job by its input, with the API's or Python's names of the fields.

        An object that takes names which are not listed has the API's names only.
        Documents can be stricter than servers: with `validate="warn"` each fault is an
        `InputWarning`, with "off" none is looked for, and the data are sent as they are.

        Raises:
            InvalidInput: every fault at once; both names of one field are a fault.
        """
        return Request(self, data, validate)

    def request_by_name(self, arguments: Mapping[str, object]) -> Request[OutputT_co]:
        """Describe a job by keyword arguments: a name is first of all a Python name.

        Raises:
            InvalidInput: every fault at once.
        """
        data = by_keyword(self.input, arguments)
        if len(data) < len(arguments):
            from .request_faults import given_twice

            fields = self.input.model_fields
            raise given_twice(self.id, (n for n in arguments if n not in fields and n in data))
        return Request(self, data)


@dataclass(frozen=True, eq=False, repr=False, init=False)
class Request(Generic[OutputT_co]):
    """One job of an endpoint, described by its input.

    Requests are equal if service, endpoint and JSON body are: the order of keys does not
    count, while true, 1 and 1.0 differ, and neither does `validate`, which says how the input
    was checked. They can be pickled, and are checked again when they are loaded and when they
    are sent.

    Raises:
        InvalidInput: the data break the schema or a rule.
    """

    endpoint: Endpoint[Any, OutputT_co]
    _text: str
    validate: Validation

    def __init__(
        self, endpoint: Endpoint[Any, OutputT_co], data: object, validate: Validation = "strict"
    ) -> None:
        text = _checked_text(endpoint, data, validate)
        self.__dict__.update(endpoint=endpoint, _text=text, validate=validate)  # frozen

    @property
    def body(self) -> dict[str, Any]:
        """What would be sent, as a new dictionary each time; names are those of the API."""
        body: dict[str, Any] = json.loads(self._text)
        return body

    @property
    def input(self) -> Any:
        """The input as the endpoint's `Input`, new each time; changing it does not change the request.

        Raises:
            InvalidInput: the input was not checked, and is none.
        """
        from .full_check import check_payload

        return check_payload(self.endpoint.id, self.endpoint.input, self.body)

    def __eq__(self, other: object) -> bool:
        return _is_request(other) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __repr__(self) -> str:
        inputs = (f"{name}={format_value(value)}" for name, value in self._shown().items())
        mode = "" if self.validate == "strict" else f" (validate={self.validate!r})"
        return f"<Request {self.endpoint.id}{mode}: {', '.join(inputs)}>"

    def _repr_html_(self) -> str:
        from .notebook import facts_table

        mode = [("validate", self.validate)] * (self.validate != "strict")
        return facts_table([("endpoint", self.endpoint.id), *mode, *self._shown().items()])

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self.endpoint.id, _text_of(self.body), self.validate)

    def _shown(self) -> dict[str, Any]:
        return self.endpoint.without_secrets(self.body)

    def _identity(self) -> tuple[str, str, str]:
        canonical = json.dumps(self.body, sort_keys=True)
        return self.endpoint.service.name, self.endpoint.id, canonical


def check_request(request: object, service: Service) -> tuple[Endpoint[Any, Any], dict[str, Any]]:
    """Check a request before it is sent, and return its endpoint and its body.

    Raises:
        InvalidInput: it is no request of this package and service, or its input is no longer valid.
    """
    if not _is_request(request):
        from .request_faults import not_a_request

        raise not_a_request(request, Request.__name__)
    endpoint = request.endpoint
    if endpoint.service.name != service.name:
        from .request_faults import other_service

        raise other_service(endpoint.id, endpoint.service, service)
    body, mode = request.body, request.validate
    _checked_text(endpoint, body, "off" if mode == "warn" else mode)  # it has warned before
    return endpoint, body


def _checked_text(endpoint: Endpoint[Any, Any], data: object, validate: Validation) -> str:
    """Return the JSON text of an input, checked as the mode says."""
    if validate == "strict":
        if (sure := quick_text(endpoint.input, data)) is not None:
            return sure
        from .full_check import check_payload

        checked = check_payload(endpoint.id, endpoint.input, data)
        body = checked.model_dump(by_alias=True, exclude_unset=True, warnings=False)
    else:
        from .unchecked_input import unchecked_body

        body = unchecked_body(endpoint.id, endpoint.input, data, validate)
    return _text_of(body)


def _text_of(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, allow_nan=False)


def _is_request(value: object) -> TypeGuard[Request[Any]]:
    return isinstance(value, Request)


def _restore(endpoint: str, text: str, validate: Validation = "strict") -> Request[Any]:
    """Load a pickled request: find its endpoint by id and check it again."""
    endpoints = import_module(".._endpoints", __package__)
    request: Request[Any] = endpoints.request(endpoint, json.loads(text), validate=validate)
    return request
