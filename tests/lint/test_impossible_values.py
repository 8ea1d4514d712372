"""What lint says of keywords that contradict each other: where, how bad it is, and what is lost."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.io.json_pointer import resolve_pointer
from clientwright.lint import impossible_values
from clientwright.problems import Problem
from lint.support import endpoint, object_schema

NO_NUMBER = {"type": "integer", "minimum": 5, "maximum": 3}
NOTHING = "no integer is at least 5 and at most 3"


def found_in(schema: dict[str, Any]) -> list[Problem]:
    """Return what the checks find, each at a place that the spec has."""
    found: list[Problem] = [
        *impossible_values.check(endpoint(schema)),
        *impossible_values.check_effect(endpoint(schema)),
    ]
    for problem in found:
        resolve_pointer({"input": schema}, problem.location.pointer)
    return found


def required(*names: str, **properties: Any) -> dict[str, Any]:
    """Return an object schema with required properties."""
    return {**object_schema(**properties), "required": [*names]}


LISTS = {"type": "array", "items": NO_NUMBER}
INNER = required("n", n=NO_NUMBER)


@pytest.mark.parametrize(
    ("schema", "code", "pointer", "text"),
    [
        (required("a", a=NO_NUMBER), "no-valid-input", "/properties/a/minimum", f"no input is valid: {NOTHING}."),
        (required("a", a=INNER), "no-valid-input", "/properties/a/properties/n/minimum", NOTHING),
        (required("a", a={**LISTS, "minItems": 1}), "no-valid-input", "/properties/a/items/minimum", NOTHING),
        ({**object_schema(a={}), "allOf": [INNER]}, "no-valid-input", "/allOf/0/properties/n/minimum", NOTHING),
        (object_schema(a=NO_NUMBER), "nothing-fits", "/properties/a/minimum", f"'a' can never be given: {NOTHING}."),
        (object_schema(a=INNER), "nothing-fits", "/properties/a/properties/n/minimum", "'a' can never be given"),
        (object_schema(a=LISTS), "nothing-fits", "/properties/a/items/minimum", "the array can have no such items"),
        (
            object_schema(a={"anyOf": [{"type": "string"}, NO_NUMBER]}),
            "nothing-fits", "/properties/a/anyOf/1/minimum", "no value can fit this branch of anyOf",
        ),
        (
            required("a", a={**NO_NUMBER, "type": ["integer", "null"]}),
            "nothing-fits", "/properties/a/minimum", "no integer can be given here",
        ),
        (
            {**required("a", a={"$ref": "#/$defs/n"}), "$defs": {"n": NO_NUMBER}},
            "no-valid-input", "/$defs/n/minimum", NOTHING,
        ),
        (required("a", a=False), "no-valid-input", "/required/0", "every object must have \"a\", which it may not have"),
        ({**object_schema(a={}), "minProperties": 2}, "no-valid-input", "/minProperties", "only 1 can be given"),
        (object_schema(a={"type": "number", "x-media": {}}), "misplaced-keyword", "/properties/a/x-media", "only number"),
        (object_schema(a={"type": "string", "minItems": 1}), "misplaced-keyword", "/properties/a/minItems", "type array"),
        (object_schema(a={"format": "colour"}), "idle-format", "/properties/a/format", "'colour'"),
    ],
)  # fmt: skip
def test_contradiction_says_what_is_lost(schema: Any, code: str, pointer: str, text: str) -> None:
    """A contradiction is reported once, at its keyword, with what can never be given."""
    (problem,) = found_in(schema)
    assert (problem.code, problem.location.pointer) == (code, f"/input{pointer}")
    assert text in problem.found()


@pytest.mark.parametrize(
    "schema",
    [
        object_schema(a=False, b={"type": "integer"}),
        object_schema(a={"type": "array", "items": False}),
        object_schema(a={"type": "string", "format": "date-time"}, b={"type": "integer", "format": "int32"}),
        object_schema(a={"minLength": 3, "items": {}}),
        object_schema(a={"type": "number", "minimum": 1, "maximum": 1, "exclusiveMinimum": 0}),
        object_schema(a={"type": "integer", "minimum": 5, "not": NO_NUMBER}),
        {**object_schema(a={}, b={}), "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {**object_schema(a={}, b={}), "anyOf": [{"required": ["a"], "properties": {"b": False}}, {}]},
        {**object_schema(a={"type": "object", "properties": {"b": {}}}), "allOf": [{"properties": {"a": {"minProperties": 1}}}]},
    ],
)  # fmt: skip
def test_possible_values_are_no_problem(schema: Any) -> None:
    """What is forbidden on purpose, what other types may have, and conditions are not reported."""
    assert found_in(schema) == []


def test_required_name_is_reported_once() -> None:
    """A required name that is no property keeps its own problem."""
    assert found_in(required("b", a={})) == []
    nullable = {**required("b", a={}), "type": ["object", "null"]}
    assert found_in(object_schema(f=nullable)) == []


def test_a_type_that_nothing_fits_is_told_where_it_is() -> None:
    """The location is the schema that accepts the type, and not the root."""
    nullable = {**object_schema(a={}), "type": ["object", "null"], "minProperties": 2}
    (problem,) = found_in(object_schema(f=nullable))
    assert problem.location.pointer == "/input/properties/f/minProperties"
