"""Samples of every asserting keyword, and every position that a schema can have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Sample:
    """A schema with a keyword, a value that keeps it, and one that breaks this keyword only."""

    schema: Schema
    keeps: Any
    breaks: Any


@dataclass(frozen=True)
class Position:
    """A place for a schema: what stands around it, and around its values.

    `place` returns None where the schema cannot stand there. `$defs` beside the placed schema
    belong into the root. `also_keeps` are further values that are accepted.
    """

    place: Callable[[Schema], Schema | None]
    around: Callable[[Any], Any] = lambda value: value
    also_keeps: tuple[Any, ...] = ()


_PNG, _MP4 = "https://example.com/a.png", "https://example.com/a.mp4"
_OBJECT: Schema = {"type": "object", "properties": {"p": {}, "q": {}, "r": {}}}
_OPEN: Schema = {"type": "object", "additionalProperties": True}
_TEXT: Schema = {"type": "string"}


def _kind(value: str, **properties: Any) -> dict[str, Any]:
    """Return a schema of objects that say in a field what they are."""
    fields = {"k": {"const": value}, **properties}
    return {"type": "object", "required": ["k"], "properties": fields}


def _with(name: str, **more: Any) -> dict[str, Any]:
    """Return a schema of objects that have a whole number in a field."""
    fields = {name: {"type": "integer", "minimum": 1}}
    return {"type": "object", "required": [name], "properties": fields, **more}


SAMPLES: Mapping[str, Sample] = {
    "type": Sample({"type": "string"}, "a", 5),
    "type-integer": Sample({"type": "integer"}, 5, 5.5),
    "enum": Sample({"type": "string", "enum": ["a", "b"]}, "b", "c"),
    "enum-numbers": Sample({"type": "integer", "enum": [4, 6]}, 6, 5),
    "const": Sample({"type": "string", "const": "a"}, "a", "b"),
    "const-false": Sample({"const": False}, False, 0),
    "const-array": Sample({"type": "array", "const": [1]}, [1], []),
    "patternProperties-end": Sample(
        {**_OPEN, "patternProperties": {"^p$": _TEXT}}, {"p": "a"}, {"p": 1}
    ),
    "multipleOf": Sample({"type": "number", "multipleOf": 0.5}, 1.5, 1.25),
    "multipleOf-decimal": Sample({"type": "number", "multipleOf": 0.1}, 0.3, 0.25),
    "multipleOf-integer": Sample({"type": "integer", "multipleOf": 4}, 8, 6),
    "maximum": Sample({"type": "integer", "maximum": 5}, 5, 6),
    "exclusiveMaximum": Sample({"type": "number", "exclusiveMaximum": 5}, 4.5, 5),
    "minimum": Sample({"type": "number", "minimum": 0.5}, 0.5, 0.4),
    "exclusiveMinimum": Sample({"type": "integer", "exclusiveMinimum": 5}, 6, 5),
    "maxLength": Sample({"type": "string", "maxLength": 2}, "\U0001f600é", "abc"),
    "minLength": Sample({"type": "string", "minLength": 2}, "ab", "\U0001f600"),
    "pattern": Sample({"type": "string", "pattern": "^[a-z]+$"}, "abc", "aBc"),
    "maxItems": Sample({"type": "array", "maxItems": 2}, [1, 2], [1, 2, 3]),
    "minItems": Sample({"type": "array", "minItems": 2}, [1, 2], [1]),
    "uniqueItems": Sample({"type": "array", "uniqueItems": True}, [1, True], [1, 1.0]),
    "items": Sample({"type": "array", "items": _TEXT}, ["a"], ["a", 1]),
    "items-false": Sample({"type": "array", "items": False}, [], [1]),
    "prefixItems": Sample({"type": "array", "prefixItems": [_TEXT]}, ["a", 1], [1]),
    "contains": Sample({"type": "array", "contains": _TEXT}, [1, "a"], [1]),
    "minContains": Sample(
        {"type": "array", "contains": _TEXT, "minContains": 2}, ["a", 1, "b"], ["a", 1]
    ),
    "maxContains": Sample(
        {"type": "array", "contains": _TEXT, "maxContains": 1}, ["a", 1], ["a", "b"]
    ),
    "required": Sample({**_OBJECT, "required": ["p"]}, {"p": 1}, {"q": 1}),
    "properties": Sample({"type": "object", "properties": {"p": _TEXT}}, {"p": "a"}, {"p": 1}),
    "properties-closed": Sample(_OBJECT, {"p": 1}, {"other": 1}),
    "additionalProperties": Sample(
        {**_OBJECT, "additionalProperties": _TEXT}, {"p": 1, "x": "a"}, {"x": 1}
    ),
    "additionalProperties-alone": Sample(
        {"type": "object", "additionalProperties": _TEXT}, {"x": "a"}, {"x": 1}
    ),
    "additionalProperties-false": Sample(
        {**_OBJECT, "additionalProperties": False}, {"p": 1}, {"other": 1}
    ),
    "patternProperties": Sample(
        {"type": "object", "patternProperties": {"^p": _TEXT}}, {"p1": "a", "x": 1}, {"p1": 1}
    ),
    "propertyNames": Sample({**_OPEN, "propertyNames": {"maxLength": 1}}, {"a": 1}, {"ab": 1}),
    "maxProperties": Sample({**_OPEN, "maxProperties": 1}, {"a": 1}, {"a": 1, "b": 2}),
    "minProperties": Sample({**_OBJECT, "minProperties": 2}, {"p": 1, "q": 2}, {"p": 1}),
    "dependentRequired": Sample(
        {**_OBJECT, "dependentRequired": {"p": ["q"]}}, {"p": 1, "q": 1}, {"p": 1, "r": 1}
    ),
    "dependentSchemas": Sample(
        {**_OBJECT, "dependentSchemas": {"p": {"required": ["q"]}}}, {"p": 1, "q": 1}, {"p": 1}
    ),
    "allOf": Sample({"allOf": [{"type": "integer"}, {"minimum": 3}]}, 3, 2),
    "anyOf": Sample({"anyOf": [{"type": "integer"}, {"enum": ["b"]}]}, 3, "a"),
    "anyOf-objects": Sample({"anyOf": [_with("p"), _with("q")]}, {"p": 1, "q": 2}, {"p": 0}),
    "anyOf-closed-objects": Sample(
        {"anyOf": [_with(name, additionalProperties=False) for name in "pq"]},
        {"q": 1},
        {"p": 1, "q": 1},
    ),
    "anyOf-objects-and-text": Sample(
        {"anyOf": [_with("p"), _TEXT, _with("q"), {"type": "array", "items": _with("r")}]},
        [{"r": 1}],
        [{"p": 1}],
    ),
    "anyOf-other-required": Sample(
        {"anyOf": [{**_OBJECT, "required": [name]} for name in "pq"]}, {"q": 1, "r": 1}, {"r": 1}
    ),
    "oneOf": Sample({"oneOf": [{"type": "integer"}, {"minimum": 3}]}, 2, 3),
    "oneOf-apart": Sample({"oneOf": [_kind("b"), _kind("c")]}, {"k": "b"}, {"k": "a"}),
    "oneOf-objects": Sample({"oneOf": [_with("p"), _with("q")]}, {"q": 1}, {"p": 1, "q": 1}),
    "oneOf-kinds": Sample(
        {"oneOf": [_kind("b", p=_TEXT), _kind("c", p={"type": "integer"}, q=_TEXT)]},
        {"k": "c", "p": 1, "q": "a"},
        {"k": "b", "p": 1},
    ),
    "not": Sample({"type": "string", "not": {"const": "a"}}, "b", "a"),
    "if": Sample({"type": "integer", "if": {"minimum": 5}, "then": {"multipleOf": 2}}, 6, 5),
    "then": Sample({"if": {"type": "string"}, "then": {"minLength": 2}}, "ab", "a"),
    "else": Sample({"if": {"type": "integer"}, "else": {"type": "string"}}, "a", 1.5),
    "x-media": Sample({"type": "string", "x-media": {"kind": "image"}}, _PNG, _MP4),
    "x-media-scheme": Sample(
        {"type": "string", "x-media": {"kind": "image"}}, _PNG, "http://example.com/a.png"
    ),
    "x-media-formats": Sample(
        {"type": "string", "x-media": {"kind": "image", "formats": ["jpg"]}},
        "https://example.com/a.JPEG",
        _PNG,
    ),
    "x-media-without-kind": Sample({"type": "string", "x-media": {}}, _MP4, "not a URL"),
    "x-media-of-formats": Sample({"type": "string", "x-media": {"formats": ["png"]}}, _PNG, _MP4),
}
"""By keyword; a name after a hyphen tells several samples of a keyword apart."""


def _without_type(schema: Schema) -> Schema | None:
    return {word: v for word, v in schema.items() if word != "type"} if len(schema) > 1 else None


def _with_type(*more: str) -> Callable[[Schema], Schema | None]:
    """Return a function that lets a schema accept further types, where it has one."""

    def place(schema: Schema) -> Schema | None:
        listed = "enum" in schema or "const" in schema
        if "type" not in schema or listed or set(more) & {schema["type"]}:
            return None
        return {**schema, "type": [schema["type"], *more]}

    return place


def _nullable_enum(schema: Schema) -> Schema | None:
    if "enum" not in schema:
        return None
    return {"type": [schema["type"], "null"], "enum": [*schema["enum"], None]}


def _beside_reference(schema: Schema) -> Schema | None:
    beside = _without_type(schema)
    typed = {"type": schema["type"]} if "type" in schema else {"$comment": "any value"}
    return beside and {"$defs": {"typed": typed}, "$ref": "#/$defs/typed", **beside}


def _object(**keywords: Any) -> Schema:
    return {"type": "object", **keywords}


def _dependent(schema: Schema) -> Schema:
    return _object(properties={"d": {}}, dependentSchemas={"d": {"properties": {"k": schema}}})


def _nullable_object(**more: Any) -> Schema:
    return {"type": ["object", "null"], "properties": {"d": {}}, **more}


def _array(**keywords: Any) -> Schema:
    return {"type": "array", **keywords}


def _one(value: Any) -> list[Any]:
    return [value]


def _named(value: Any) -> dict[str, Any]:
    return {"k": value}


_NULL: Schema = {"type": "null"}
_OTHER: Schema = {"const": "§"}
"""A schema that no sample's values fit."""

POSITIONS: Mapping[str, Position] = {
    "plain": Position(lambda s: s),
    "untyped": Position(_without_type),
    "nullable": Position(_with_type("null"), also_keeps=(None,)),
    "nullable-enum": Position(_nullable_enum, also_keeps=(None,)),
    "nullable-anyOf": Position(lambda s: {"anyOf": [s, _NULL]}, also_keeps=(None,)),
    "nullable-oneOf": Position(lambda s: {"oneOf": [_NULL, s]}),
    "two-types": Position(_with_type("boolean"), also_keeps=(True,)),
    "items": Position(lambda s: _array(items=s), _one, ([],)),
    "items-untyped": Position(lambda s: {"items": s}, _one, (5,)),
    "items-counted": Position(lambda s: _array(items=s, minItems=1, maxItems=2), _one),
    "items-nullable": Position(
        lambda s: _array(items={"anyOf": [s, _NULL]}), lambda v: [None, v], ([None],)
    ),
    "items-of-items": Position(lambda s: _array(items=_array(items=s)), lambda v: [[], [v]]),
    "items-unique": Position(lambda s: _array(items=s, uniqueItems=True), _one, ([],)),
    "items-of-nullable": Position(
        lambda s: {"type": ["array", "null"], "items": s}, _one, (None, [])
    ),
    "items-after-prefix": Position(
        lambda s: _array(prefixItems=[{"type": "null"}], items=s), lambda v: [None, v], ([],)
    ),
    "items-in-object": Position(
        lambda s: _object(properties={"k": _array(items=s)}), lambda v: {"k": [v]}, ({},)
    ),
    "prefixItems": Position(lambda s: _array(prefixItems=[s]), _one, ([],)),
    "contains": Position(lambda s: _array(contains=s), _one),
    "property": Position(lambda s: _object(properties={"k": s}), _named, ({},)),
    "property-required": Position(lambda s: _object(properties={"k": s}, required=["k"]), _named),
    "property-open": Position(
        lambda s: _object(properties={"k": s}, additionalProperties=True), _named, ({"other": 1},)
    ),
    "property-untyped": Position(lambda s: {"properties": {"k": s}}, _named, (5,)),
    "property-nullable": Position(
        lambda s: {"type": ["object", "null"], "properties": {"k": s}}, _named, (None,)
    ),
    "property-of-items": Position(
        lambda s: _array(items=_object(properties={"k": s})), lambda v: [{}, {"k": v}], ([],)
    ),
    "property-of-property": Position(
        lambda s: _object(properties={"k": _object(properties={"k": s})}),
        lambda v: {"k": {"k": v}},
        ({"k": {}},),
    ),
    "additionalProperties": Position(lambda s: _object(additionalProperties=s), _named, ({},)),
    "additionalProperties-beside": Position(
        lambda s: _object(properties={"a": {}}, additionalProperties=s),
        lambda v: {"a": 1, "k": v},
        ({"a": 1},),
    ),
    "patternProperties": Position(lambda s: _object(patternProperties={"^k$": s}), _named, ({},)),
    "dependentSchemas": Position(
        lambda s: _object(
            properties={"k": {}, "d": {}}, dependentSchemas={"d": {"properties": {"k": s}}}
        ),
        lambda v: {"d": 1, "k": v},
        ({"d": 1},),
    ),
    "dependent-beside-a-type": Position(
        lambda s: {"anyOf": [_TEXT, _dependent(s)]},
        lambda v: {"d": 1, "k": v},
        ("a", {"d": 1}),
    ),
    "dependent-beside-kinds": Position(
        lambda s: _object(
            properties={"d": {}, "in": {"oneOf": [_kind("b"), _kind("c")]}},
            dependentSchemas={"d": {"properties": {"in": {"properties": {"m": s}}}}},
        ),
        lambda v: {"d": 1, "in": {"k": "c", "m": v}},
        ({"in": {"k": "b"}},),
    ),
    "pattern-beside-a-type": Position(
        lambda s: {"oneOf": [_nullable_object(patternProperties={"^k": s}), _NULL]},
        _named,
        ({"d": 1},),
    ),
    "allOf": Position(lambda s: {"allOf": [s]}),
    "allOf-two": Position(lambda s: {"allOf": [s, {"$comment": "any value"}]}),
    "allOf-beside": Position(lambda s: {"$comment": "one", "allOf": [{}, s]}),
    "anyOf": Position(lambda s: {"anyOf": [_OTHER, s]}, also_keeps=("§",)),
    "oneOf": Position(lambda s: {"oneOf": [s, _OTHER]}),
    "not-not": Position(lambda s: {"not": {"not": s}}),
    "if": Position(lambda s: {"if": s, "else": _OTHER}, also_keeps=("§",)),
    "then": Position(lambda s: {"if": {}, "then": s}),
    "else": Position(lambda s: {"if": _OTHER, "else": s}, also_keeps=("§",)),
    "reference": Position(lambda s: {"$defs": {"s": s}, "$ref": "#/$defs/s"}),
    "reference-with-neighbour": Position(
        lambda s: {"$defs": {"s": s}, "$ref": "#/$defs/s", "$comment": "one"}
    ),
    "beside-reference": Position(_beside_reference),
    "reference-in-items": Position(
        lambda s: {"$defs": {"s": s}, "type": "array", "items": {"$ref": "#/$defs/s"}}, _one
    ),
}
