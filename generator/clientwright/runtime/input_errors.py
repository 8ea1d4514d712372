"""All faults of an input as one error of pydantic; loaded only to say them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from .json_data import DataPath, RawFault


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
    of_fields = [*of_fields]
    details = {fault.path: [_detail(fault, fault.found)] for fault in not_json}
    if () in details:
        of_fields, beyond = [], ()
    known = set(details)
    for found in of_fields:
        fault = RawFault(found["loc"], found["type"], found["msg"])
        if found["loc"] not in known:
            details.setdefault(found["loc"], []).append(_detail(fault, found["input"]))
    same = {(path, found["type"]) for path, listed in details.items() for found in listed}
    for fault in beyond:
        if fault.kind in ("anyOf", "oneOf") and any(
            error["loc"][: len(fault.path)] == fault.path for error in of_fields
        ):
            continue  # the faults of the models of the branches say more
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
