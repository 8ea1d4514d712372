"""Which part of a schema the pydantic models say, and which the runtime's interpreter.

The models are exact for a plain core of JSON Schema: a single `type` with the bounds
that belong to it, enums of strings, closed objects. What lies outside is taken out
of the models whole and kept as a residual schema (`Split.rest`) that the generated
package interprets by the standard; so no keyword is bent, and none is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.specs.json_text import Schema
from clientwright.specs.regex_translation import to_python_regex
from clientwright.specs.schema_keywords import ASSERTION_KEYWORDS, MEDIA_KEYWORD

_EXACT = 2**53
"""Numbers beyond this are left to the interpreter, which computes exactly."""

_BOUNDS: Mapping[str, tuple[str, ...]] = {
    "string": ("minLength", "maxLength"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "boolean": (),
    "array": ("minItems", "maxItems"),
    "object": (),
}
_SCALARS = {"string": "Text", "integer": "Integer", "number": "Number", "boolean": "Boolean"}
_ALSO: Mapping[str, frozenset[str]] = {
    "string": frozenset(("enum", "const", MEDIA_KEYWORD)),
    "array": frozenset(("items",)),
    "object": frozenset(("properties", "required", "additionalProperties")),
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string, number or boolean; `type` names the runtime's annotated type."""

    type: str
    bounds: Mapping[str, int | float]
    choices: tuple[str | int, ...] = ()
    checked: bool = True
    media: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Array:
    """A list of one shape."""

    items: Shape
    bounds: Mapping[str, int | float]


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a closed object."""

    wire: str
    required: bool
    shape: Shape


@dataclass(frozen=True, slots=True)
class Record:
    """An object whose properties are known; `open` where others are let through."""

    properties: tuple[Property, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Loose:
    """A value that no model describes: any JSON value, an object, or a list."""

    type: str


@dataclass(frozen=True, slots=True)
class Nullable:
    """A shape that may also be null."""

    shape: Shape


Shape = Scalar | Array | Record | Loose | Nullable


@dataclass(frozen=True, slots=True)
class Split:
    """A schema in two parts that hold together."""

    shape: Shape
    rest: Schema | None


def split(schema: Any) -> Split:
    """Part a schema (references inlined) into what models say and what is interpreted."""
    if not isinstance(schema, dict):
        return Split(Loose("Anything"), None if schema is True else {"not": {}})
    kind, nullable = _kind(schema)
    listed = "enum" in schema or "const" in schema
    if kind is None or (nullable and listed) or not _is_modelled(kind, schema):
        return _left_to_the_interpreter(kind, nullable, schema)
    found = _KINDS[kind](kind, schema)
    return Split(Nullable(found.shape), found.rest) if nullable else found


def kept(schema: Any) -> Any:
    """Give a schema as the interpreter takes it: no annotations, patterns as Python has them."""
    if not isinstance(schema, dict):
        return schema
    return {
        key: _kept(key, value) for key, value in sorted(schema.items()) if key in ASSERTION_KEYWORDS
    }


def ordered(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give an object's properties in the one order that everything uses: required as listed, then by name."""
    properties: Mapping[str, Any] = schema.get("properties", {})
    first = [name for name in dict.fromkeys(schema.get("required", ())) if name in properties]
    for name in [*first, *sorted(set(properties) - set(first))]:
        yield name, properties[name]


def _kind(schema: Schema) -> tuple[str | None, bool]:
    """Read `type`: a single one, perhaps beside null."""
    written = schema.get("type")
    kinds = [written] if isinstance(written, str) else list(written or ())
    others = [kind for kind in kinds if kind != "null"]
    return (others[0], len(kinds) > 1) if len(others) == 1 else (None, False)


def _is_modelled(kind: str, schema: Schema) -> bool:
    """Tell whether the models say all of this schema exactly."""
    own = {key for key in schema if key in ASSERTION_KEYWORDS} - {"type"}
    if own - set(_BOUNDS[kind]) - _ALSO.get(kind, frozenset()):
        return False
    return _MODELLED[kind](schema) if kind in _MODELLED else _plain_bounds(kind, schema)


def _plain_bounds(kind: str, schema: Schema) -> bool:
    bounds = [schema[key] for key in _BOUNDS[kind] if key in schema]
    return all(abs(b) < _EXACT and (kind == "number" or b == int(b)) for b in bounds)


def _plain_string(schema: Schema) -> bool:
    choices = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
    alone = not choices or not (
        {"enum", "const"} <= set(schema) or set(schema) & {"minLength", "maxLength", MEDIA_KEYWORD}
    )
    return alone and all(isinstance(c, str) for c in choices) and _plain_bounds("string", schema)


def _plain_object(schema: Schema) -> bool:
    properties = schema.get("properties", {})
    known = all(name in properties for name in schema.get("required", ()))
    return (
        known and isinstance(schema.get("additionalProperties", False), bool) and bool(properties)
    )


_MODELLED = {"string": _plain_string, "object": _plain_object}


def _scalar(kind: str, schema: Schema) -> Split:
    choices = tuple(
        dict.fromkeys([*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())])
    )
    bounds = _numbers(kind, schema)
    return Split(Scalar(_SCALARS[kind], bounds, choices, media=schema.get(MEDIA_KEYWORD)), None)


def _array(kind: str, schema: Schema) -> Split:
    items = schema.get("items", True)
    inner = split(items)
    rest: Any = inner.rest
    if isinstance(inner.shape, Nullable) or (
        isinstance(inner.shape, (Scalar, Array)) and inner.shape.bounds
    ):
        rest = {
            key: value
            for key, value in kept(items).items()
            if key != "type" or isinstance(inner.shape, Nullable)
        }
    shape = inner.shape.shape if isinstance(inner.shape, Nullable) else inner.shape
    if isinstance(inner.shape, Nullable):
        shape = Loose("Anything")
    return Split(
        Array(_unbound(shape), _numbers(kind, schema)), None if rest is None else {"items": rest}
    )


def _record(_: str, schema: Schema) -> Split:
    required = set(schema.get("required", ()))
    parts = [(name, split(sub)) for name, sub in ordered(schema)]
    properties = tuple(Property(name, name in required, part.shape) for name, part in parts)
    rest = {name: part.rest for name, part in parts if part.rest is not None}
    shape = Record(properties, schema.get("additionalProperties") is True)
    return Split(shape, {"properties": rest} if rest else None)


_KINDS = {
    "string": _scalar,
    "integer": _scalar,
    "number": _scalar,
    "boolean": _scalar,
    "array": _array,
    "object": _record,
}


def _left_to_the_interpreter(kind: str | None, nullable: bool, schema: Schema) -> Split:
    """Model the type alone where there is one; interpret all the rest."""
    rest = kept(schema)
    if kind == "object" and schema.get("properties"):
        return _record_with_rest(nullable, schema, rest)
    if kind in _SCALARS:
        rest.pop("type", None)
        whole = [
            c
            for c in schema.get("enum", ())
            if isinstance(c, (str, int)) and not isinstance(c, bool)
        ]
        listed = (
            tuple(dict.fromkeys(whole))
            if len(whole) == len(schema.get("enum", ())) and _literal_kind(kind)
            else ()
        )
        shape: Shape = Scalar(
            _SCALARS[kind], {}, listed, checked=False, media=schema.get(MEDIA_KEYWORD)
        )
        return Split(Nullable(shape) if nullable else shape, rest or None)
    if kind in ("object", "array") and not nullable:
        rest.pop("type", None)
        return Split(Loose(kind), rest or None)
    return Split(Loose("Anything"), rest or None)


def _record_with_rest(nullable: bool, schema: Schema, rest: Schema) -> Split:
    """Model the properties; keep what applies to the object as a whole beside theirs."""
    modelled = _record("object", schema)
    inner = (modelled.rest or {}).get("properties", {})
    rest.pop("type", None)
    rest["properties"] = {name: inner.get(name, True) for name in sorted(schema["properties"])}
    shape = modelled.shape
    if isinstance(shape, Record):
        lets_through = (
            schema.get("additionalProperties", "patternProperties" in schema) is not False
        )
        shape = Record(shape.properties, lets_through or "patternProperties" in schema)
    if "patternProperties" in schema:
        rest.setdefault("additionalProperties", False)
    elif isinstance(rest.get("additionalProperties"), bool):
        del rest["additionalProperties"]
    if set(schema.get("required", ())) <= set(schema["properties"]):
        rest.pop("required", None)
    return Split(Nullable(shape) if nullable else shape, rest)


def _literal_kind(kind: str) -> bool:
    return kind in ("string", "integer")


def _unbound(shape: Shape) -> Shape:
    """Take the bounds off an item's shape: they are interpreted, so that each item stays a plain value."""
    match shape:
        case Scalar():
            return Scalar(shape.type, {}, shape.choices, shape.checked, shape.media)
        case Array():
            return Array(shape.items, {})
        case _:
            return shape


def _numbers(kind: str, schema: Schema) -> dict[str, int | float]:
    """Give the bounds, whole ones as integers."""
    found = {key: schema[key] for key in _BOUNDS[kind] if key in schema}
    return {
        key: int(n) if n == int(n) else n
        for key, n in found.items()
        if not (key.startswith("min") and key != "minimum" and n == 0)
    }


def _kept(key: str, value: Any) -> Any:
    if key == "pattern":
        return to_python_regex(value)
    if key == "patternProperties":
        return {to_python_regex(name): kept(sub) for name, sub in sorted(value.items())}
    if key in ("properties", "dependentSchemas"):
        return {name: kept(sub) for name, sub in sorted(value.items())}
    if key in ("allOf", "anyOf", "oneOf", "prefixItems"):
        return [kept(sub) for sub in value]
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
        return kept(value)
    return value
