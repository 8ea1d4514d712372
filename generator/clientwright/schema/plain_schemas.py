"""Plain schemas, which most are: what costs a search elsewhere is evident for them.

A plain schema has one type or some, bounds and lists that agree, and parts that are plain; nothing in it branches,
refers or depends on a condition. So values fit it and each of its parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.types import accepted_types, json_type_of, listed_values

_SILENT = frozenset(
    "title description default examples deprecated readOnly writeOnly format x-media $comment $schema".split()
)
"""Keywords that refuse nothing which could leave no value."""
_TEXTS = frozenset(("minLength", "maxLength"))
_NUMBERS = frozenset(("minimum", "maximum"))
_ARRAYS = frozenset(("items", "minItems", "maxItems"))
_OBJECTS = frozenset(("properties", "required", "additionalProperties"))
_PLAIN = _SILENT | _TEXTS | _NUMBERS | _ARRAYS | _OBJECTS | {"type"}
_SCALARS = _SILENT | _TEXTS | _NUMBERS | {"type", "enum"}
_LISTS = _SILENT | {"type", "enum"}
_ORDERED = (("minLength", "maxLength"), ("minimum", "maximum"), ("minItems", "maxItems"))


def is_plain(schema: Any) -> bool:
    """Return whether a schema without references is plain: then values of each of its types fit it, and its parts."""
    if not is_dict(schema):
        return False
    if "enum" in schema:
        return schema.keys() <= _LISTS and _lists_value_of_type(schema)
    return (
        schema.keys() <= _PLAIN
        and bool(schema.get("type"))
        and all(_is_ordered(schema, low, high) for low, high in _ORDERED)
        and _has_plain_fields(schema)
        and ("items" not in schema or is_plain(schema["items"]))
    )


def surely_fits(schema: Mapping[str, Any], value: Any) -> bool:
    """Return True only if a number, a text or a flag fits a schema, and for almost all of these."""
    if not schema.keys() <= _SCALARS or not isinstance(value, (bool, int, float, str)):
        return False
    kind, wanted = json_type_of(value), schema.get("type")
    if kind != wanted and (kind, wanted) != ("integer", "number"):
        return False
    size = len(value) if isinstance(value, str) else value
    low, high = ("minLength", "maxLength") if isinstance(value, str) else ("minimum", "maximum")
    return schema.get(low, size) <= size <= schema.get(high, size) and (
        "enum" not in schema
        or any(value is one or (type(value), value) == (type(one), one) for one in schema["enum"])
    )


def _lists_value_of_type(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema has one type, and lists a value of exactly this."""
    return any(json_type_of(value) == schema.get("type") for value in listed_values(schema) or ())


def _is_ordered(schema: Mapping[str, Any], low: str, high: str) -> bool:
    """Return whether two bounds are in order, and so that an integer is between them if one may have to be."""
    if low not in schema or high not in schema:
        return True
    ends = schema[low], schema[high]
    is_whole = all(isinstance(end, int) for end in ends)
    return bool(ends[0] <= ends[1]) and (is_whole or "integer" not in accepted_types(schema))


def _has_plain_fields(schema: Mapping[str, Any]) -> bool:
    """Return whether the properties are plain, those that are required among them."""
    fields = schema.get("properties", {})
    others = schema.get("additionalProperties", False)
    return (
        all(name in fields for name in schema.get("required", ()))
        and all(map(is_plain, fields.values()))
        and (isinstance(others, bool) or others == {} or is_plain(others))
    )
