# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Convert a caller's values to plain JSON data, and collect faults for what is not JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard, cast

from pydantic import BaseModel

from .input_faults import DataPath, RawFault

MAX_DEPTH, MAX_VALUES = 100, 500_000


class _TooMany(Exception):
    """An input has more values than are sent; lists that are shared count wherever they are."""


def to_json_data(value: Any, faults: list[RawFault]) -> Any:
    """Return a value as dicts, lists, strings, numbers, booleans and None; append each fault to `faults`."""
    try:
        return _to_json(value, faults, (), (), iter(range(MAX_VALUES)))
    except _TooMany:
        text = f"it has more than {MAX_VALUES:,} values"
        faults.append(RawFault((), "too_many", text, "..."))
        return {}


def _to_json(
    value: Any,
    faults: list[RawFault],
    path: DataPath,
    outer: tuple[int, ...],
    left: Iterator[int],
) -> Any:
    if next(left, None) is None:
        raise _TooMany
    kind = cast("type[object]", type(value))
    if value is None or kind is bool or (kind is str and value.isascii()):
        return value
    if len(path) > MAX_DEPTH:
        faults.append(RawFault(path, "too_deep", f"it nests deeper than {MAX_DEPTH} levels"))
        return None
    if id(value) in outer:
        faults.append(RawFault(path, "not_json", "it should not contain itself", "..."))
        return None
    inside = (*outer, id(value))
    if kind is not dict and isinstance(value, BaseModel):
        value = _set_fields(value)
    if _is_mapping(value):
        return {
            _json_key(k, faults, path): _to_json(v, faults, (*path, k), inside, left)
            for k, v in value.items()
        }
    if _is_sequence(value):
        items = enumerate(value)
        return [_to_json(item, faults, (*path, at), inside, left) for at, item in items]
    return _json_scalar(value, faults, path)


def _set_fields(model: BaseModel) -> dict[str, Any]:
    """Return a model's set fields with their current values, by wire name; nested models stay models."""
    fields, given = type(model).model_fields, model.model_fields_set
    aliases = {name: field.alias for name, field in fields.items() if field.alias is not None}
    values = {n: v for n, v in model.__dict__.items() if n in given or n not in fields}
    return {aliases.get(n, n): v for n, v in values.items()} | (model.model_extra or {})


def _json_scalar(value: Any, faults: list[RawFault], path: DataPath) -> Any:
    reason = None
    if isinstance(value, str):
        value = str.__str__(value)
        reason = None if _encodable(value) else "it should be text without lone surrogates"
    elif isinstance(value, int):
        value = int.__int__(value)
        reason = None if value.bit_length() < 13_000 else "it has too many digits to be sent"
    elif isinstance(value, float):
        value = float.__float__(value)
        reason = None if math.isfinite(value) else "it should be a finite number"
    else:
        reason = f"it should be JSON data, not {type(value).__name__}"
    if reason:
        faults.append(RawFault(path, "not_json", reason, value))
        return None
    return value


def _json_key(key: Any, faults: list[RawFault], path: DataPath) -> Any:
    if not isinstance(key, str) or not _encodable(key):
        faults.append(RawFault(path, "not_json", "it should have text as its keys", key))
        return repr(key)
    return str.__str__(key)


def _is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def _is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)


def _encodable(text: str) -> bool:
    return text.encode(errors="ignore").decode() == text  # only lone surrogates are ignored
