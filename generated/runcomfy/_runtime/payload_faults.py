# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What is wrong with a payload, as one error of pydantic or fault by fault; loaded only to say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from .input_faults import Fault, format_path, format_value, is_dict
from .json_data import DataPath, RawFault, to_json_data

_OPTIONS = {
    "validate": 'ENDPOINT.request({...}, validate="warn")',
    **{n: f"api.submit(request, {n}=...)" for n in ("once", "once_on", "again", "check_media")},
    **{n: f"api.run(request, {n}=...)" for n in ("timeout", "on_update")},
}
"""Options of other calls, which people give as fields, and how they are given."""


def payload_faults(
    error: ValidationError, value: object, model: type[BaseModel]
) -> Iterator[Fault]:
    """Yield every fault that pydantic has found, with its place in the value as it was given."""
    wire = to_json_data(value, [])
    for found in error.errors(include_url=False, include_context=False):
        path = [*_existing_path(found["loc"], wire)]
        what = "" if found["type"] == "missing" else format_value(found["input"])
        code, message = found["type"], found["msg"]
        if code == "extra_forbidden":
            code, message = _unknown_field(path, wire, model)
        yield Fault(format_path(path), code, message, what)


def _unknown_field(path: list[str | int], wire: Any, model: type[BaseModel]) -> tuple[str, str]:
    """Return the code and message for an unknown field, with the most similar known one."""
    name = str(path[-1])
    for step in path[:-1]:
        wire = wire[step]
    known = dict(_field_names(model))
    if known.get(name, name) != name and known[name] in wire:
        return "given_twice", f"this field is given twice, as {known[name]} and as {name}"
    if name in _OPTIONS and len(path) == 1:
        text = f"the input has no such field; it is an option: {_OPTIONS[name]}"
        return "extra_forbidden", text
    close = get_close_matches(name, sorted(known.keys() - {name}), n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return "extra_forbidden", f"there is no such field{hint}"


def _field_names(kind: Any) -> Iterator[tuple[str, str]]:
    """Yield the Python name and the wire name of all fields of a model and of the models in it."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            yield name, name if field.alias is None else field.alias
            yield from _field_names(field.annotation)
    for inner in get_args(kind):
        yield from _field_names(inner)


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


def all_faults(
    title: str,
    wire: Any,
    not_json: Iterable[RawFault],
    of_fields: Iterable[ErrorDetails],
    beyond: Iterable[RawFault],
) -> ValidationError:
    """Return the error that has every fault of an input: of its data, its fields, and beyond them.

    What is no JSON data has no other fault.
    """
    details = {fault.path: [_detail(fault, fault.found)] for fault in not_json}
    if () in details:
        of_fields, beyond = (), ()
    known = set(details)
    for found in of_fields:
        fault = RawFault(found["loc"], found["type"], found["msg"])
        if found["loc"] not in known:
            details.setdefault(found["loc"], []).append(_detail(fault, found["input"]))
    same = {(path, found["type"]) for path, listed in details.items() for found in listed}
    for fault in beyond:
        if fault.path not in known and (fault.path, fault.kind) not in same:
            details.setdefault(fault.path, []).append(_detail(fault, _value_at(wire, fault.path)))
    listed = [detail for at in details.values() for detail in at]
    return ValidationError.from_exception_data(title, listed)


def _detail(fault: RawFault, value: Any) -> InitErrorDetails:
    kind: Any = fault.kind
    error = PydanticCustomError(kind, "{message}", {"message": fault.message})
    return InitErrorDetails(type=error, loc=fault.path, input=value)


def _value_at(value: Any, path: DataPath) -> Any:
    try:
        for step in path:
            value = value[step]
    except (LookupError, TypeError):
        return None
    return value
