"""`$ref`: replaced inside its document, refused everywhere else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.specs.json_text import resolve_pointer
from clientwright.specs.references import BadReference, inline_references
from clientwright.specs.schema_keywords import walk_schemas

NAMES = st.sampled_from(["a", "b", "a/b", "m~n", "", "ä", "x y", "100%", "$ref"])
LEAVES = st.sampled_from(
    [{"type": "integer"}, {"minimum": 3}, {"type": "string", "maxLength": 2}, True, False, {}]
)
SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.dictionaries(NAMES, inner, max_size=3).map(lambda held: {"properties": held}),
        inner.map(lambda sub: {"items": sub}),
        inner.map(lambda sub: {"not": sub}),
        st.lists(inner, min_size=1, max_size=2).map(lambda subs: {"anyOf": subs}),
    ),
    max_leaves=5,
)
VALUES = st.recursive(
    st.sampled_from([None, 1, 4, "a", "abc"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2),
    max_leaves=5,
)


def refused(schema: dict[str, Any]) -> BadReference:
    """Give why a schema is not inlined."""
    with pytest.raises(BadReference) as caught:
        inline_references(schema)
    return caught.value


@given(SCHEMAS)
def test_a_schema_without_references_stays_equal(schema: Any) -> None:
    """Inlining changes nothing where nothing refers, and twice is once."""
    whole = {"type": "object", "properties": {"p": schema}}
    assert inline_references(whole) == whole


@given(SCHEMAS, VALUES)
def test_inlining_keeps_the_meaning(schema: Any, value: Any) -> None:
    """A schema accepts the same values before and after its references are replaced."""
    whole = {
        "$defs": {"d": schema},
        "properties": {"a": {"$ref": "#/$defs/d", "maximum": 3}},
        "items": {"$ref": "#/$defs/d"},
    }
    inlined = inline_references(whole)
    assert not any("$ref" in sub or "$defs" in sub for _, sub in walk_schemas(inlined))
    assert Draft202012Validator(inlined).is_valid(value) == Draft202012Validator(whole).is_valid(
        value
    )


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("#/$defs/gone", "there is no such value"),
        ("#/required/7", "there is no such value"),
        ("#/required/" + "9" * 5000, "there is no such value"),
        ("#/$defs/%ff", "there is no such value"),
        ("#/required", "not a schema"),
        ("#/required/0", "not a schema"),
        ("https://example.com/schema.json", "inside the same document"),
        ("file:///etc/passwd", "inside the same document"),
        ("other.json#/a", "inside the same document"),
        ("#anchor", "inside the same document"),
        ("#", "inside the same document"),
        ("", "inside the same document"),
        ("#/properties/a~1b", "refers back to itself"),
        ("#/properties/c", "refers back to itself"),
    ],
)
def test_a_reference_that_is_not_followed_says_where_and_why(reference: str, reason: str) -> None:
    """Hosts, files, nothing and circles are refused, at the pointer of the reference itself."""
    schema = {
        "required": ["a/b"],
        "$defs": {},
        "properties": {"a/b": {"$ref": reference}, "c": {"items": {"$ref": "#/properties/a~1b"}}},
    }
    found = refused(schema)
    assert reason in found.reason
    assert isinstance(resolve_pointer(schema, found.pointer), str)


@pytest.mark.parametrize("reference", [5, None, [], {"a": 1}, True])
def test_a_reference_that_is_no_text_is_refused(reference: object) -> None:
    """Whatever stands under $ref, it is followed or refused."""
    assert refused({"properties": {"a": {"$ref": reference}}}).pointer == "/properties/a/$ref"


def test_a_pointer_in_a_fragment_may_be_percent_encoded() -> None:
    """A reference is a URI fragment: `%20` is a space."""
    assert inline_references(
        {"$defs": {"a b": {"minimum": 1}}, "items": {"$ref": "#/$defs/a%20b"}}
    ) == {"items": {"minimum": 1}}


@pytest.mark.parametrize("width", [2, 10, 100])
def test_references_that_multiply_are_refused(width: int) -> None:
    """A document whose references double and double again is refused before it fills the memory."""
    bomb = {f"d{n}": {"anyOf": [{"$ref": f"#/$defs/d{n + 1}"}] * width} for n in range(30)}
    found = refused({"$defs": {**bomb, "d30": {}}, "items": {"$ref": "#/$defs/d0"}})
    assert (found.pointer, "multiply" in found.reason) == ("", True)


@pytest.mark.parametrize("length", [110, 1000, 20_000])
def test_a_chain_without_end_is_refused(length: int) -> None:
    """References that nest deeper than a document may are refused, however they do it."""
    chain = {f"d{n}": {"items": {"$ref": f"#/$defs/d{n + 1}"}} for n in range(length)}
    assert (
        "deeper"
        in refused({"$defs": {**chain, f"d{length}": {}}, "items": {"$ref": "#/$defs/d0"}}).reason
    )


@pytest.mark.parametrize(("target", "inlined"), [(True, {}), (False, {"not": {}})])
def test_a_root_that_is_a_boolean_becomes_an_object(target: bool, inlined: dict[str, Any]) -> None:
    """The whole stays a schema object even where it refers to `true` or `false`."""
    assert inline_references({"$ref": "#/$defs/a", "$defs": {"a": target}}) == inlined


def test_what_stands_beside_a_reference_keeps_its_force() -> None:
    """Keywords beside a reference hold together with what it points to."""
    schema = {
        "$defs": {"a": {"minimum": 1}},
        "items": {"$ref": "#/$defs/a", "maximum": 2, "allOf": [{"type": "integer"}]},
    }
    assert inline_references(schema) == {
        "items": {"maximum": 2, "allOf": [{"type": "integer"}, {"minimum": 1}]}
    }


def test_data_is_not_mistaken_for_schemas() -> None:
    """A `$ref` inside a default, an enum or among property names is no reference."""
    schema = {
        "properties": {"$ref": {"type": "string"}},
        "default": {"$ref": "#/gone"},
        "enum": [{"$ref": "https://host/x"}],
    }
    assert inline_references(schema) == schema
