"""A field that no schema describes is rejected where a schema names properties, and nothing else changes."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clientwright.sandbox.jsonschema_adapter import error_finder
from clientwright.sandbox.undescribed_fields import undescribed_fields

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
    opened = error_finder(schema, ("https",))
    closed = error_finder(schema, ("https",), closed=True)
    assert not list(closed(good))
    assert not list(opened(bad))
    assert list(closed(bad))


@pytest.mark.parametrize("schema", LEFT)
@pytest.mark.parametrize(
    "value", [{"x": 1}, {"a": 1, "x": 1}, {"a": 2, "x": 1}, [{"a": 1, "x": 1}]]
)
def test_open_or_already_closed_schema_is_unchanged(schema: Any, value: Any) -> None:
    """A schema that names no properties, or already constrains other keys, is unchanged."""
    assert undescribed_fields(schema, value, fits) == []


def fits(part: Any, value: Any) -> bool:
    """Return whether a value fits a part of a schema without references."""
    library: Any = Draft202012Validator(part)
    return library.is_valid(value)
