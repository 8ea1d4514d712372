"""Split a schema: what the pydantic models express, and what the runtime's interpreter checks.

The schema is in normal form. Each constraint knows which of its keywords the models say for a type
(`Constraint.emit`). Everything else goes into a residual schema (`SchemaSplit.residual`), which the
package interprets by the standard: no keyword is approximated, and none is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
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
    UntypedShape,
    are_apart,
    holds_object,
    is_anything,
    share_fields,
    union_members,
    unite_shapes,
)
from clientwright.io.json_types import Schema, is_dict
from clientwright.schema.additional_properties import (
    applied_to_field,
    describes_unnamed,
    in_place_schemas,
    is_closed,
    unnamed_schemas,
)
from clientwright.schema.keywords import ASSERTION_KEYWORDS, CONSTRAINTS
from clientwright.schema.keywords.combinators import DESCRIBING
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.property_order import ordered_properties
from clientwright.schema.types import (
    APPLIES_TO_TYPES,
    OBJECTS,
    declared_types,
    json_type_of,
    spell_types,
)

_SCALAR_TYPES = {"string": "Text", "integer": "Integer", "number": "Number", "boolean": "Boolean"}
BRANCHES = ("anyOf", "oneOf")
_STRUCTURAL = frozenset(
    ("type", "enum", MEDIA_KEYWORD, "items", "properties", "required", "additionalProperties")
)
"""Keywords that a model says by its shape; it says the others by arguments of a field."""
_SAID = tuple((frozenset(one.keywords), one.emit) for one in CONSTRAINTS if one.emit is not None)
"""The keywords of each constraint of which a model says some, and what it says."""


@dataclass(frozen=True, slots=True)
class SchemaSplit:
    """A schema in two parts, which together accept exactly what it accepts."""

    shape: Shape
    residual: Schema | None


def split_schema(schema: Any, *, plain: bool = False, beside: Sequence[Schema] = ()) -> SchemaSplit:
    """Split a schema in normal form into the part for models and the part to interpret.

    `plain`: the value is no field, so bounds are interpreted and the value stays a plain one.
    `beside`: other schemas that may apply to the same value.
    """
    if not is_dict(schema) or not schema:
        return SchemaSplit(UntypedShape(ANYTHING), {"not": {}} if schema is False else None)
    if "type" not in schema or says_only_object(schema):
        found = _split_branches(schema, beside)
        if found or "type" not in schema:
            return found or SchemaSplit(UntypedShape(ANYTHING), interpreter_schema(schema) or None)
    written = schema["type"]
    kinds = [written] if isinstance(written, str) else list(written)
    others = [kind for kind in kinds if kind != "null"]
    if not others:
        return SchemaSplit(UntypedShape("null"), interpreter_schema(schema))
    parts = [
        _split_type(kind, _for_type(kind, schema), beside, plain=plain or len(others) > 1)
        for kind in others
    ]
    rest: Schema = {}
    for _, left in parts:
        rest |= left
    if "enum" in rest:
        rest["enum"] = schema["enum"]
    shape = unite_shapes([("", shape) for shape, _ in parts])
    return SchemaSplit(NullableShape(shape) if len(kinds) > len(others) else shape, rest or None)


def split_input(schema: Schema) -> SchemaSplit:
    """Split the schema of an input, which is an object even if it has no properties."""
    found = split_schema(schema)
    if schema.get("properties") != {} or not isinstance(found.shape, (UntypedShape, MapShape)):
        return found
    is_open = describes_unnamed(schema)
    said = {"type", "properties"} | (set() if is_open else {"additionalProperties"})
    rest = {word: value for word, value in schema.items() if word not in said}
    return SchemaSplit(ObjectShape((), is_open, False, ()), interpreter_schema(rest) or None)


def says_only_object(schema: Schema) -> bool:
    """Return whether a schema is of objects, and leaves it to its branches which fields they have."""
    described = {"properties", "patternProperties", "additionalProperties"} & schema.keys()
    branches = [branch for word in BRANCHES for branch in schema.get(word, ())]
    naming = any(is_dict(branch) and branch.get("properties") for branch in branches)
    return naming and not described and declared_types(schema) - {"null"} == OBJECTS


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


def _split_type(
    kind: str, schema: Schema, beside: Sequence[Schema], *, plain: bool
) -> tuple[Shape, Schema]:
    """Return the shape of a schema of one type, and what it does not say."""
    said = _said_by_models(kind, schema)
    bounds = {word: value for word, value in said.items() if word not in _STRUCTURAL}
    left = {word: v for word, v in schema.items() if word not in said and word != "type"}
    if plain:
        left |= bounds
        bounds = {}
    rest: Schema = interpreter_schema(left)
    around = [*beside, *_without_itself(schema)]
    if kind == "array":
        inner = _schemas_of_items(schema, around)
        return _split_array(said, bounds, rest, inner)
    if kind == "object":
        return _split_object(schema, said, rest, around)
    listed = tuple(schema.get("enum", ()))
    literals = () if any(isinstance(value, float) for value in listed) else listed
    shape = ScalarShape(
        _SCALAR_TYPES[kind], bounds, literals, "enum" not in left, said.get(MEDIA_KEYWORD)
    )
    return shape, rest


def _said_by_models(kind: str, schema: Schema) -> Schema:
    """Return the keywords that the models say for a type, with what they say."""
    found: Schema = {}
    for keywords, emit in _SAID:
        if not keywords.isdisjoint(schema):
            found |= emit(kind, schema) or {}
    return found


def _without_itself(schema: Schema) -> list[Schema]:
    """Return the subschemas that may apply to the same value as a schema."""
    return list(in_place_schemas(schema))[1:]


def _schemas_of_items(schema: Schema, around: Sequence[Schema]) -> list[Schema]:
    """Return what may apply to the items of an array beside its schema's own `items`."""
    found = [schema.get("contains")]
    for part in around:
        found += [part.get("items"), part.get("contains"), *part.get("prefixItems", ())]
    return [one for sub in found for one in in_place_schemas(sub)]


def _schemas_of_field(name: str, schema: Schema, around: Sequence[Schema]) -> list[Schema]:
    """Return what may apply to a field of an object beside its schema's own `properties`."""
    own = {"patternProperties": schema.get("patternProperties", {})}
    found = [sub for part in (own, *around) for _, sub in applied_to_field(part, name)]
    return [one for sub in found for one in in_place_schemas(sub)]


def _schemas_of_values(around: Sequence[Schema]) -> list[Schema]:
    """Return what may apply to any field of an object without properties, beside its own schema."""
    found = [sub for part in around for _, sub in unnamed_schemas(part)]
    found += [sub for part in around for sub in part.get("properties", {}).values()]
    return [one for sub in found for one in in_place_schemas(sub)]


def _split_array(
    said: Schema, bounds: Mapping[str, int | float], rest: Schema, beside: Sequence[Schema]
) -> tuple[Shape, Schema]:
    if "items" in rest or "prefixItems" in rest:
        return UntypedShape("array"), {**rest, **interpreter_schema(bounds)}
    inner = split_schema(said.get("items", True), plain=True, beside=beside)
    more = {} if inner.residual is None else {"items": inner.residual}
    return ArrayShape(inner.shape, bounds), {**rest, **more}


def _split_object(
    schema: Schema, said: Schema, rest: Schema, around: Sequence[Schema]
) -> tuple[Shape, Schema]:
    """Split an object; its model leaves unknown fields to the residual if more than its properties describe some."""
    if not schema.get("properties"):
        return _split_map(said, rest, _schemas_of_values(around))
    required = set(schema.get("required", ()))
    parts = [
        (name, split_schema(sub, beside=_schemas_of_field(name, schema, around)))
        for name, sub in ordered_properties(schema)
    ]
    properties = tuple(PropertyShape(name, name in required, part.shape) for name, part in parts)
    inner = {name: part.residual for name, part in parts if part.residual is not None}
    elsewhere = {name for part in around for name in part.get("properties", ())}
    hidden = tuple(sorted(elsewhere - schema["properties"].keys()))
    unnamed = describes_unnamed(schema) or any(map(describes_unnamed, around))
    shared = is_closed(schema) and (unnamed or bool(hidden))
    is_open = shared or describes_unnamed(schema)
    shape = ObjectShape(properties, is_open, shared, hidden)
    if "additionalProperties" not in rest:
        return shape, {**rest, **({"properties": dict(sorted(inner.items()))} if inner else {})}
    names = sorted(schema["properties"])
    found = {**rest, "properties": {name: inner.get(name, True) for name in names}}
    if "patternProperties" not in schema and rest["additionalProperties"] in ({}, False):
        del found["additionalProperties"]
    return shape, dict(sorted(found.items()))


def _split_map(said: Schema, rest: Schema, beside: Sequence[Schema]) -> tuple[Shape, Schema]:
    """Split an object without known properties."""
    values = said.get("additionalProperties", True)
    if not is_dict(values):
        return UntypedShape("object"), rest
    inner = split_schema(values, plain=True, beside=beside)
    more = {} if inner.residual is None else {"additionalProperties": inner.residual}
    shape = UntypedShape("object") if is_anything(inner.shape) else MapShape(inner.shape)
    return shape, {**rest, **more}


def _split_branches(schema: Schema, beside: Sequence[Schema]) -> SchemaSplit | None:
    """Split a schema by its branches: a union of what each of them is, or None if one says nothing."""
    for word in BRANCHES:
        rest = {key: value for key, value in schema.items() if key != word}
        around = [*beside, *in_place_schemas(rest)]
        parts = [
            (
                f"/{word}/{n}",
                split_schema(branch, plain=True, beside=around),
                branch == {"type": "null"},
            )
            for n, branch in typed_branches(schema, word)
        ]
        members = [(steps, part.shape) for steps, part, is_null in parts if not is_null]
        if members and not any(is_anything(shape) for _, shape in members):
            return _split_union(schema, word, parts)
    return None


def typed_branches(schema: Schema, word: str) -> Iterator[tuple[int, Any]]:
    """Yield the branches with the types beside them, without those of other types."""
    kinds = declared_types(schema)
    for n, branch in enumerate(schema.get(word, ())):
        if not kinds or not is_dict(branch):
            yield n, branch
        elif left := declared_types(branch) & kinds if "type" in branch else kinds:
            yield n, {**branch, "type": spell_types(sorted(left))}


def _split_union(
    schema: Schema, word: str, parts: Sequence[tuple[str, SchemaSplit, bool]]
) -> SchemaSplit:
    """Return the union of branches, and what it does not say.

    Several branches may describe the fields of one object. The models say by themselves which fields
    are unknown only if no object fits two of them, and nothing beside the branches describes any.
    """
    rest: Schema = interpreter_schema(schema)
    shapes = [(steps, part.shape) for steps, part, is_null in parts if not is_null]
    found = unite_shapes(shapes, nullable=any(is_null for _, _, is_null in parts))
    members = [shape for _, shape in union_members(found)]
    objects = [shape for shape in members if holds_object(shape)]
    if (objects and DESCRIBING & rest.keys() - {word}) or not _all_apart(objects):
        return SchemaSplit(share_fields(found), rest)
    kept = all(one in members for _, shape in shapes for _, one in union_members(shape))
    exclusive = word == "anyOf" or _all_apart([part.shape for _, part, _ in parts])
    if kept and exclusive and all(part.residual is None or null for _, part, null in parts):
        rest = {key: value for key, value in rest.items() if key not in (word, "type")}
    return SchemaSplit(found, rest or None)


def _all_apart(shapes: Sequence[Shape]) -> bool:
    return all(are_apart(one, other) for one, other in combinations(shapes, 2))
