"""Which fields an input may have, as far as the models do not say it.

An object that names properties rejects all fields that no schema describes (ARCHITECTURE.md,
"Closed objects"). The models do so by themselves where a whole object is one model. Where properties
are named elsewhere (in branches, tuples, mappings, objects without a type), the package's runtime
looks for unknown fields, with the schema that `described_fields` returns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from clientwright.codegen.residual_schema import interpreter_schema
from clientwright.codegen.shapes import (
    ArrayShape,
    MapShape,
    NullableShape,
    ObjectShape,
    Shape,
    UnionShape,
)
from clientwright.io.json_types import Schema

_EACH_ITEM, _OTHER = 0, None
"""Steps into an array by `items`, and to what has no model: tuples, and fields without a name."""
Steps = tuple[str | int | None, ...]

_LISTS = ("allOf", "anyOf", "oneOf")
_NAMED = ("properties", "dependentSchemas")
_SINGLE = ("items", "additionalProperties", "then", "else")
_WHOLE = ("anyOf", "oneOf", "if", "contains", "patternProperties")
"""Keywords whose subschemas are needed whole: to decide which apply, or with their patterns translated."""


def described_fields(schema: Schema, shape: Shape) -> Schema | None:
    """Return the part of a schema that says which fields there are, or None if the models of a shape do."""
    if all(_is_modelled(shape, steps, names) for steps, names in _named_fields(schema, ())):
        return None
    found: Schema = _prune(schema)
    return found


def _named_fields(schema: Any, steps: Steps) -> Iterator[tuple[Steps, Collection[str]]]:
    """Yield each place whose properties a schema names, with the names."""
    if not isinstance(schema, dict):
        return
    named: Mapping[str, Any] = schema.get("properties", {})
    if named:
        yield steps, named.keys()
    for name, sub in named.items():
        yield from _named_fields(sub, (*steps, name))
    tuple_items = schema.get("prefixItems", ())
    yield from _named_fields(schema.get("items"), (*steps, _OTHER if tuple_items else _EACH_ITEM))
    described = schema.get("patternProperties", {}).values()
    for sub in (*tuple_items, *described, schema.get("additionalProperties")):
        yield from _named_fields(sub, (*steps, _OTHER))
    in_place = [part for word in _LISTS for part in schema.get(word, ())]
    in_place += [
        *schema.get("dependentSchemas", {}).values(),
        schema.get("then"),
        schema.get("else"),
    ]
    for part in in_place:
        yield from _named_fields(part, steps)


def _is_modelled(shape: Shape, steps: Steps, names: Collection[str]) -> bool:
    """Return whether the value at some steps is one model that has these fields."""
    inner = shape.shape if isinstance(shape, NullableShape) else shape
    if isinstance(inner, UnionShape):
        return any(_is_modelled(member, steps, names) for _, member in inner.members)
    if isinstance(inner, MapShape) and steps[:1] == (_OTHER,):
        return _is_modelled(inner.values, steps[1:], names)
    if isinstance(inner, ObjectShape):
        fields = {field.wire: field.shape for field in inner.properties}
        if not steps:
            return fields.keys() >= set(names)
        return steps[0] in fields and _is_modelled(fields[str(steps[0])], steps[1:], names)
    if isinstance(inner, ArrayShape) and steps[:1] == (_EACH_ITEM,):
        return _is_modelled(inner.items, steps[1:], names)
    return False


def _prune(schema: Any) -> Any:
    """Return a schema without what says nothing about fields."""
    if not isinstance(schema, dict):
        return schema
    found: Schema = {}
    for word, value in sorted(schema.items()):
        if word in _WHOLE:
            found |= interpreter_schema({word: value})
        elif word in _NAMED:
            found[word] = {name: _prune(sub) for name, sub in sorted(value.items())}
        elif word in ("allOf", "prefixItems"):
            found[word] = [_prune(sub) for sub in value]
        elif word in _SINGLE:
            found[word] = _prune(value)
    return found or True
