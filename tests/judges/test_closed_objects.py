"""Client, sandbox and oracle close the same objects, wherever in a schema they are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen import schema_strategies, support
from judges.three_judges import judges

A: dict[str, Any] = {"properties": {"a": {"type": "integer"}}}
B: dict[str, Any] = {"properties": {"b": {"type": "integer"}}}
OBJECT_A = {"type": "object", **A}

SHAPES: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "typed": (OBJECT_A, [{}, {"a": 1}], [{"x": 1}, {"a": 1, "x": 1}]),
    "untyped": (A, [{"a": 1}, 5, "text"], [{"a": 1, "x": 1}]),
    "nullable": ({**A, "type": ["object", "null"]}, [None, {"a": 1}], [{"x": 1}]),
    "object or text": ({**A, "type": ["object", "string"]}, ["text", {"a": 1}], [{"x": 1}]),
    "no properties": ({"type": "object"}, [{"x": 1}], []),
    "empty properties": ({"type": "object", "properties": {}}, [{"x": 1}], []),
    "required only": ({"type": "object", "required": ["x"]}, [{"x": 1, "y": 1}], []),
    "open": ({**OBJECT_A, "additionalProperties": True}, [{"x": 1}], []),
    "open untyped": ({**A, "additionalProperties": True}, [{"x": 1}], []),
    "others described": (
        {**OBJECT_A, "additionalProperties": {"type": "string"}},
        [{"a": 1, "x": "text"}],
        [{"x": 1}],
    ),
    "closed by itself": ({**OBJECT_A, "additionalProperties": False}, [{"a": 1}], [{"x": 1}]),
    "patterns": ({"patternProperties": {"^é": A}}, [{"x": 1}, {"éx": {"a": 1}}], [{"éx": {"x": 1}}]),
    "patterns and properties": (
        {**OBJECT_A, "patternProperties": {r"^\w$": {}}},
        [{"a": 1, "z": 1}],
        [{"a": 1, "é": 1}, {"zz": 1}],
    ),
    "values": ({"additionalProperties": A}, [{"x": {"a": 1}}], [{"x": {"y": 1}}]),
    "items": (
        {"type": "array", "items": OBJECT_A},
        [[{"a": 1}]],
        [[{"x": 1}], [{"a": 1}, {"x": 1}]],
    ),
    "unique items": ({"uniqueItems": True, "items": OBJECT_A}, [[{"a": 1}]], [[{"x": 1}]]),
    "nullable items": (
        {"type": "array", "items": {**A, "type": ["object", "null"]}},
        [[None, {"a": 1}]],
        [[None, {"x": 1}]],
    ),
    "tuple": (
        {"prefixItems": [A, B], "items": {**A, "minProperties": 1}},
        [[{"a": 1}, {"b": 1}, {"a": 1}]],
        [[{"b": 1}], [{}, {"a": 1}], [{}, {}, {"x": 1}]],
    ),
    "all": ({"allOf": [A, B]}, [{"a": 1, "b": 1}], [{"a": 1, "x": 1}]),
    "all that refine": (
        {"allOf": [{"properties": {"in": A}}, {"properties": {"in": B}}]},
        [{"in": {"a": 1, "b": 1}}],
        [{"in": {"x": 1}}, {"x": 1}],
    ),
    "any": ({"anyOf": [A, {"required": ["c"]}]}, [{"a": 1}], [{"x": 1}, {"a": 1, "c": 1}]),
    "any with a scalar": ({"anyOf": [OBJECT_A, {"type": "string"}]}, ["text", {"a": 1}], [{"x": 1}]),
    "any with an open branch": (
        {"anyOf": [A, {"required": ["c"], "additionalProperties": True}]},
        [{"a": 1, "c": 1, "x": 1}],
        [{"a": 1, "x": 1}],
    ),
    "any below": (
        {"anyOf": [{"properties": {"in": A}}, {"type": "string"}]},
        [{"in": {"a": 1}}],
        [{"in": {"x": 1}}, {"x": 1}],
    ),
    "one": (
        {"oneOf": [{**A, "required": ["a"]}, {**B, "required": ["b"]}]},
        [{"a": 1}, {"b": 1}],
        [{"a": 1, "x": 1}, {"a": 1, "b": 1}],
    ),
    "one where both fit": (
        {"oneOf": [{"properties": {"in": A}}, {"properties": {"in": B}}]},
        [],
        [{"in": {"a": 1}}, {"in": {"b": 1}}, {"in": {}}],
    ),
    "condition": (
        {"type": "object", "if": {"required": ["a"]}, "then": A, "else": B},
        [{"a": 1}, {"b": 1}],
        [{"a": 1, "b": 1}, {"b": 1, "x": 1}],
    ),
    "condition that refines": (
        {
            "type": "object",
            "properties": {"a": {}, "in": {**OBJECT_A, "properties": {"a": {}, "c": {}}}},
            "if": {"required": ["a"]},
            "then": {"properties": {"in": {"properties": {"a": {"type": "integer"}}}}},
        },
        [{"a": 1, "in": {"a": 1, "c": "text"}}, {"in": {"a": "text", "c": 1}}],
        [{"a": 1, "in": {"x": 1}}, {"a": 1, "in": {"a": "text"}}, {"in": {"x": 1}}],
    ),
    "names in a condition only": (
        {"type": "object", "if": {"properties": {"a": {"const": 1}}}, "then": {"required": ["b"]}},
        [{"a": 1, "b": 1, "x": 1}, {"a": 2, "x": 1}],
        [{"a": 1}],
    ),
    "dependents": (
        {**A, "dependentSchemas": {"a": B}},
        [{"a": 1, "b": 1}, {"a": 1}],
        [{"b": 1}, {"a": 1, "x": 1}],
    ),
    "contains": (
        {"type": "array", "contains": {**A, "required": ["a"]}},
        [[{"a": 1, "x": 1}], [{"a": 1}, {"x": 1}]],
        [[{"x": 1}]],
    ),
    "items and contains": (
        {"type": "array", "items": A, "contains": {**B, "required": ["b"]}},
        [[{"a": 1, "b": 1}, {"a": 1}]],
        [[{"a": 1, "b": 1}, {"x": 1}], [{"a": 1}]],
    ),
    "not": ({"not": {**A, "required": ["a"]}}, [{"x": 1}], [{"a": 1, "x": 1}]),
    "reference": ({"$ref": "#/$defs/a"}, [{"a": 1}, 5], [{"x": 1}]),
    "beside a reference": ({"$ref": "#/$defs/a", **B}, [{"a": 1, "b": 1}], [{"x": 1}]),
}  # fmt: skip
"""For each shape of schema: values that each judge accepts, and values that each refuses."""


@pytest.mark.parametrize("shape", SHAPES)
def test_unknown_fields_are_refused_by_all(package: str, shape: str) -> None:
    """A field is refused by all judges where a schema names properties and none describes it, else by none."""
    schema, good, bad = SHAPES[shape]
    root = {"type": "object", "properties": {"it": schema}, "$defs": {"a": A}}
    found = judges(package, support.endpoint(root))
    found.all_accept({"it": value} for value in good)
    found.all_refuse({"it": value} for value in bad)


@pytest.mark.parametrize("shape", [name for name in SHAPES if name.endswith(("refines", "typed"))])
def test_root_is_closed_as_any_other_object(package: str, shape: str) -> None:
    """What holds for a field's value holds for the whole input."""
    schema, good, bad = SHAPES[shape]
    found = judges(package, support.endpoint({**schema, "type": "object"}))
    for value in good:
        if isinstance(value, dict):
            assert found.answers(value) == {"client": True, "sandbox": True, "oracle": True}
    for value in bad:
        assert found.answers(value) == {"client": False, "sandbox": False, "oracle": False}


@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
@given(
    schema_strategies.schemas(2),
    schema_strategies.schemas(1),
    st.lists(schema_strategies.VALUES, min_size=1, max_size=6),
)
def test_judges_agree_on_any_schema(
    package: str, fragment: Any, others: Any, values: list[Any]
) -> None:
    """Whatever the schema, all judges accept the same payloads, or generation refuses it."""
    root = {**others, "type": "object", "properties": {"a": fragment, "b": True}}
    found = judges(package, support.endpoint(root))
    if found.client is None:
        return
    for payload in ({}, *({"a": value} for value in values), *({"x": value} for value in values)):
        answers = found.answers(payload)
        assert len(set(answers.values())) == 1, (root, payload, answers)
