"""Close a schema: refuse the keys that it does not name.

The documents leave unknown keys open; that the sandbox refuses them is its own
choice, made so that a misspelt argument is seen. What a schema says about the keys
it names stays exactly as it is, and a schema that speaks of other keys itself
(`additionalProperties`, `unevaluatedProperties`) is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from clientwright.specs.json_text import Schema, resolve_pointer

_MAPS = ("properties", "patternProperties")
_LISTS = ("prefixItems",)
_ONES = ("items", "additionalProperties", "unevaluatedItems", "unevaluatedProperties")
_HERE_LISTS = ("allOf", "anyOf", "oneOf")
_HERE_MAPS = ("dependentSchemas", "$defs")
_HERE_ONES = ("then", "else")
_SPEAKS = ("additionalProperties", "unevaluatedProperties")

Change = Callable[[Any, Schema], Any]


def closed(schema: Schema) -> Schema:
    """Give a copy of the schema in which every object that names properties takes no others."""
    return cast(Schema, _closed(schema, schema))


def _closed(schema: Any, root: Schema) -> Any:
    """Close a schema that alone judges its value."""
    if not isinstance(schema, dict):
        return schema
    inner = _inside(cast(Schema, schema), root)
    if any(word in inner for word in _SPEAKS) or not _names_keys(inner, root, frozenset()):
        return inner
    alone = not any(_names_keys(part, root, frozenset()) for part in _parts(inner, root))
    return {**inner, _SPEAKS[0] if alone else _SPEAKS[1]: False}


def _inside(schema: Any, root: Schema) -> Any:
    """Close what lies below a schema that judges its value together with others."""
    if not isinstance(schema, dict):
        return schema
    held = cast(Schema, schema)
    return {word: _CHANGES.get(word, _kept)(value, root) for word, value in held.items()}


def _kept(value: Any, _: Schema) -> Any:
    return value


def _each(change: Change) -> Change:
    def changed(value: Any, root: Schema) -> Any:
        return [change(item, root) for item in cast(list[Any], value)]

    return changed


def _values(change: Change) -> Change:
    def changed(value: Any, root: Schema) -> Any:
        return {name: change(item, root) for name, item in cast(Schema, value).items()}

    return changed


_CHANGES: Mapping[str, Change] = {
    **dict.fromkeys(_MAPS, _values(_closed)),
    **dict.fromkeys(_LISTS, _each(_closed)),
    **dict.fromkeys(_ONES, _closed),
    **dict.fromkeys(_HERE_LISTS, _each(_inside)),
    **dict.fromkeys(_HERE_MAPS, _values(_inside)),
    **dict.fromkeys(_HERE_ONES, _inside),
}


def _names_keys(schema: Any, root: Schema, seen: frozenset[str]) -> bool:
    """Tell whether a schema names properties, itself or by a part that judges the same value."""
    if not isinstance(schema, dict):
        return False
    held = cast(Schema, schema)
    reference = held.get("$ref")
    if reference in seen:
        return False
    seen = seen if reference is None else seen | {reference}
    parts = _parts(held, root)
    return "properties" in held or any(_names_keys(part, root, seen) for part in parts)


def _parts(schema: Schema, root: Schema) -> Iterator[Any]:
    """Give the schemas that judge the same value beside this one."""
    for word in _HERE_LISTS:
        yield from schema.get(word, [])
    yield from schema.get("dependentSchemas", {}).values()
    yield from (schema[word] for word in ("if", *_HERE_ONES) if word in schema)
    if "$ref" in schema:
        yield _target(schema["$ref"], root)


def _target(reference: str, root: Schema) -> Any:
    try:
        return (
            resolve_pointer(root, reference.removeprefix("#"))
            if reference.startswith("#")
            else True
        )
    except LookupError:
        return True
