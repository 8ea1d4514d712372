# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""A model endpoint, and one job of it as a value: checked, immutable, not sent until a client submits it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any, Generic, TypeGuard, TypeVar

from .errors import InvalidInput
from .input_faults import Fault, format_value
from .models import ClosedInput
from .payload_check import check_payload
from .service import Service

InputT = TypeVar("InputT", bound=ClosedInput)
OutputT_co = TypeVar("OutputT_co", covariant=True)


@dataclass(frozen=True)
class Endpoint(Generic[InputT, OutputT_co]):
    """A model endpoint and its types.

    `price` is the catalogue's price at the last sync, in USD, and its unit; `price_note` is what it
    says beside that, and `price_defaults` the documented defaults of the fields it depends on.
    """

    service: Service
    id: str
    input: type[InputT]
    output: type[OutputT_co]
    price: tuple[str, str] | None = None
    price_note: str = ""
    price_defaults: tuple[tuple[str, str | int | float], ...] = ()

    def __str__(self) -> str:
        return self.id

    def request(self, data: Mapping[str, object] | InputT) -> Request[OutputT_co]:
        """Describe a job by its input, with the API's or Python's names of the fields.

        Raises:
            InvalidInput: every fault at once; both names of one field are a fault.
        """
        return Request(self, data)

    def request_by_name(self, arguments: Mapping[str, object]) -> Request[OutputT_co]:
        """Describe a job by keyword arguments: a name is first of all a Python name.

        Raises:
            InvalidInput: every fault at once.
        """
        fields = self.input.model_fields
        names = {n: n if one.alias is None else one.alias for n, one in fields.items()}
        data = {names.get(name, name): value for name, value in arguments.items()}
        if len(data) < len(arguments):
            twice = (name for name in arguments if name not in names and name in data)
            text = "this field is given twice, by its name in the API too"
            faults = (Fault(name, "given_twice", text) for name in twice)
            raise InvalidInput(tuple(faults), endpoint=self.id)
        return Request(self, data)


@dataclass(frozen=True, eq=False, repr=False, init=False)
class Request(Generic[OutputT_co]):
    """One job of an endpoint, described by its input.

    Requests are equal if service, endpoint and JSON body are: the order of keys does not
    count, while true, 1 and 1.0 differ. They can be pickled, and are checked again when
    they are loaded and when they are sent.

    Raises:
        InvalidInput: the data break the schema or a rule.
    """

    endpoint: Endpoint[Any, OutputT_co]
    _text: str

    def __init__(self, endpoint: Endpoint[Any, OutputT_co], data: object) -> None:
        checked = check_payload(endpoint.id, endpoint.input, data)
        body = checked.model_dump(by_alias=True, exclude_unset=True, warnings=False)
        text = json.dumps(body, ensure_ascii=False, allow_nan=False)
        self.__dict__.update(endpoint=endpoint, _text=text)  # frozen: cannot be assigned

    @property
    def body(self) -> dict[str, Any]:
        """What would be sent, as a new dictionary each time; names are those of the API."""
        body: dict[str, Any] = json.loads(self._text)
        return body

    @property
    def input(self) -> Any:
        """The input as the endpoint's `Input`, new each time; changing it does not change the request."""
        return self.endpoint.input.model_validate(self.body)

    def __eq__(self, other: object) -> bool:
        return _is_request(other) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __repr__(self) -> str:
        inputs = (f"{name}={format_value(value)}" for name, value in self.body.items())
        return f"<Request {self.endpoint.id}: {', '.join(inputs)}>"

    def _repr_html_(self) -> str:
        from .notebook import facts_table

        return facts_table([("endpoint", self.endpoint.id), *self.body.items()])

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self.endpoint.id, self._text)

    def _identity(self) -> tuple[str, str, str]:
        canonical = json.dumps(self.body, sort_keys=True)
        return self.endpoint.service.name, self.endpoint.id, canonical


def find_endpoint(package: str, modules: Mapping[str, str], id: str) -> Endpoint[Any, Any]:
    """Return an endpoint of a package by its id.

    Raises:
        InvalidInput: the package has no such endpoint.
    """
    if (id := str(id)) not in modules:
        close = get_close_matches(id, modules, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        fault = Fault(
            "endpoint", "unknown_endpoint", f"there is no such endpoint{hint}", format_value(id)
        )
        raise InvalidInput((fault,))
    endpoint: Endpoint[Any, Any] = import_module(f"{package}.{modules[id]}").ENDPOINT
    return endpoint


def check_request(request: object, service: Service) -> tuple[Endpoint[Any, Any], dict[str, Any]]:
    """Check a request before it is sent, and return its endpoint and its body.

    Raises:
        InvalidInput: it is no request of this package and service, or its input is no longer valid.
    """
    if not _is_request(request):
        text = "it is no request: describe the job with the `request` function of an endpoint"
        if type(request).__name__ == Request.__name__:
            text = f"it is a request of another package ({type(request).__module__})"
        fault = Fault("request", "not_a_request", text, format_value(request))
        raise InvalidInput((fault,))
    endpoint = request.endpoint
    if endpoint.service.name != service.name:
        text = f"it is a request of {endpoint.service.title}, not of {service.title}"
        raise InvalidInput((Fault("request", "other_service", text),), endpoint=endpoint.id)
    body = request.body
    check_payload(endpoint.id, endpoint.input, body)
    return endpoint, body


def _is_request(value: object) -> TypeGuard[Request[Any]]:
    return isinstance(value, Request)


def _restore(endpoint: str, text: str) -> Request[Any]:
    """Load a pickled request: find its endpoint by id and check it again."""
    endpoints = import_module(".._endpoints", __package__)
    request: Request[Any] = endpoints.request(endpoint, json.loads(text))
    return request
