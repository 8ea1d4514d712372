# fmt: off
# isort: skip_file
# ruff: noqa: PGH004
# ruff: noqa
# flake8: noqa
# pylint: skip-file
"""One model endpoint: its id, its types, and how arguments become a payload."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from .errors import InvalidInput
from .input_faults import Fault, format_path, format_value, is_dict
from .json_data import to_json_data
from .models import ClosedInput

InputT = TypeVar("InputT", bound=ClosedInput)
OutputT = TypeVar("OutputT")


@dataclass(frozen=True)
class Endpoint(Generic[InputT, OutputT]):
    """A model endpoint and its types."""

    id: str
    input: type[InputT]
    output: type[OutputT]

    def payload(self, value: Mapping[str, object] | InputT) -> dict[str, Any]:
        """Return the payload to send: the fields that were set, by their wire names.

        An input model is checked again, since it may have been changed.

        Raises:
            InvalidInput: every fault at once.
        """
        try:
            checked = self.input.model_validate(value)
        except ValidationError as error:
            faults = tuple(_input_faults(error, value, self.input))
            raise InvalidInput(faults, endpoint=self.id) from None
        return checked.model_dump(by_alias=True, exclude_unset=True, warnings=False)


def _input_faults(error: ValidationError, value: object, model: type[BaseModel]) -> Iterator[Fault]:
    wire = to_json_data(value, [])
    for found in error.errors(include_url=False, include_context=False):
        path = format_path(_existing_path(found["loc"], wire))
        what = "" if found["type"] == "missing" else format_value(found["input"])
        unknown = found["type"] == "extra_forbidden"
        message = _unknown_field_message(str(found["loc"][-1]), model) if unknown else found["msg"]
        yield Fault(path, found["type"], message, what)


def _unknown_field_message(name: str, model: type[BaseModel]) -> str:
    """Return the message for an unknown field, with the most similar known one."""
    from difflib import get_close_matches

    close = get_close_matches(name, sorted(_field_names(model)), n=1)
    return "there is no such field" + (f"; did you mean {close[0]}?" if close else "")


def _field_names(kind: Any) -> set[str]:
    """Return the names of all fields of a model and of the models in it."""
    found: set[str] = set()
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            found |= {name} | _field_names(field.annotation)
    for inner in get_args(kind):
        found |= _field_names(inner)
    return found


def _existing_path(path: tuple[str | int, ...], value: Any) -> Iterator[str | int]:
    """Yield the steps of a pydantic location that exist in the value, and a last one that is missing.

    Pydantic's locations also name union members and validators, which are no part of the value.
    """
    for step in path:
        lacks = is_dict(value) and step not in value
        if lacks and step != path[-1]:
            continue
        container: Any = value
        try:
            value = container[step]
        except (LookupError, TypeError):
            if not lacks:
                continue
        yield step
