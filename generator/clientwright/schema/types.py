"""JSON types: of values, of schemas, and the types that each keyword applies to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

JSON_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
NUMBERS = frozenset(("integer", "number"))
STRINGS = frozenset(("string",))
ARRAYS = frozenset(("array",))
OBJECTS = frozenset(("object",))
APPLIES_TO_TYPES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        "multipleOf maximum exclusiveMaximum minimum exclusiveMinimum".split(), NUMBERS
    ),
    **dict.fromkeys("maxLength minLength pattern x-media".split(), STRINGS),
    **dict.fromkeys(
        "maxItems minItems uniqueItems maxContains minContains prefixItems items contains".split(),
        ARRAYS,
    ),
    **dict.fromkeys(
        "maxProperties minProperties required dependentRequired additionalProperties properties "
        "patternProperties dependentSchemas propertyNames".split(),
        OBJECTS,
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
_GENERATED_TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")


def json_type_of(value: Any) -> str:
    """Return the narrowest JSON type of a value."""
    return _TYPE_NAMES[type(value)]


def accepted_types(schema: Mapping[str, Any]) -> frozenset[str]:
    """Return the types that a schema accepts, with `integer` only where `number` is not among them."""
    named = schema.get("type", JSON_TYPES)
    found = frozenset((named,) if isinstance(named, str) else named)
    return found - {"integer"} if "number" in found else found


def spell_types(names: Iterable[str]) -> str | list[str]:
    """Return some types as a normal form has them: each once, null last, one alone as a string."""
    listed = sorted(dict.fromkeys(names), key=lambda name: name == "null")
    found = [name for name in listed if name != "integer" or "number" not in listed]
    return found[0] if len(found) == 1 else found


def declared_types(schema: Mapping[str, Any]) -> set[str]:
    """Return the types that a schema names, `integer` besides `number`."""
    named = schema.get("type", ())
    found = {named} if isinstance(named, str) else set(named)
    return found | {"integer"} if "number" in found else found


def shared_types(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    """Return the types that both schemas accept, at least in part."""
    one, other = accepted_types(old), accepted_types(new)
    numbers = NUMBERS if one & NUMBERS and other & NUMBERS else frozenset[str]()
    return (one & other) | numbers


def schema_types(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the types that a schema allows; without `type`, those that its keywords apply to."""
    named = schema.get("type")
    if named is None:
        return _implied_types(schema) or _GENERATED_TYPES
    listed = (named,) if isinstance(named, str) else tuple(named)
    return tuple(name for name in listed if name != "integer" or "number" not in listed)


def _implied_types(schema: Mapping[str, Any]) -> tuple[str, ...]:
    met = frozenset[str]().union(*(APPLIES_TO_TYPES.get(keyword, ()) for keyword in schema))
    return tuple(name for name in ("string", "number", "array", "object") if name in met)


def listed_values(schema: Mapping[str, Any]) -> list[Any] | None:
    """Return the values that a schema lists, whether the rest of it accepts them or not."""
    if "const" in schema:
        return [schema["const"]]
    return list(schema["enum"]) if "enum" in schema else None


def without_list(schema: Mapping[str, Any], keyword: str) -> dict[str, Any]:
    """Return what a schema says besides `enum` or `const`: a listed value is compared with no list of thousands."""
    return {word: value for word, value in schema.items() if word != keyword}


def shown_values(schema: Mapping[str, Any]) -> list[Any]:
    """Return the values that a schema shows: its default and its examples, whether it accepts them or not."""
    return [*([schema["default"]] if "default" in schema else []), *schema.get("examples", ())]
