# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What is wrong with a payload, as one error of pydantic or fault by fault; loaded only to say it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from .fault_messages import in_words
from .input_faults import DataPath, Fault, RawFault, format_path, format_value, is_dict
from .json_data import to_json_data

_OPTIONS = {
    "validate": 'ENDPOINT.request({...}, validate="warn")',
    **{n: f"api.submit(request, {n}=...)" for n in ("once", "once_on", "again", "check_media")},
    **{n: f"api.run(request, {n}=...)" for n in ("timeout", "on_update")},
}
"""Options of other calls, which people give as fields, and how they are given."""
_OF_ANOTHER = (("literal_error",), ("missing", "extra_forbidden"))
"""Errors that suggest that another member of a union is meant, the surest first."""
_SHOULD_BE = "Input should be "
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")


def payload_faults(
    error: ValidationError, value: object, model: type[BaseModel]
) -> Iterator[Fault]:
    """Yield every fault that pydantic has found, with its place in the value as it was given."""
    wire = to_json_data(value, [])
    details = error.errors(include_url=False, include_context=False)
    names = {wire_name: name for name, wire_name in _field_names(model)}
    errors = [_Error.read(one, wire, names) for one in details]
    faults: list[tuple[DataPath, Fault]] = []
    likeliest = _of_likeliest_members(errors)
    nullable = _nullable_paths(likeliest, wire, names, model)
    for found in _one_for_each_value(likeliest, nullable):
        what = "" if found.code == "missing" else format_value(found.value)
        code, message = found.code, found.message
        if code == "extra_forbidden":
            code, message = _unknown_field(found.path, wire, model)
        faults.append((found.path, Fault(format_path(found.path), code, message, what)))
    if getattr(model, "secrets", ()):
        from .secret_fields import hide_in_faults

        by_name = {name: wire_name for wire_name, name in names.items()}
        faults = [((), fault) for fault in hide_in_faults(model, wire, faults, by_name)]
    yield from dict.fromkeys(fault for _, fault in faults)


class _Error(NamedTuple):
    """An error, its path in the value, and the union members on the way, each with the path to its union."""

    path: DataPath
    members: tuple[tuple[DataPath, str | int], ...]
    code: str
    message: str
    value: Any

    @property
    def names_type(self) -> bool:
        """Whether the message says which type or value is accepted, and no more."""
        is_type = self.code.endswith("_type") or self.code == "literal_error"
        return is_type and self.message.startswith(_SHOULD_BE)

    @classmethod
    def read(cls, details: Mapping[str, Any], value: Any, names: Mapping[Any, str]) -> _Error:
        """Return an error of pydantic, whose locations also name union members, which are no part of a value.

        `names` are the Python names of fields, which may be in the value instead of the wire names.
        """
        path, members = DataPath(), tuple[tuple[DataPath, str | int], ...]()
        for step in details["loc"]:
            given = names.get(step, step) if is_dict(value) and step not in value else step
            try:
                value, path = value[given], (*path, step)
            except (LookupError, TypeError):
                if step in names:
                    path = (*path, step)
                else:
                    members = (*members, (path, step))
        return cls(path, members, details["type"], details["msg"], details["input"])


def _unknown_field(path: DataPath, wire: Any, model: type[BaseModel]) -> tuple[str, str]:
    """Return the code and message for an unknown field, with the most similar known one."""
    name = str(path[-1])
    for step in path[:-1]:
        wire = wire[step]
    known = dict(_field_names(model))
    if known.get(name, name) != name and known[name] in wire:
        return "given_twice", f"this field is given twice, as {known[name]} and as {name}"
    if known.get(name, name) != name:
        return "extra_forbidden", f"there is no such field; did you mean {known[name]}?"
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


def _of_likeliest_members(errors: list[_Error]) -> list[_Error]:
    """Return errors without those of union members that the value resembles less than another one."""
    deepest = max((len(error.members) for error in errors), default=0)
    for depth in reversed(range(deepest)):
        members: dict[Any, list[_Error]] = {}
        for error in errors:
            if len(error.members) > depth:
                members.setdefault(error.members[: depth + 1], []).append(error)
        unlikeness = {steps: _unlikeness(steps[-1][0], found) for steps, found in members.items()}
        least: dict[Any, tuple[int, ...]] = {}
        for steps, found in unlikeness.items():
            union = (steps[:-1], steps[-1][0])
            least[union] = min(found, least.get(union, found))
        unlikely = {s for s, found in unlikeness.items() if found > least[s[:-1], s[-1][0]]}
        errors = [error for error in errors if error.members[: depth + 1] not in unlikely]
    return errors


def _unlikeness(union: DataPath, errors: list[_Error]) -> tuple[int, ...]:
    """Return how little a value resembles a union member: another type, other fields, faults in all."""
    if any(error.path == union and error.names_type for error in errors):
        return (1,)
    of_another = (sum(error.code in codes for error in errors) for codes in _OF_ANOTHER)
    return (0, *of_another, len(errors))


def _one_for_each_value(errors: list[_Error], nullable: set[DataPath]) -> Iterator[_Error]:
    """Yield one error for all types and values that one place of the value may have.

    Where a value has a type that is accepted, the others are not named; nor where all values are listed.
    """
    said: dict[DataPath, list[_Error]] = {}
    for error in errors:
        said.setdefault(error.path, []).append(error)
    for path, found in said.items():
        types = [error for error in found if error.names_type]
        others = [error for error in found if not error.names_type]
        if any(error.code == "enum" for error in others):
            types = []
        elif any(error.members for error in others):
            types = [error for error in types if error.code == "literal_error"]
        if types:
            codes = {error.code for error in types}
            parts = [part for error in types for part in _accepted(error)]
            parts = [*dict.fromkeys(parts), *(["None"] if path in nullable else [])]
            text = " or ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
            code = codes.pop() if len(codes) == 1 else "union_type"
            yield types[0]._replace(code=code, message=f"{_SHOULD_BE}{text}")
        yield from others


def _accepted(error: _Error) -> list[str]:
    """Return the type or the values that an error names."""
    text = error.message.removeprefix(_SHOULD_BE)
    return _QUOTED.findall(text) if error.code == "literal_error" else [text]


def _nullable_paths(
    errors: list[_Error], wire: Any, names: Mapping[Any, str], model: type[BaseModel]
) -> set[DataPath]:
    """Return at which places of wrong type None is accepted, as the model itself says."""
    asked = {error.path for error in errors if error.names_type} - {()}
    if not asked:
        return asked
    changed = copy.deepcopy(wire)
    for path in asked:
        inner: Any = {None: changed}
        key: Any = None
        for step in path:
            inner = inner[key]
            key = names.get(step, step) if is_dict(inner) and step not in inner else step
        inner[key] = None
    try:
        model.model_validate(changed)
    except ValidationError as error:
        refused = (_Error.read(one, changed, names) for one in error.errors(include_url=False))
        asked -= {one.path for one in refused}
    return asked


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
    known, same = set(details), set[RawFault]()
    for found in of_fields:
        fault = in_words(found)
        same.add(fault)
        if found["loc"] not in known:
            details.setdefault(found["loc"], []).append(_detail(fault, found["input"]))
    for fault in beyond:
        if fault.kind in ("anyOf", "oneOf") and any(
            error["loc"][: len(fault.path)] == fault.path for error in of_fields
        ):
            continue  # the faults of the models of the branches say more
        if fault.path not in known and fault not in same:
            details.setdefault(fault.path, []).append(_detail(fault, _value_at(wire, fault.path)))
    listed = [detail for at in details.values() for detail in at]
    return ValidationError.from_exception_data(title, listed)


def given_twice(title: str, names: Iterable[str], arguments: Mapping[str, Any]) -> ValidationError:
    """Return the error of arguments that name a field by both of its names."""
    text = "this field is given twice, by its name in the API too"
    listed = [
        _detail(RawFault((name,), "given_twice", text), arguments[name]) for name in sorted(names)
    ]
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
