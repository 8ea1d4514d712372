"""JSON types, and the types that each keyword applies to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.schema.vocabulary import MEDIA_KEYWORD

JSON_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
_NUMBERS = frozenset(("integer", "number"))
APPLIES_TO_TYPES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        "multipleOf maximum exclusiveMaximum minimum exclusiveMinimum".split(), _NUMBERS
    ),
    **dict.fromkeys(("maxLength", "minLength", "pattern", MEDIA_KEYWORD), frozenset(("string",))),
    **dict.fromkeys(
        "maxItems minItems uniqueItems maxContains minContains prefixItems items contains".split(),
        frozenset(("array",)),
    ),
    **dict.fromkeys(
        "maxProperties minProperties required dependentRequired additionalProperties properties "
        "patternProperties dependentSchemas propertyNames".split(),
        frozenset(("object",)),
    ),
}
"""The keywords that apply to values of some types only."""
_TYPE_NAMES: Mapping[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}


def json_type_of(value: Any) -> str:
    """Return the narrowest JSON type of a value."""
    return _TYPE_NAMES[type(value)]


def accepted_types(schema: Mapping[str, Any]) -> frozenset[str]:
    """Return the types that a schema accepts, with `integer` only where `number` is not among them."""
    named = schema.get("type", JSON_TYPES)
    found = frozenset((named,) if isinstance(named, str) else named)
    return found - {"integer"} if "number" in found else found


def shared_types(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    """Return the types that both schemas accept, at least in part."""
    one, other = accepted_types(old), accepted_types(new)
    numbers = _NUMBERS if one & _NUMBERS and other & _NUMBERS else frozenset[str]()
    return (one & other) | numbers
