"""Exported inputs are closed: they accept what the service takes, and refuse fields that no schema describes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.export.schema_document import endpoint_schema, with_references_below
from clientwright.io.json_pointer import resolve_pointer
from clientwright.sandbox.input_validation import InputValidator
from codegen import support
from judges.test_closed_objects import SHAPES, A
from judges.test_object_unions import ROOTS, SCHEMAS, values_near
from schema.keyword_samples import POSITIONS, SAMPLES

OPEN = {
    "all that refine",  # two schemas describe the same field
    "any",  # a branch names no fields
    "any with an open branch",
    "condition that refines",
    "items and contains",
    "patterns and properties",  # the library's \w is wider than the standard's
}
"""The shapes that JSON Schema cannot close, or whose pattern the library reads in another way."""
SLOW = settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))


def exported(root: Any) -> Draft202012Validator:
    """Return a validator of the exported schema of an input."""
    schema = endpoint_schema(support.endpoint(root), support.service(), "en")
    return Draft202012Validator(schema)


@pytest.mark.parametrize("name", SHAPES)
def test_closed_shapes(name: str) -> None:
    """What the judges accept of each shape is accepted; unknown fields are refused wherever all branches name some."""
    shape, accepted, refused = SHAPES[name]
    validator = exported({"type": "object", "properties": {"f": shape}, "$defs": {"a": A}})
    Draft202012Validator.check_schema(validator.schema)
    assert [one for one in accepted if not validator.is_valid({"f": one})] == []
    missed = [one for one in refused if validator.is_valid({"f": one})]
    assert not missed or name in OPEN
    assert not validator.is_valid({"unknown": 1})


@SLOW
@given(SCHEMAS, ROOTS, st.data())
def test_nothing_right_is_refused(union: Any, beside: Any, data: st.DataObject) -> None:
    """An exported schema accepts every input that the sandbox accepts."""
    fields = {"x": union, "l": {"type": "array", "items": union}}
    root = {"type": "object", "properties": fields, **beside}
    payload = {
        "x": data.draw(values_near(union)),
        "l": data.draw(st.lists(values_near(union), max_size=2)),
    }
    sandbox = InputValidator.for_endpoint(support.endpoint(root), support.service())
    if not sandbox.faults(payload):
        assert exported(root).is_valid(payload)


@pytest.mark.parametrize("name", [n for n in SAMPLES if not n.startswith("multipleOf-decimal")])
def test_keywords_keep_their_meaning(name: str) -> None:
    """In every position, what keeps a keyword is accepted by the exported schema."""
    for position in POSITIONS.values():
        schema = position.place(SAMPLES[name].schema)
        if schema is None:
            continue
        own = schema.get("$defs", {})
        field = {key: value for key, value in schema.items() if key != "$defs"}
        validator = exported({"type": "object", "properties": {"f": field}, "$defs": own})
        for value in (position.around(SAMPLES[name].keeps), *position.also_keeps):
            assert validator.is_valid({"f": value}), (field, value)


INNER = {"type": "object", "properties": {"b": {"type": "object", "properties": {"c": {}}}}}


@pytest.mark.parametrize(
    ("use", "closed"),
    [
        ({"$ref": "#/$defs/a"}, True),
        ({"anyOf": [{"$ref": "#/$defs/a"}, {"type": "null"}]}, True),
        ({"allOf": [{"$ref": "#/$defs/a"}]}, True),
        (
            {"allOf": [{"$ref": "#/$defs/a"}, {"properties": {"b": {"properties": {"d": {}}}}}]},
            False,
        ),
    ],
)
def test_definitions_are_closed_where_nothing_else_describes_them(use: Any, closed: bool) -> None:
    """What a definition holds is closed, unless another schema describes the same values somewhere."""
    validator = exported({"type": "object", "properties": {"f": use}, "$defs": {"a": INNER}})
    assert validator.is_valid({"f": {"b": {"c": 1}}})
    assert validator.is_valid({"f": {"b": {"d": 1}}}) is not closed
    assert not validator.is_valid({"f": {"x": 1}})


def test_references_lead_below() -> None:
    """A schema inside another document refers to its own definitions there."""
    schema = {
        "properties": {"a": {"$ref": "#/$defs/n"}},
        "$defs": {"n": {"items": {"$ref": "#/$defs/n"}}},
    }
    document = {"components": {"x": with_references_below(schema, "#/components/x")}}
    inner = resolve_pointer(document, "/components/x/properties/a/$ref")
    assert resolve_pointer(document, inner.removeprefix("#")) == {"items": {"$ref": inner}}
