"""What a caller gave, as plain JSON data; what is none is a fault with its path."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeGuard, cast

from pydantic import BaseModel

MAX_DEPTH = 100
DataPath = tuple[str | int, ...]


class RawFault(NamedTuple):
    """Something wrong at a path: a stable kind, and why."""

    path: DataPath
    kind: str
    message: str
    found: Any = None


def to_json_data(value: Any, flaws: list[RawFault], path: DataPath = ()) -> Any:
    """Give the value as dicts, lists, strings, numbers, booleans and None; note every flaw."""
    kind = cast("type[object]", type(value))
    if value is None or kind is bool or (kind is str and value.isascii()):
        return value
    if len(path) > MAX_DEPTH:
        flaws.append(RawFault(path, "too_deep", f"Input nests deeper than {MAX_DEPTH} levels"))
        return None
    if kind is not dict and isinstance(value, BaseModel):
        value = _set_fields(value)
    if _is_mapping(value):
        return {
            _json_key(k, flaws, path): to_json_data(v, flaws, (*path, k)) for k, v in value.items()
        }
    if _is_sequence(value):
        return [to_json_data(item, flaws, (*path, at)) for at, item in enumerate(value)]
    return _json_scalar(value, flaws, path)


def _set_fields(model: BaseModel) -> dict[str, Any]:
    """Give the fields of a model that were set, as they are now, by their wire names; what is nested stays."""
    fields = type(model).model_fields
    held: dict[str, Any] = {**model.__dict__, **(model.model_extra or {})}
    names = [name for name in held if name in model.model_fields_set or name not in fields]
    aliases = {name: field.alias for name, field in fields.items() if field.alias is not None}
    return {aliases.get(name, name): held[name] for name in names}


def _json_scalar(value: Any, flaws: list[RawFault], path: DataPath) -> Any:
    reason = None
    if isinstance(value, str):
        value = str.__str__(value)
        reason = None if _encodable(value) else "Input should be text without lone surrogates"
    elif isinstance(value, int):
        value = int.__int__(value)
        reason = None if value.bit_length() < 13_000 else "Input has too many digits to be sent"
    elif isinstance(value, float):
        value = float.__float__(value)
        reason = None if math.isfinite(value) else "Input should be a finite number"
    else:
        reason = f"Input should be JSON data, not {type(value).__name__}"
    if reason:
        flaws.append(RawFault(path, "not_json", reason, value))
        return None
    return value


def _json_key(key: Any, flaws: list[RawFault], path: DataPath) -> Any:
    if not isinstance(key, str) or not _encodable(key):
        flaws.append(RawFault(path, "not_json", "Input should have text as its keys", key))
        return repr(key)
    return str.__str__(key)


def _is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def _is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)


def _encodable(text: str) -> bool:
    return text.encode(errors="ignore").decode() == text  # only lone surrogates are ignored
