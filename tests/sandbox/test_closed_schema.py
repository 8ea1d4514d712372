"""Closing a schema rejects keys that nothing names, and changes nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clientwright.sandbox.closed_schema import close_schema

A: dict[str, Any] = {"properties": {"a": {"type": "integer"}}}
B: dict[str, Any] = {"properties": {"b": {"type": "integer"}}}

LEFT: list[Any] = [
    {},
    {"type": "object"},
    {**A, "additionalProperties": True},
    {**A, "additionalProperties": {"type": "integer"}},
    {**A, "unevaluatedProperties": True},
    {"patternProperties": {"^a": {}}},
    {"not": A},
    {"contains": A},
    {"if": {"properties": {"a": {"const": 1}}}, "additionalProperties": True},
    {"const": {"properties": 1}, "enum": [{"properties": {}}], "default": {"properties": {}}},
    {"$ref": "#/$defs/self", "$defs": {"self": {"$ref": "#/$defs/self"}}},
    {"$ref": "https://elsewhere.example/schema"},
    {"$ref": "#/nowhere"},
    True,
]


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        (A, {"a": 1}, {"a": 1, "x": 1}),
        ({"items": A}, [{"a": 1}], [{"x": 1}]),
        ({"prefixItems": [A]}, [{"a": 1}], [{"x": 1}]),
        ({"properties": {"in": A}}, {"in": {"a": 1}}, {"in": {"x": 1}}),
        ({"allOf": [A, B]}, {"a": 1, "b": 1}, {"a": 1, "x": 1}),
        ({**A, "anyOf": [B, {}]}, {"a": 1, "b": 1}, {"a": 1, "x": 1}),
        (
            {"oneOf": [{"required": ["a"], **A}, {"required": ["b"], **B}]},
            {"a": 1},
            {"a": 1, "x": 1},
        ),
        ({"if": {"required": ["a"]}, "then": A, "else": B}, {"a": 1}, {"a": 1, "b": 1}),
        ({"dependentSchemas": {"a": B}, **A}, {"a": 1, "b": 1}, {"b": 1}),
        ({"$ref": "#/$defs/t", "$defs": {"t": A}}, {"a": 1}, {"x": 1}),
        ({"$ref": "#/$defs/t", **B, "$defs": {"t": A}}, {"a": 1, "b": 1}, {"x": 1}),
    ],
)
def test_unknown_keys_are_refused(schema: dict[str, Any], good: Any, bad: Any) -> None:
    """A key that no part of the schema names is refused; a key that any part names is not."""
    before = copy.deepcopy(schema)
    oracle: Any = Draft202012Validator(close_schema(schema))
    assert oracle.is_valid(good)
    library: Any = Draft202012Validator(schema)
    assert library.is_valid(bad)
    assert not oracle.is_valid(bad)
    assert schema == before


@pytest.mark.parametrize("schema", LEFT)
def test_open_or_already_closed_schema_is_unchanged(schema: Any) -> None:
    """A schema that names no properties, or already constrains other keys, is unchanged."""
    assert close_schema(schema) == schema
