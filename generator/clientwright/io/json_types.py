"""Types of JSON values, and type guards for values of unknown type."""

from __future__ import annotations

from typing import Any, TypeGuard

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Schema = dict[str, Any]


def is_dict(value: object) -> TypeGuard[dict[str, Any]]:
    """Return whether a JSON value is an object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Return whether a JSON value is an array."""
    return isinstance(value, list)


def copy_json(value: Any) -> Any:
    """Return a JSON value with objects and arrays of its own; any other value is returned itself."""
    if is_dict(value):
        return {key: copy_json(inner) for key, inner in value.items()}
    return [copy_json(inner) for inner in value] if is_list(value) else value
