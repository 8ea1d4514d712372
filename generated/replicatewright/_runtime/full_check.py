# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The full check of an input, which takes all that can be one, and finds every fault; loaded when the quick one is not sure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .errors import InvalidInput
from .input_faults import RawFault, is_dict
from .json_data import to_json_data

InputT = TypeVar("InputT", bound=BaseModel)


def check_payload(endpoint: str, model: type[InputT], value: object) -> InputT:
    """Return an input as a model; a model is checked again, since it may have been made without checks.

    Raises:
        InvalidInput: every fault at once.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        from .payload_faults import payload_faults

        faults = tuple(payload_faults(error, value, model))
        raise InvalidInput(faults, endpoint=endpoint) from None


def check_everything(
    model: type[InputT],
    value: object,
    names: Mapping[str, str],
    of_fields: Callable[[object], InputT],
    beyond_fields: Callable[[Any], Iterable[RawFault]],
) -> InputT:
    """Return an input whose fields, rest and rules are right; `names` are the wire names by Python's.

    Raises:
        ValidationError: every fault at once.
    """
    faults: list[RawFault] = []
    wire = by_wire_names(model, names, to_json_data(value, faults))
    details: list[ErrorDetails] = []
    result: InputT | None = None
    try:
        result = of_fields(wire)
    except ValidationError as error:
        details = error.errors(include_url=False)
    else:
        wire = result.model_dump(by_alias=True, exclude_unset=True, warnings=False)
    beyond = [*beyond_fields(wire)]
    if result is None or faults or beyond:
        from .payload_faults import all_faults

        raise all_faults(model.__name__, wire, faults, details, beyond)
    return result


class _NotFields(tuple[str, ...]):
    """Python names of fields that a mapping has as names of the API."""


def with_fields(model: type[BaseModel], names: Mapping[str, str], data: Any) -> Any:
    """Return data for a model's fields, by wire name.

    Where other names than the listed ones may stand, the fields that only seem to be given are noted.
    """
    if not _takes_other_names(model) or not is_dict(data):
        return by_wire_names(model, names, data)
    others = [name for name, wire in names.items() if name in data and wire not in data]
    return {**data, _free_key(data): _NotFields(others)} if others else data


def forget_fields(extra: dict[str, Any], given: set[str]) -> None:
    """Remove from the given fields those that only seemed to be given, and the note of them."""
    for key in [key for key, value in extra.items() if isinstance(value, _NotFields)]:
        given.difference_update(extra.pop(key), (key,))


def _free_key(data: dict[str, Any]) -> str:
    return next(key for n in range(len(data) + 1) if (key := "\0" * (n + 1)) not in data)


def _takes_other_names(model: type[BaseModel]) -> bool:
    return model.model_config.get("extra") == "allow"


def by_wire_names(model: type[BaseModel], names: Mapping[str, str], data: Any) -> Any:
    """Return data with Python names replaced by wire names; one beside its wire name stays, and is refused.

    Where other names than the listed ones may stand, each is a name of the API.
    """
    api_names = getattr(model, "api_names", False) or _takes_other_names(model)
    if not names or not is_dict(data) or api_names:
        return data
    known = set(names.values()) | (model.model_fields.keys() - names.keys())
    kept = {key for key in data if key in known or names.get(key) in data}
    return {key if key in kept else names.get(key, key): item for key, item in data.items()}
