# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""An input that is sent as it was given, since documents can be stricter than servers."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from inspect import currentframe
from typing import Any, get_args

from .errors import InvalidInput
from .full_check import by_wire_names, check_payload
from .input_faults import Fault, RawFault, format_path, format_value, is_dict, is_list
from .json_data import to_json_data
from .models import Closed, ClosedInput, renamed_fields


class InputWarning(UserWarning):
    """An input that breaks the documents is sent all the same (`validate="warn"`)."""


def unchecked_body(
    endpoint: str, model: type[ClosedInput], data: object, mode: str
) -> dict[str, Any]:
    """Return data as they will be sent, by the API's names where Python's are known.

    In the mode "warn" each fault is a warning.

    Raises:
        InvalidInput: the data are no JSON object, so they cannot be sent, or there is no such mode.
    """
    if mode not in ("warn", "off"):
        from .request_faults import unknown_mode

        raise unknown_mode(endpoint, mode)
    raw: list[RawFault] = []
    body = _in_type([model], to_json_data(data, raw))
    found = [
        (f.path, Fault(format_path(f.path), f.kind, f.message, format_value(f.found))) for f in raw
    ]
    faults = [fault for _, fault in found]
    if model.secrets:
        from .secret_fields import hide_in_faults

        faults = [*hide_in_faults(model, data, found, renamed_fields(model))]
    if not faults and not is_dict(body):
        faults = [Fault("", "not_an_object", "it should be a mapping", format_value(data))]
    if faults or not is_dict(body):
        raise InvalidInput(tuple(faults), endpoint=endpoint)
    if mode == "warn":
        _warn_of_faults(endpoint, model, body)
    return body


def _warn_of_faults(endpoint: str, model: type[ClosedInput], body: dict[str, Any]) -> None:
    """Warn of each fault of an input, at the line of the caller's code that described it.

    So each can be silenced by itself; where warnings are errors, the first one notes the others.
    """
    try:
        check_payload(endpoint, model, body)
    except InvalidInput as error:
        texts = [f"{endpoint}: {fault}; it is sent as it is" for fault in error.faults]
        level = _callers_level()
        for at, text in enumerate(texts, 1):
            try:
                warnings.warn(text, InputWarning, stacklevel=level)
            except InputWarning as raised:
                for other in texts[at:]:
                    raised.add_note(other)
                raise raised from None


def _callers_level() -> int:
    """Return the level of the first caller outside this package, as `warn` counts it."""
    package = __name__.removesuffix(".unchecked_input").removesuffix("._runtime")
    level, frame = 0, currentframe()
    while frame and f"{frame.f_globals.get('__name__')}.".startswith(f"{package}."):
        level, frame = level + 1, frame.f_back
    return level


def _in_type(hints: Iterable[Any], value: Any) -> Any:
    """Return a value of one of several annotated types with the names of the API."""
    if is_list(value):
        return [_in_type(hints, one) for one in value]
    if not is_dict(value):
        return value
    models = [*_models_of(hints)]
    for model in models:
        value = by_wire_names(model, renamed_fields(model), value)
    of_fields: dict[str, list[Any]] = {}
    for model in models:
        for name, field in model.model_fields.items():
            wire = name if field.alias is None else field.alias
            of_fields.setdefault(wire, []).append(field.annotation)
    return {name: _in_type(of_fields.get(name, ()), one) for name, one in value.items()}


def _models_of(hints: Iterable[Any]) -> Iterator[type[Closed]]:
    """Yield the models in annotations: of fields, of a list's items, of the arms of a union."""
    for hint in hints:
        if isinstance(hint, type) and issubclass(hint, Closed):
            yield hint
        yield from _models_of(get_args(hint))
