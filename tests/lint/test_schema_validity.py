"""Schemas are checked against the meta-schema of JSON Schema 2020-12, and problems say what is wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.lint import schema_validity
from clientwright.lint.schema_validity import flat_meta_schema
from clientwright.normalize.keyword_values import KEYWORD_VALUES
from lint.support import endpoint, object_schema
from lint.test_laws import ATOMS, LOOSE, SCHEMAS

WHOLE: Any = Draft202012Validator(Draft202012Validator.META_SCHEMA)
FLAT: Any = Draft202012Validator(flat_meta_schema())
WORDS = st.sampled_from([*flat_meta_schema()["properties"], "other"])
NESTED = st.recursive(
    ATOMS | SCHEMAS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def errors(validator: Any, schema: Any) -> set[tuple[str, str]]:
    """Return where each error is, and its message."""
    return {(error.json_path, error.message) for error in validator.iter_errors(schema)}


@settings(max_examples=300)
@given(st.one_of(LOOSE, SCHEMAS, NESTED))
def test_flat_meta_schema_finds_the_same_errors(schema: Any) -> None:
    """Whatever a schema contains, the meta-schema and its flat form find the same errors."""
    assert errors(FLAT, schema) == errors(WHOLE, schema)


def test_every_keyword_is_checked() -> None:
    """A wrong value of each keyword of every vocabulary is an error in both."""
    for word in flat_meta_schema()["properties"]:
        for value in (3.5, "a b", {"a": 3}, [{"type": 3}], {"a": {"type": 3}}, "#a"):
            assert errors(FLAT, {word: value}) == errors(WHOLE, {word: value}), word


WRONG: tuple[Any, ...] = (
    3.5,
    -1,
    "a b",
    True,
    None,
    [],
    ["a", "a"],
    [3],
    {"a": 3},
    {"a": ["b", "b"]},
)


@pytest.mark.parametrize("keyword", sorted(KEYWORD_VALUES))
def test_wrong_value_is_reported_once_and_in_plain_words(keyword: str) -> None:
    """A value of the wrong kind is one problem, which says what it must be and not how it was checked."""
    for value in WRONG:
        schema = object_schema(a={keyword: value}, b={keyword: value})
        found = list(schema_validity.check(endpoint(schema)))
        assert len(set(map(str, found))) == len(found)
        for problem in found:
            text = problem.found()
            assert "under any of the given schemas" not in text
            assert not re.search(r"not of type 'object', 'boolean'|should be non-empty", text)


def test_fault_behind_a_reference_is_reported_where_it_is_written() -> None:
    """What is wrong in a target that is referred to twice is one problem, at the target."""
    use = {"$ref": "#/x-parts/size"}
    schema = {**object_schema(a=use, b={"allOf": [use]}), "x-parts": {"size": {"type": "strnig"}}}
    (problem,) = schema_validity.check(endpoint(schema))
    assert problem.location.pointer == "/input/x-parts/size/type"
    assert "the type 'strnig' is unknown (did you mean 'string'?)" in problem.found()


@pytest.mark.parametrize(
    ("reference", "found", "advice"),
    [
        ("#", "refers back to itself", "as deep as calls need it"),
        ("#/properties/a", "refers back to itself", "as deep as calls need it"),
        ("#/$defs/none", "there is no such value", "Correct the pointer"),
        ("#/type", "its target is not a schema", "an object, true or false"),
        ("#size", "only JSON Pointers such as #/$defs/size", "under $defs"),
        ("sizes.json#/size", "inside the same document", "under $defs"),
    ],
)
def test_broken_reference_says_what_to_try(reference: str, found: str, advice: str) -> None:
    """Each reason why a reference is not followed has advice that fits it."""
    schema = object_schema(a={"type": "array", "items": {"$ref": reference}})
    (problem,) = schema_validity.check(endpoint(schema))
    assert found in problem.found()
    assert advice in problem.advice()


def test_all_broken_references_are_reported_at_once() -> None:
    """Each reference that cannot be followed is a problem, also one in the target of another."""
    schema = {
        **object_schema(a={"$ref": "#/$defs/a"}, b={"$ref": "#/$defs/none"}, c={"$ref": "x.json"}),
        "$defs": {"a": {"type": "array", "items": {"$ref": "#/$defs/a"}}},
    }
    found = {problem.location.pointer for problem in schema_validity.check(endpoint(schema))}
    places = ("/$defs/a/items", "/properties/b", "/properties/c")
    assert found == {f"/input{place}/$ref" for place in places}
