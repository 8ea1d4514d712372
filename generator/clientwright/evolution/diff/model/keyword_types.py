"""Types of values, and which keywords speak of which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.specs.schema_keywords import MEDIA_KEYWORD

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
"""The keywords that hold for values of some types only."""
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
    """Name the type of a JSON value, the narrowest one."""
    return _TYPE_NAMES[type(value)]


def accepted_types(schema: Mapping[str, Any]) -> frozenset[str]:
    """Give the types that a schema takes, `integer` only where `number` is not among them."""
    named = schema.get("type", JSON_TYPES)
    found = frozenset((named,) if isinstance(named, str) else named)
    return found - {"integer"} if "number" in found else found


def shared_types(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    """Give the types that two schemas both take, at least in part."""
    one, other = accepted_types(old), accepted_types(new)
    numbers = _NUMBERS if one & _NUMBERS and other & _NUMBERS else frozenset[str]()
    return (one & other) | numbers
