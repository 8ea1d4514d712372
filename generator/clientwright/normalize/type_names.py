"""Reading `type`: the names it allows, whichever way it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.sources.json_values import is_array, is_number

NUMERIC_TYPES = frozenset({"integer", "number"})
_PYTHON_TYPES = (("boolean", bool), ("string", str), ("null", type(None)), ("array", list))


def types_of(schema: Mapping[str, Any]) -> frozenset[str]:
    """Give the type names a schema allows; empty where it has no `type`, or one that is no name."""
    written = schema.get("type")
    names = written if is_array(written) else [written]
    return frozenset(name for name in names if isinstance(name, str))


def is_numeric_schema(schema: Mapping[str, Any]) -> bool:
    """Tell whether a schema allows numbers and no strings."""
    types = types_of(schema)
    return bool(types & NUMERIC_TYPES) and "string" not in types


def has_type(value: object, types: frozenset[str]) -> bool:
    """Tell whether a JSON value has one of the types."""
    return not types or bool(type_names_of(value) & types)


def type_names_of(value: object) -> frozenset[str]:
    """Give the type names that a JSON value has: an integral number has two."""
    if is_number(value):
        whole = isinstance(value, int) or value.is_integer()
        return NUMERIC_TYPES if whole else frozenset({"number"})
    return frozenset(
        {next((name for name, kind in _PYTHON_TYPES if isinstance(value, kind)), "object")}
    )
