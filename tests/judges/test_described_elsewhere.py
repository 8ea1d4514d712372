"""Fields that other schemas describe: client, sandbox and oracle know the same ones, wherever these schemas stand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from codegen import support
from judges.test_closed_objects import OBJECT_A, A, B
from judges.test_object_unions import ELSEWHERE, ROOTS
from judges.three_judges import judges

SLOW = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
KIND = {
    "oneOf": [
        {"type": "object", "properties": {"kind": {"const": "x"}, "c": {}}, "required": ["kind"]},
        {"type": "object", "properties": {"kind": {"const": "z"}}, "required": ["kind"]},
    ]
}
KINDS = {"type": "object", "properties": {"a": {}, "in": KIND}}

OPEN = {"anyOf": [{"const": 1}, {"patternProperties": {"^p": {"type": "integer"}}}]}

SHAPES: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "object or text, condition": (
        {**A, "type": ["object", "string"], "if": {"required": ["a"]}, "then": B},
        ["text", {"a": 1}, {"a": 1, "b": 1}],
        [{"b": 1}, {"a": 1, "b": "text"}, {"a": 1, "x": 1}],
    ),
    "object or text, names in a condition": (
        {**A, "type": ["object", "string"], "if": {**B, "required": ["b"]}, "then": {"required": ["a"]}},
        ["text", {"a": 1}, {"a": 1, "b": 1}],
        [{"b": 1}, {"a": 1, "b": "text"}, {"a": 1, "x": 1}],
    ),
    "object or text, opened by a condition": (
        {**A, "type": ["object", "string"], "if": {"required": ["a"]}, "then": {"additionalProperties": True}},
        ["text", {"a": 1, "x": 1}],
        [{"x": 1}],
    ),
    "object or text, dependents": (
        {**A, "type": ["object", "string"], "dependentSchemas": {"a": B}},
        ["text", {"a": 1, "b": 1}],
        [{"b": 1}, {"a": 1, "x": 1}],
    ),
    "object or text, condition in a list": (
        {**A, "type": ["object", "string"], "allOf": [{"if": {"required": ["a"]}, "then": B}]},
        ["text", {"a": 1, "b": 1}],
        [{"b": 1}, {"a": 1, "x": 1}],
    ),
    "object or text, branches": (
        {**A, "type": ["object", "string"], "anyOf": [B, {"maxProperties": 1}]},
        ["text", {"a": 1, "b": 1}, {"b": 1}],
        [{"x": 1}, {"a": 1, "b": "text"}],
    ),
    "object or text, closed by itself": (
        {**A, "type": ["object", "string"], "additionalProperties": False, "dependentSchemas": {"a": B}},
        ["text", {"a": 1}],
        [{"a": 1, "b": 1}],
    ),
    "object or text, patterns and condition": (
        {**A, "type": ["object", "string"], "patternProperties": {"^p": {}}, "dependentSchemas": {"a": B}},
        ["text", {"a": 1, "b": 1, "p": 1}, {"p": 1}],
        [{"b": 1}, {"a": 1, "x": 1}],
    ),
    "object or list, condition": (
        {"oneOf": [{"type": "array"}, {**OBJECT_A, "if": {"required": ["a"]}, "then": B}]},
        [[1], {"a": 1, "b": 1}],
        [{"b": 1}, {"a": 1, "x": 1}],
    ),
    "items with a condition": (
        {"type": "array", "items": {"anyOf": [{**OBJECT_A, "dependentSchemas": {"a": B}}, {"type": "string"}]}},
        [["text", {"a": 1, "b": 1}]],
        [[{"b": 1}], [{"a": 1, "x": 1}]],
    ),
    "values with a condition": (
        {"additionalProperties": {**OBJECT_A, "dependentSchemas": {"a": B}}, "type": "object"},
        [{"x": {"a": 1, "b": 1}}],
        [{"x": {"b": 1}}, {"x": {"a": 1, "x": 1}}],
    ),
    "reference to patterns": (
        {"$ref": "#/$defs/open", "type": ["object", "string"], **A},
        [{"a": 1, "p": 1}, "text"],
        [{"x": 1}],
    ),
    "a field of one kind or another": (
        {**KINDS, "if": {"required": ["a"]}, "then": {"properties": {"in": B}}},
        [{"a": 1, "in": {"kind": "z", "b": 1}}, {"in": {"kind": "x"}}],
        [{"in": {"kind": "z", "b": 1}}, {"a": 1, "in": {"kind": "z", "x": 1}}],
    ),
    "a field of one kind or another, dependents": (
        {**KINDS, "dependentSchemas": {"a": {"properties": {"in": B}}}},
        [{"a": 1, "in": {"kind": "z", "b": 1}}],
        [{"in": {"kind": "z", "b": 1}}],
    ),
    "a field of one kind or another, branches": (
        {**KINDS, "anyOf": [{"properties": {"in": B}}, {"required": ["a"]}]},
        [{"in": {"kind": "z", "b": 1}}, {"a": 1, "in": {"kind": "x"}}],
        [{"a": 1, "in": {"kind": "z", "b": "text"}}, {"in": {"kind": "x", "x": 1}}],
    ),
    "items of one kind or another": (
        {
            "type": "object",
            "properties": {"a": {}, "in": {"type": "array", "items": KIND}},
            "dependentSchemas": {"a": {"properties": {"in": {"items": B}}}},
        },
        [{"a": 1, "in": [{"kind": "z", "b": 1}]}],
        [{"in": [{"kind": "z", "b": 1}]}, {"a": 1, "in": [{"kind": "z", "x": 1}]}],
    ),
    "a pattern for one kind or another": (
        {**KINDS, "patternProperties": {"^in": {"anyOf": [{"type": "null"}, {"additionalProperties": True}]}}},
        [{"in": {"kind": "z", "b": 1}}],
        [{"in": {"b": 1}}, {"x": 1}],
    ),
    "a pattern for a few of its fields": (
        {**KINDS, "patternProperties": {"^in": {"properties": {"kind": {}}}}},
        [{"in": {"kind": "x", "c": 1}}],
        [{"in": {"kind": "z", "c": 1}}, {"in": {"kind": "x", "x": 1}}],
    ),
    "patterns or the other type": (
        {"oneOf": [{**A, "type": ["object", "null"], "patternProperties": {"^p": {}}}, {"type": "null"}]},
        [{"a": 1, "p": 1}],
        [None, {"x": 1}, {"p": 1, "x": 1}],
    ),
    "patterns or any list": (
        {"oneOf": [{**A, "type": ["object", "array"], "patternProperties": {"^p": {}}}, {"type": "array"}]},
        [{"a": 1, "p": 1}],
        [[], {"x": 1}],
    ),
    "Python's name of another field": (
        {
            "type": ["object", "string"],
            "properties": {"a": {}, "a-b": {}},
            "dependentSchemas": {"a": {"properties": {"a_b": {"type": "integer"}}}},
        },
        [{"a": 1, "a_b": 1}, {"a": 1, "a_b": 1, "a-b": "text"}, {"a-b": "text"}],
        [{"a": 1, "a_b": "text"}, {"a_b": 1}],
    ),
}  # fmt: skip
"""For each shape of schema: values that each judge accepts, and values that each refuses."""


@pytest.mark.parametrize("shape", SHAPES)
def test_fields_described_elsewhere_are_known(package: str, shape: str) -> None:
    """A field that another schema describes is accepted by all judges, where and while that schema applies."""
    schema, good, bad = SHAPES[shape]
    root = {"type": "object", "properties": {"it": schema}, "$defs": {"open": OPEN}}
    found = judges(package, support.endpoint(root))
    found.all_accept({"it": value} for value in good)
    found.all_refuse({"it": value} for value in bad)


FIELDS = ("a", "b", "k", "z")
"""What an object may have; schemas describe the first three by name, some others by patterns or at all."""
OBJECTS: st.SearchStrategy[Any] = st.builds(
    lambda names, *more: {"properties": {name: {} for name in names}, **more[0], **more[1]},
    st.sampled_from(("a", "ak", "k", "kb")),
    st.sampled_from(({}, {}, {}, {"patternProperties": {"^z": {}}}, {"additionalProperties": False})),
    st.sampled_from(({}, *ELSEWHERE)),
)  # fmt: skip


def kinds(record: Any) -> Any:
    """Return a union of such objects and of others, told apart by a field."""
    fields = {**record["properties"], "kind": {"const": "x"}}
    one = {**record, "type": "object", "properties": fields, "required": ["kind"]}
    other = {"type": "object", "properties": {"kind": {"const": "y"}}, "required": ["kind"]}
    return {"oneOf": [one, other]}


PLACES: st.SearchStrategy[Any] = st.sampled_from(
    (
        kinds,
        kinds,
        lambda one: {**one, "type": ["object", "string"]},
        lambda one: {"anyOf": [{**one, "type": "object"}, {"type": "null"}]},
        lambda one: {"oneOf": [{**one, "type": ["object", "null"]}, {"type": "null"}]},
        lambda one: {"oneOf": [{**one, "type": ["object", "array"]}, {"type": "array"}]},
        lambda one: {"anyOf": [{"type": "array", "items": kinds(one)}, kinds(one)]},
    )
)
"""Where such objects may stand."""


def values() -> Iterator[Any]:
    """Yield objects with all combinations of fields, of each kind or of none, and other values."""
    yield from (None, "x", [])
    for count in range(len(FIELDS) + 1):
        for names in combinations(FIELDS, count):
            fields = dict.fromkeys(names, 1)
            yield from (fields, {**fields, "kind": "x"}, {**fields, "kind": "y"})


@SLOW
@given(st.builds(lambda place, one: place(one), PLACES, OBJECTS), ROOTS)
def test_judges_know_the_same_fields(package: str, schema: Any, beside: Any) -> None:
    """All judges accept the same objects, which the client sends as they are given."""
    fields = {"x": schema, "l": {"type": "array", "items": schema}}
    found = judges(package, support.endpoint({"type": "object", "properties": fields, **beside}))
    event(f"refused by lint: {found.client is None}")
    for value in values() if found.client is not None else ():
        for payload in ({"x": value}, {"l": [value]}):
            answers = found.answers(payload)
            assert len(set(answers.values())) == 1, (schema, beside, payload, answers)
            if answers["oracle"]:
                assert found.client.ENDPOINT.request(payload).body == payload
