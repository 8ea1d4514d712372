"""Split a schema: what the pydantic models express, and what the runtime's interpreter checks.

The schema is in normal form. Each constraint knows which of its keywords the models say for a type
(`Constraint.emit`). Everything else goes into a residual schema (`SchemaSplit.residual`), which the
package interprets by the standard: no keyword is approximated, and none is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.codegen.residual_schema import interpreter_schema
from clientwright.codegen.shapes import (
    ANYTHING,
    ArrayShape,
    MapShape,
    NullableShape,
    ObjectShape,
    PropertyShape,
    ScalarShape,
    Shape,
    UnionShape,
    UntypedShape,
    holds_object,
    is_anything,
)
from clientwright.io.json_types import Schema, is_dict
from clientwright.schema.keywords import ASSERTION_KEYWORDS, CONSTRAINTS
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.types import APPLIES_TO_TYPES, json_type_of

_SCALAR_TYPES = {"string": "Text", "integer": "Integer", "number": "Number", "boolean": "Boolean"}
_BRANCHES = ("anyOf", "oneOf")
_STRUCTURAL = frozenset(
    ("type", "enum", MEDIA_KEYWORD, "items", "properties", "required", "additionalProperties")
)
"""Keywords that a model says by its shape; it says the others by arguments of a field."""


@dataclass(frozen=True, slots=True)
class SchemaSplit:
    """A schema in two parts, which together accept exactly what it accepts."""

    shape: Shape
    residual: Schema | None


def split_schema(schema: Any, *, plain: bool = False) -> SchemaSplit:
    """Split a schema in normal form into the part for models and the part to interpret.

    `plain`: the value is no field, so bounds are interpreted and the value stays a plain one.
    """
    if not is_dict(schema) or not schema:
        return SchemaSplit(UntypedShape(ANYTHING), {"not": {}} if schema is False else None)
    if "type" not in schema:
        return _split_branches(schema)
    written = schema["type"]
    kinds = [written] if isinstance(written, str) else list(written)
    others = [kind for kind in kinds if kind != "null"]
    if not others:
        return SchemaSplit(UntypedShape(ANYTHING), interpreter_schema(schema))
    parts = [
        _split_type(kind, _for_type(kind, schema), plain=plain or len(others) > 1)
        for kind in others
    ]
    rest: Schema = {}
    for _, left in parts:
        rest |= left
    if "enum" in rest:
        rest["enum"] = schema["enum"]
    shape = _union([("", shape) for shape, _ in parts])
    return SchemaSplit(NullableShape(shape) if len(kinds) > len(others) else shape, rest or None)


def ordered_properties(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Return an object's properties in the order used everywhere: required as listed, then by name."""
    properties: Mapping[str, Any] = schema.get("properties", {})
    first = [name for name in dict.fromkeys(schema.get("required", ())) if name in properties]
    for name in [*first, *sorted(set(properties) - set(first))]:
        yield name, properties[name]


def _for_type(kind: str, schema: Schema) -> Schema:
    """Return what a schema says of values of one of its types."""
    found = {
        word: value
        for word, value in schema.items()
        if word in ASSERTION_KEYWORDS and kind in APPLIES_TO_TYPES.get(word, (kind,))
    }
    if "enum" in found:
        own = ("integer", "number") if kind == "number" else (kind,)
        found["enum"] = [value for value in found["enum"] if json_type_of(value) in own]
    return found


def _split_type(kind: str, schema: Schema, *, plain: bool) -> tuple[Shape, Schema]:
    """Return the shape of a schema of one type, and what it does not say."""
    said = _said_by_models(kind, schema)
    bounds = {word: value for word, value in said.items() if word not in _STRUCTURAL}
    left = {word: v for word, v in schema.items() if word not in said and word != "type"}
    if plain:
        left |= bounds
        bounds = {}
    rest: Schema = interpreter_schema(left)
    if kind == "array":
        return _split_array(said, bounds, rest)
    if kind == "object":
        return _split_object(schema, said, rest)
    listed = tuple(schema.get("enum", ()))
    literals = () if any(isinstance(value, float) for value in listed) else listed
    shape = ScalarShape(
        _SCALAR_TYPES[kind], bounds, literals, "enum" not in left, said.get(MEDIA_KEYWORD)
    )
    return shape, rest


def _said_by_models(kind: str, schema: Schema) -> Schema:
    """Return the keywords that the models say for a type, with what they say."""
    found: Schema = {}
    for constraint in CONSTRAINTS:
        if constraint.emit is not None and constraint.applies_in(schema):
            found |= constraint.emit(kind, schema) or {}
    return found


def _split_array(
    said: Schema, bounds: Mapping[str, int | float], rest: Schema
) -> tuple[Shape, Schema]:
    if "items" in rest or "prefixItems" in rest:
        return UntypedShape("array"), {**rest, **interpreter_schema(bounds)}
    inner = split_schema(said.get("items", True), plain=True)
    more = {} if inner.residual is None else {"items": inner.residual}
    return ArrayShape(inner.shape, bounds), {**rest, **more}


def _split_object(schema: Schema, said: Schema, rest: Schema) -> tuple[Shape, Schema]:
    if not schema.get("properties"):
        return _split_map(said, rest)
    required = set(schema.get("required", ()))
    parts = [(name, split_schema(sub)) for name, sub in ordered_properties(schema)]
    properties = tuple(PropertyShape(name, name in required, part.shape) for name, part in parts)
    inner = {name: part.residual for name, part in parts if part.residual is not None}
    if "properties" in said:
        shape = ObjectShape(properties, said.get("additionalProperties") == {})
        return shape, {**rest, **({"properties": dict(sorted(inner.items()))} if inner else {})}
    names = sorted(schema["properties"])
    found = {**rest, "properties": {name: inner.get(name, True) for name in names}}
    patterns = "patternProperties" in schema
    if patterns:
        found.setdefault("additionalProperties", False)
    elif rest.get("additionalProperties") in ({}, False):
        del found["additionalProperties"]
    is_open = patterns or schema.get("additionalProperties", False) is not False
    return ObjectShape(properties, is_open), dict(sorted(found.items()))


def _split_map(said: Schema, rest: Schema) -> tuple[Shape, Schema]:
    """Split an object without known properties."""
    values = said.get("additionalProperties", True)
    if not is_dict(values):
        return UntypedShape("object"), rest
    inner = split_schema(values, plain=True)
    more = {} if inner.residual is None else {"additionalProperties": inner.residual}
    shape = UntypedShape("object") if is_anything(inner.shape) else MapShape(inner.shape)
    return shape, {**rest, **more}


def _split_branches(schema: Schema) -> SchemaSplit:
    """Split a schema without a type: a union of its branches if each is a model, else anything."""
    words = [word for word in _BRANCHES if word in schema]
    rest: Schema = interpreter_schema(schema)
    if len(words) == 1:
        (word,) = words
        parts = [split_schema(branch, plain=True) for branch in schema[word]]
        null = [branch == {"type": "null"} for branch in schema[word]]
        members = [(f"/{word}/{n}", part.shape) for n, part in enumerate(parts) if not null[n]]
        objects = [shape for _, shape in members if holds_object(shape)]
        alone = not objects or (len(objects) == 1 and not ASSERTION_KEYWORDS & rest.keys() - {word})
        if members and alone and not any(is_anything(shape) for _, shape in members):
            if word == "anyOf" and all(
                part.residual is None or null[n] for n, part in enumerate(parts)
            ):
                del rest[word]
            found = _union(members, nullable=any(null))
            return SchemaSplit(found, rest or None)
    return SchemaSplit(UntypedShape(ANYTHING), rest or None)


def _union(members: list[tuple[str, Shape]], *, nullable: bool = False) -> Shape:
    """Return the union of shapes; null and the members of unions within it become its own."""
    flat: dict[Any, tuple[str, Shape]] = {}
    for steps, member in members:
        inner = member
        if isinstance(inner, NullableShape):
            nullable, inner = True, inner.shape
        nested = inner.members if isinstance(inner, UnionShape) else (("", inner),)
        for more, shape in nested:
            flat.setdefault(repr(shape), (steps + more, shape))
    found = list(flat.values())
    shape = UnionShape(tuple(found)) if len(found) > 1 else found[0][1]
    return NullableShape(shape) if nullable else shape
