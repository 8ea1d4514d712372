"""What is evident for a plain schema is what the search finds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from clientwright.lint import input_shape
from clientwright.schema import contradictions, normal_form
from clientwright.schema.contradictions import find_impossible
from clientwright.schema.plain_schemas import is_plain, surely_fits
from clientwright.schema.references import inline_references, inlined_for_reading
from clientwright.schema.semantics import find_merged_form
from clientwright.schema.validator import make_validator
from codegen.schema_strategies import schemas as wild
from lint.support import endpoint
from schema.sample_values import VALUES
from schema.schemas import inputs, schemas

ENDS = st.integers(0, 3) | st.sampled_from((0.5, 1.5, -1, 2.0))
FIELDS = st.recursive(
    st.fixed_dictionaries(
        {"type": st.sampled_from(("string", "integer", "number", ["string", "null"], ["integer", "number"], "boolean"))},
        optional=dict.fromkeys(("minimum", "maximum", "minLength", "maxLength"), ENDS),
    )
    | st.fixed_dictionaries(
        {"enum": st.lists(st.sampled_from((1, 1.0, "a", True, None)), min_size=1, max_size=2)},
        optional={"type": st.sampled_from(("string", "integer", "number", "boolean"))},
    ),
    lambda inner: st.fixed_dictionaries(
        {"type": st.sampled_from(("object", "array"))},
        optional={
            "properties": st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
            "required": st.lists(st.sampled_from("abc"), unique=True, max_size=2),
            "additionalProperties": st.booleans() | inner,
            "items": inner,
            "minItems": st.integers(0, 2),
            "maxItems": st.integers(0, 2),
        },
    ),
    max_leaves=6,
)  # fmt: skip
ANY = FIELDS | schemas() | inputs() | wild()


@settings(max_examples=200)
@given(ANY)
@example({"type": "integer", "minimum": 0.2, "maximum": 0.8})
@example({"type": "object", "properties": {"a": False}, "required": ["a"]})
def test_nothing_is_impossible_in_a_plain_schema(schema: Any) -> None:
    """In what is called plain, the search for contradictions finds none."""
    inlined = inline_references(schema)
    assume(is_plain(inlined))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(contradictions, "is_plain", lambda _: False)
        assert [*find_impossible(schema)] == []


@settings(max_examples=100)
@given(ANY)
def test_shortcuts_find_the_same(schema: Any) -> None:
    """With and without what is evident: the same contradictions, merged form and problems of the shape."""
    found = [results(schema)]
    with pytest.MonkeyPatch.context() as patched:
        for module in (contradictions, input_shape):
            patched.setattr(module, "is_plain", lambda _: False)
        patched.setattr(normal_form, "_has_branches", lambda _: True)
        found.append(results(schema))
    assert found[0] == found[1]


def results(schema: Any) -> tuple[object, ...]:
    """Return all that is found of a schema."""
    form = find_merged_form(schema)
    shape = [*input_shape.check(endpoint(schema))]
    return [*find_impossible(schema)], form.schema, form.written, shape


@settings(max_examples=200)
@given(ANY, st.sampled_from(VALUES))
@example({"type": "integer", "minimum": 2}, True)
@example({"type": "number", "enum": [1.0]}, 1)
@example({"type": "integer", "maximum": 2}, 2.0)
def test_a_value_that_surely_fits_is_valid(schema: Any, value: Any) -> None:
    """A value is said to fit only where the validator accepts it."""
    for one in (schema, {**schema, "default": value, "title": "a"}):
        assert not surely_fits(one, value) or make_validator(one).is_valid(value)


def test_what_is_plain_is_told_quickly() -> None:
    """Fields as most providers write them are plain, and their defaults fit at once."""
    fields: dict[str, Any] = {
        "size": {"type": "string", "enum": ["a", "b"], "default": "b"},
        "seed": {"type": "integer", "minimum": 0, "maximum": 9, "default": 9},
        "scale": {"type": "number", "minimum": 0, "maximum": 0.5, "default": 0.5},
        "text": {"type": ["string", "null"], "maxLength": 3},
        "audio": {"type": "boolean", "default": True},
        "urls": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2},
    }
    assert is_plain({"type": "object", "properties": fields, "required": ["size"]})
    defaults = [field for field in fields.values() if "default" in field]
    assert all(surely_fits(field, field["default"]) for field in defaults)


@given(ANY)
def test_what_is_kept_for_reading_is_the_same(schema: Any) -> None:
    """The schema that readers share is the one that each would make, also after others were asked about."""
    for one in (schema, {"type": "string"}, {}, {"a": 1}, {"b": 2}, {"c": 3}, schema):
        assert inlined_for_reading(one) == inline_references(one)
