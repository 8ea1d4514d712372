"""Keywords of two schemas joined to one that only takes what both take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clientwright.contract.making.objects import named
from clientwright.contract.making.problems import NoStrategy
from clientwright.json_types import is_dict
from clientwright.lint.schema_validator import make_validator
from clientwright.rules.numbers import common_step, to_fraction, to_json_number
from clientwright.specs.json_text import Schema
from clientwright.specs.schema_keywords import ANNOTATION_KEYWORDS


def joined(one: Schema, other: Schema, at: str) -> Schema:
    """Join two schemas without branches; of what only says something to people, the first one's is kept.

    Raises:
        NoStrategy: two keywords cannot be joined, or nothing fits both.
    """
    found = dict(one)
    for words, join in _TOGETHER.items():
        if any(word in one for word in words) and any(word in other for word in words):
            found |= join(one, other, at)
    together = {word for words in _TOGETHER if words & one.keys() for word in words}
    for word, value in other.items():
        if word not in found or word in ANNOTATION_KEYWORDS:
            found.setdefault(word, value)
        elif word not in together and found[word] != value:
            found[word] = _join(word, found[word], value, at)
    return found


def _join(word: str, one: Any, other: Any, at: str) -> Any:
    if word not in _JOINS:
        raise NoStrategy(at, f"two {word!r} cannot be joined")
    both = _JOINS[word](one, other)
    if both == []:
        raise NoStrategy(at, f"nothing fits both {word!r}")
    return both


def _listed(one: Any, other: Any) -> list[Any]:
    return [value for value in one if make_validator({"enum": other}).is_valid(value)]


def _both_types(one: Any, other: Any) -> list[str]:
    both = types_of({"type": one}) & types_of({"type": other})
    return sorted(both - {"integer"} if "number" in both else both)


def _both(one: Any, other: Any) -> Any:
    """Give a schema of what fits two."""
    if one is False or other is False:
        return False
    if not is_dict(one) or one == other:
        return other
    return {"allOf": [one, other]} if is_dict(other) else one


def _properties(one: Schema, other: Schema, at: str) -> Schema:
    """Say of each name that one side has what both say of it, and of all other names what both say."""
    names = dict.fromkeys([*one.get("properties", {}), *other.get("properties", {})])
    rest = [side.get("additionalProperties", True) for side in (one, other)]
    patterns = [side.get("patternProperties", {}) for side in (one, other)]
    if any(patterns) and rest != [True, True]:
        raise NoStrategy(at, "'patternProperties' and 'additionalProperties' cannot be joined")
    found: Schema = {
        "properties": {name: _both(named(one, name), named(other, name)) for name in names}
    }
    if any(patterns):
        shared = {
            p: _both(*(side.get(p, True) for side in patterns))
            for p in {**patterns[0], **patterns[1]}
        }
        found["patternProperties"] = shared
    return {**found, "additionalProperties": _both(*rest)} if rest != [True, True] else found


def _items(one: Schema, other: Schema, at: str) -> Schema:
    first = [side.get("prefixItems", []) for side in (one, other)]
    rest = [side.get("items", True) for side in (one, other)]
    places = [
        _both(*(own[n] if n < len(own) else left for own, left in zip(first, rest, strict=True)))
        for n in range(max(map(len, first)))
    ]
    return {"items": _both(*rest), **({"prefixItems": places} if places else {})}


_TOGETHER: Mapping[frozenset[str], Callable[[Schema, Schema, str], Schema]] = {
    frozenset(("properties", "patternProperties", "additionalProperties")): _properties,
    frozenset(("prefixItems", "items")): _items,
}
"""Keywords that speak of each other, and so are joined at once."""
_JOINS: Mapping[str, Callable[[Any, Any], Any]] = {
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
    "type": _both_types,
    "enum": _listed,
}


def types_of(schema: Mapping[str, Any]) -> set[str]:
    """Give the types that a schema names, `integer` beside `number`."""
    named = schema.get("type", ())
    found = {named} if isinstance(named, str) else set(named)
    return found | {"integer"} if "number" in found else found
