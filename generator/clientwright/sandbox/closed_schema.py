"""Close a schema: reject keys that it does not name.

The documents leave unknown keys open; the sandbox rejects them by its own choice, so that
a misspelt argument is noticed. Constraints on named keys do not change, and a schema with
`additionalProperties` or `unevaluatedProperties` of its own is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from clientwright.io.json_pointer import resolve_pointer
from clientwright.io.json_types import Schema

_CHILD_MAPS = ("properties", "patternProperties")
_CHILD_LISTS = ("prefixItems",)
_CHILD_SCHEMAS = ("items", "additionalProperties", "unevaluatedItems", "unevaluatedProperties")
_IN_PLACE_LISTS = ("allOf", "anyOf", "oneOf")
_IN_PLACE_MAPS = ("dependentSchemas", "$defs")
_IN_PLACE_SCHEMAS = ("then", "else")
_CLOSING_KEYWORDS = ("additionalProperties", "unevaluatedProperties")

SchemaTransform = Callable[[Any, Schema], Any]


def close_schema(schema: Schema) -> Schema:
    """Return a copy of the schema in which every object that names properties accepts no others."""
    return cast(Schema, _close(schema, schema))


def _close(schema: Any, root: Schema) -> Any:
    """Close a schema that applies to its value alone."""
    if not isinstance(schema, dict):
        return schema
    inner = _close_below(cast(Schema, schema), root)
    if any(word in inner for word in _CLOSING_KEYWORDS) or not _names_properties(
        inner, root, frozenset()
    ):
        return inner
    alone = not any(
        _names_properties(part, root, frozenset()) for part in _in_place_subschemas(inner, root)
    )
    return {**inner, _CLOSING_KEYWORDS[0] if alone else _CLOSING_KEYWORDS[1]: False}


def _close_below(schema: Any, root: Schema) -> Any:
    """Close the subschemas of a schema that shares its value with other schemas."""
    if not isinstance(schema, dict):
        return schema
    keywords = cast(Schema, schema)
    return {
        word: _TRANSFORMS.get(word, _unchanged)(value, root) for word, value in keywords.items()
    }


def _unchanged(value: Any, _: Schema) -> Any:
    return value


def _map_items(change: SchemaTransform) -> SchemaTransform:
    def changed(value: Any, root: Schema) -> Any:
        return [change(item, root) for item in cast(list[Any], value)]

    return changed


def _map_values(change: SchemaTransform) -> SchemaTransform:
    def changed(value: Any, root: Schema) -> Any:
        return {name: change(item, root) for name, item in cast(Schema, value).items()}

    return changed


_TRANSFORMS: Mapping[str, SchemaTransform] = {
    **dict.fromkeys(_CHILD_MAPS, _map_values(_close)),
    **dict.fromkeys(_CHILD_LISTS, _map_items(_close)),
    **dict.fromkeys(_CHILD_SCHEMAS, _close),
    **dict.fromkeys(_IN_PLACE_LISTS, _map_items(_close_below)),
    **dict.fromkeys(_IN_PLACE_MAPS, _map_values(_close_below)),
    **dict.fromkeys(_IN_PLACE_SCHEMAS, _close_below),
}


def _names_properties(schema: Any, root: Schema, seen: frozenset[str]) -> bool:
    """Return whether a schema names properties, itself or in a part that applies to the same value."""
    if not isinstance(schema, dict):
        return False
    keywords = cast(Schema, schema)
    reference = keywords.get("$ref")
    if reference in seen:
        return False
    seen = seen if reference is None else seen | {reference}
    parts = _in_place_subschemas(keywords, root)
    return "properties" in keywords or any(_names_properties(part, root, seen) for part in parts)


def _in_place_subschemas(schema: Schema, root: Schema) -> Iterator[Any]:
    """Yield the subschemas that apply to the same value."""
    for word in _IN_PLACE_LISTS:
        yield from schema.get(word, [])
    yield from schema.get("dependentSchemas", {}).values()
    yield from (schema[word] for word in ("if", *_IN_PLACE_SCHEMAS) if word in schema)
    if "$ref" in schema:
        yield _resolve_reference(schema["$ref"], root)


def _resolve_reference(reference: str, root: Schema) -> Any:
    try:
        return (
            resolve_pointer(root, reference.removeprefix("#"))
            if reference.startswith("#")
            else True
        )
    except LookupError:
        return True
