"""The intersection of two schemas: it accepts only what both accept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clientwright.io.json_types import Schema, is_dict
from clientwright.lint.schema_validator import make_validator
from clientwright.rules.numbers import common_step, to_fraction, to_json_number
from clientwright.specs.schema_keywords import ANNOTATION_KEYWORDS
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.objects import property_schema


def intersect_schemas(one: Schema, other: Schema, at: str) -> Schema:
    """Return the intersection of two schemas without branches, with the annotations of the first.

    Raises:
        GenerationError: two keywords cannot be merged, or nothing fits both.
    """
    found = dict(one)
    for words, join in _KEYWORD_GROUPS.items():
        if any(word in one for word in words) and any(word in other for word in words):
            found |= join(one, other, at)
    together = {word for words in _KEYWORD_GROUPS if words & one.keys() for word in words}
    for word, value in other.items():
        if word not in found or word in ANNOTATION_KEYWORDS:
            found.setdefault(word, value)
        elif word not in together and found[word] != value:
            found[word] = _intersect_keyword(word, found[word], value, at)
    return found


def _intersect_keyword(word: str, one: Any, other: Any, at: str) -> Any:
    if word not in _KEYWORD_INTERSECTIONS:
        raise GenerationError(at, f"two {word!r} cannot be joined")
    both = _KEYWORD_INTERSECTIONS[word](one, other)
    if both == []:
        raise GenerationError(at, f"nothing fits both {word!r}")
    return both


def _intersect_enums(one: Any, other: Any) -> list[Any]:
    return [value for value in one if make_validator({"enum": other}).is_valid(value)]


def _intersect_types(one: Any, other: Any) -> list[str]:
    both = declared_types({"type": one}) & declared_types({"type": other})
    return sorted(both - {"integer"} if "number" in both else both)


def _intersect_subschemas(one: Any, other: Any) -> Any:
    """Return a schema for the values that fit both."""
    if one is False or other is False:
        return False
    if not is_dict(one) or one == other:
        return other
    return {"allOf": [one, other]} if is_dict(other) else one


def _intersect_properties(one: Schema, other: Schema, at: str) -> Schema:
    """Intersect the schemas of each property that one side names, and those of all others."""
    names = dict.fromkeys([*one.get("properties", {}), *other.get("properties", {})])
    rest = [side.get("additionalProperties", True) for side in (one, other)]
    patterns = [side.get("patternProperties", {}) for side in (one, other)]
    if any(patterns) and rest != [True, True]:
        raise GenerationError(at, "'patternProperties' and 'additionalProperties' cannot be joined")
    found: Schema = {
        "properties": {
            name: _intersect_subschemas(property_schema(one, name), property_schema(other, name))
            for name in names
        }
    }
    if any(patterns):
        shared = {
            p: _intersect_subschemas(*(side.get(p, True) for side in patterns))
            for p in {**patterns[0], **patterns[1]}
        }
        found["patternProperties"] = shared
    return (
        {**found, "additionalProperties": _intersect_subschemas(*rest)}
        if rest != [True, True]
        else found
    )


def _intersect_items(one: Schema, other: Schema, at: str) -> Schema:
    first = [side.get("prefixItems", []) for side in (one, other)]
    rest = [side.get("items", True) for side in (one, other)]
    places = [
        _intersect_subschemas(
            *(own[n] if n < len(own) else left for own, left in zip(first, rest, strict=True))
        )
        for n in range(max(map(len, first)))
    ]
    return {"items": _intersect_subschemas(*rest), **({"prefixItems": places} if places else {})}


_KEYWORD_GROUPS: Mapping[frozenset[str], Callable[[Schema, Schema, str], Schema]] = {
    frozenset(("properties", "patternProperties", "additionalProperties")): _intersect_properties,
    frozenset(("prefixItems", "items")): _intersect_items,
}
"""Keywords that depend on each other, and are merged together."""
_KEYWORD_INTERSECTIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), min),
    "required": lambda one, other: list(dict.fromkeys([*one, *other])),
    "dependentRequired": lambda one, other: {
        name: [*one.get(name, ()), *other.get(name, ())] for name in {**one, **other}
    },
    "uniqueItems": lambda one, other: one or other,
    "multipleOf": lambda one, other: to_json_number(
        common_step(to_fraction(one), to_fraction(other))
    ),
    "type": _intersect_types,
    "enum": _intersect_enums,
}


def declared_types(schema: Mapping[str, Any]) -> set[str]:
    """Return the types that a schema names, `integer` besides `number`."""
    named = schema.get("type", ())
    found = {named} if isinstance(named, str) else set(named)
    return found | {"integer"} if "number" in found else found
