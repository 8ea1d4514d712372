"""Split a schema: what the pydantic models express, and what the runtime's interpreter checks.

The models are exact for a plain core of JSON Schema: a single `type` with its bounds,
enums of strings, closed objects. Everything else goes whole into a residual schema
(`SchemaSplit.rest`), which the package interprets by the standard: no keyword is
approximated, and none is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_types import Schema
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.regex_translation import to_python_regex
from clientwright.schema.vocabulary import ASSERTION_KEYWORDS

_MAX_EXACT = 2**53
"""Larger numbers are left to the interpreter, which computes exactly."""

_BOUNDS: Mapping[str, tuple[str, ...]] = {
    "string": ("minLength", "maxLength"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "boolean": (),
    "array": ("minItems", "maxItems"),
    "object": (),
}
_SCALAR_TYPES = {"string": "Text", "integer": "Integer", "number": "Number", "boolean": "Boolean"}
_MODELLED_KEYWORDS: Mapping[str, frozenset[str]] = {
    "string": frozenset(("enum", "const", MEDIA_KEYWORD)),
    "array": frozenset(("items",)),
    "object": frozenset(("properties", "required", "additionalProperties")),
}


@dataclass(frozen=True, slots=True)
class ScalarShape:
    """A string, number or boolean; `type` names the runtime's annotated type."""

    type: str
    bounds: Mapping[str, int | float]
    choices: tuple[str | int, ...] = ()
    enforced: bool = True
    media: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ArrayShape:
    """An array whose items have one shape."""

    items: Shape
    bounds: Mapping[str, int | float]


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """One property of an object."""

    wire: str
    required: bool
    shape: Shape


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """An object with known properties; `open` if it accepts others."""

    properties: tuple[PropertyShape, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class UntypedShape:
    """A value without a model: any JSON value, any object, or any array."""

    type: str


@dataclass(frozen=True, slots=True)
class NullableShape:
    """A shape that may also be null."""

    shape: Shape


Shape = ScalarShape | ArrayShape | ObjectShape | UntypedShape | NullableShape


@dataclass(frozen=True, slots=True)
class SchemaSplit:
    """A schema in two parts, which together accept exactly what it accepts."""

    shape: Shape
    residual: Schema | None


def split_schema(schema: Any) -> SchemaSplit:
    """Split a schema (references inlined) into the part for models and the part to interpret."""
    if not isinstance(schema, dict):
        return SchemaSplit(UntypedShape("Anything"), None if schema is True else {"not": {}})
    kind, nullable = _single_type(schema)
    listed = "enum" in schema or "const" in schema
    if kind is None or (nullable and listed) or not _is_modelled(kind, schema):
        return _split_unmodelled(kind, nullable, schema)
    found = _SPLITTERS[kind](kind, schema)
    return SchemaSplit(NullableShape(found.shape), found.residual) if nullable else found


def interpreter_schema(schema: Any) -> Any:
    """Return a schema as the interpreter expects it: no annotations, patterns in Python's dialect."""
    if not isinstance(schema, dict):
        return schema
    return {
        key: _interpreter_value(key, value)
        for key, value in sorted(schema.items())
        if key in ASSERTION_KEYWORDS
    }


def ordered_properties(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Return an object's properties in the order used everywhere: required as listed, then by name."""
    properties: Mapping[str, Any] = schema.get("properties", {})
    first = [name for name in dict.fromkeys(schema.get("required", ())) if name in properties]
    for name in [*first, *sorted(set(properties) - set(first))]:
        yield name, properties[name]


def _single_type(schema: Schema) -> tuple[str | None, bool]:
    """Return the single type of a schema, if it has one, and whether it may be null."""
    written = schema.get("type")
    kinds = [written] if isinstance(written, str) else list(written or ())
    others = [kind for kind in kinds if kind != "null"]
    return (others[0], len(kinds) > 1) if len(others) == 1 else (None, False)


def _is_modelled(kind: str, schema: Schema) -> bool:
    """Return whether models can express this schema exactly."""
    own = {key for key in schema if key in ASSERTION_KEYWORDS} - {"type"}
    if own - set(_BOUNDS[kind]) - _MODELLED_KEYWORDS.get(kind, frozenset()):
        return False
    return _EXACT_CHECKS[kind](schema) if kind in _EXACT_CHECKS else _has_exact_bounds(kind, schema)


def _has_exact_bounds(kind: str, schema: Schema) -> bool:
    bounds = [schema[key] for key in _BOUNDS[kind] if key in schema]
    return all(abs(b) < _MAX_EXACT and (kind == "number" or b == int(b)) for b in bounds)


def _is_exact_string(schema: Schema) -> bool:
    choices = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
    alone = not choices or not (
        {"enum", "const"} <= set(schema) or set(schema) & {"minLength", "maxLength", MEDIA_KEYWORD}
    )
    return (
        alone and all(isinstance(c, str) for c in choices) and _has_exact_bounds("string", schema)
    )


def _is_exact_object(schema: Schema) -> bool:
    properties = schema.get("properties", {})
    known = all(name in properties for name in schema.get("required", ()))
    return (
        known and isinstance(schema.get("additionalProperties", False), bool) and bool(properties)
    )


_EXACT_CHECKS = {"string": _is_exact_string, "object": _is_exact_object}


def _split_scalar(kind: str, schema: Schema) -> SchemaSplit:
    choices = tuple(
        dict.fromkeys([*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())])
    )
    bounds = _bounds_of(kind, schema)
    return SchemaSplit(
        ScalarShape(_SCALAR_TYPES[kind], bounds, choices, media=schema.get(MEDIA_KEYWORD)), None
    )


def _split_array(kind: str, schema: Schema) -> SchemaSplit:
    items = schema.get("items", True)
    inner = split_schema(items)
    rest: Any = inner.residual
    if isinstance(inner.shape, NullableShape) or (
        isinstance(inner.shape, (ScalarShape, ArrayShape)) and inner.shape.bounds
    ):
        rest = {
            key: value
            for key, value in interpreter_schema(items).items()
            if key != "type" or isinstance(inner.shape, NullableShape)
        }
    shape = inner.shape.shape if isinstance(inner.shape, NullableShape) else inner.shape
    if isinstance(inner.shape, NullableShape):
        shape = UntypedShape("Anything")
    return SchemaSplit(
        ArrayShape(_without_bounds(shape), _bounds_of(kind, schema)),
        None if rest is None else {"items": rest},
    )


def _split_object(_: str, schema: Schema) -> SchemaSplit:
    required = set(schema.get("required", ()))
    parts = [(name, split_schema(sub)) for name, sub in ordered_properties(schema)]
    properties = tuple(PropertyShape(name, name in required, part.shape) for name, part in parts)
    rest = {name: part.residual for name, part in parts if part.residual is not None}
    shape = ObjectShape(properties, schema.get("additionalProperties") is True)
    return SchemaSplit(shape, {"properties": rest} if rest else None)


_SPLITTERS = {
    "string": _split_scalar,
    "integer": _split_scalar,
    "number": _split_scalar,
    "boolean": _split_scalar,
    "array": _split_array,
    "object": _split_object,
}


def _split_unmodelled(kind: str | None, nullable: bool, schema: Schema) -> SchemaSplit:
    """Model only the type, if there is one; interpret the rest."""
    rest = interpreter_schema(schema)
    if kind == "object" and schema.get("properties"):
        return _split_object_with_residual(nullable, schema, rest)
    if kind in _SCALAR_TYPES:
        rest.pop("type", None)
        whole = [
            c
            for c in schema.get("enum", ())
            if isinstance(c, (str, int)) and not isinstance(c, bool)
        ]
        listed = (
            tuple(dict.fromkeys(whole))
            if len(whole) == len(schema.get("enum", ())) and _allows_literals(kind)
            else ()
        )
        shape: Shape = ScalarShape(
            _SCALAR_TYPES[kind], {}, listed, enforced=False, media=schema.get(MEDIA_KEYWORD)
        )
        return SchemaSplit(NullableShape(shape) if nullable else shape, rest or None)
    if kind in ("object", "array") and not nullable:
        rest.pop("type", None)
        return SchemaSplit(UntypedShape(kind), rest or None)
    return SchemaSplit(UntypedShape("Anything"), rest or None)


def _split_object_with_residual(nullable: bool, schema: Schema, rest: Schema) -> SchemaSplit:
    """Model the properties; interpret what constrains the object as a whole."""
    modelled = _split_object("object", schema)
    inner = (modelled.residual or {}).get("properties", {})
    rest.pop("type", None)
    rest["properties"] = {name: inner.get(name, True) for name in sorted(schema["properties"])}
    shape = modelled.shape
    if isinstance(shape, ObjectShape):
        lets_through = (
            schema.get("additionalProperties", "patternProperties" in schema) is not False
        )
        shape = ObjectShape(shape.properties, lets_through or "patternProperties" in schema)
    if "patternProperties" in schema:
        rest.setdefault("additionalProperties", False)
    elif isinstance(rest.get("additionalProperties"), bool):
        del rest["additionalProperties"]
    if set(schema.get("required", ())) <= set(schema["properties"]):
        rest.pop("required", None)
    return SchemaSplit(NullableShape(shape) if nullable else shape, rest)


def _allows_literals(kind: str) -> bool:
    return kind in ("string", "integer")


def _without_bounds(shape: Shape) -> Shape:
    """Return an item's shape without bounds, which are interpreted so that each item stays a plain value."""
    match shape:
        case ScalarShape():
            return ScalarShape(shape.type, {}, shape.choices, shape.enforced, shape.media)
        case ArrayShape():
            return ArrayShape(shape.items, {})
        case _:
            return shape


def _bounds_of(kind: str, schema: Schema) -> dict[str, int | float]:
    """Return the bounds, integral ones as integers."""
    found = {key: schema[key] for key in _BOUNDS[kind] if key in schema}
    return {
        key: int(n) if n == int(n) else n
        for key, n in found.items()
        if not (key.startswith("min") and key != "minimum" and n == 0)
    }


def _interpreter_value(key: str, value: Any) -> Any:
    if key == "pattern":
        return to_python_regex(value)
    if key == "patternProperties":
        return _translate_names(value)
    if key in ("properties", "dependentSchemas"):
        return {name: interpreter_schema(sub) for name, sub in sorted(value.items())}
    if key in ("allOf", "anyOf", "oneOf", "prefixItems"):
        return [interpreter_schema(sub) for sub in value]
    if key in (
        "items",
        "contains",
        "additionalProperties",
        "propertyNames",
        "if",
        "then",
        "else",
        "not",
    ):
        return interpreter_schema(value)
    return value


def _translate_names(described: Mapping[str, Any]) -> dict[str, Any]:
    """Return pattern properties in Python's dialect; both schemas apply where two patterns become one."""
    found: dict[str, Any] = {}
    for name, sub in sorted(described.items()):
        python, inner = to_python_regex(name), interpreter_schema(sub)
        found[python] = {"allOf": [found[python], inner]} if python in found else inner
    return found
