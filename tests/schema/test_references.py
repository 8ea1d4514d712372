"""`$ref`: replaced inside its document, rejected everywhere else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.io.json_pointer import resolve_pointer
from clientwright.schema.references import (
    BadReference,
    inline_references,
    list_bad_references,
)
from clientwright.schema.walk import walk_schemas

NAMES = st.sampled_from(["a", "b", "a/b", "m~n", "", "ä", "x y", "100%", "$ref"])
LEAVES = st.sampled_from(
    [{"type": "integer"}, {"minimum": 3}, {"type": "string", "maxLength": 2}, True, False, {}]
)
SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.dictionaries(NAMES, inner, max_size=3).map(lambda named: {"properties": named}),
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


def rejection(schema: dict[str, Any]) -> BadReference:
    """Return why a schema cannot be inlined."""
    with pytest.raises(BadReference) as caught:
        inline_references(schema)
    return caught.value


@given(SCHEMAS)
def test_schema_without_references_is_unchanged(schema: Any) -> None:
    """Inlining a schema without references changes nothing."""
    document = {"type": "object", "properties": {"p": schema}}
    assert inline_references(document) == document


@given(SCHEMAS, VALUES)
def test_inlining_preserves_validation(schema: Any, value: Any) -> None:
    """A schema accepts the same values before and after its references are replaced."""
    document = {
        "$defs": {"d": schema},
        "properties": {"a": {"$ref": "#/$defs/d", "maximum": 3}},
        "items": {"$ref": "#/$defs/d"},
    }
    inlined = inline_references(document)
    assert not any("$ref" in sub or "$defs" in sub for _, sub in walk_schemas(inlined))
    assert Draft202012Validator(inlined).is_valid(value) == Draft202012Validator(document).is_valid(
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
        ("#anchor", "only JSON Pointers"),
        ("#", "refers back to itself"),
        ("", "inside the same document"),
        ("#/properties/a~1b", "refers back to itself"),
        ("#/properties/c", "refers back to itself"),
    ],
)
def test_rejected_reference_has_pointer_and_reason(reference: str, reason: str) -> None:
    """References to hosts, files, nothing and themselves are rejected, at the pointer of the reference."""
    schema = {
        "required": ["a/b"],
        "$defs": {},
        "properties": {"a/b": {"$ref": reference}, "c": {"items": {"$ref": "#/properties/a~1b"}}},
    }
    found = rejection(schema)
    assert reason in found.reason
    assert isinstance(resolve_pointer(schema, found.pointer), str)


@pytest.mark.parametrize("reference", [5, None, [], {"a": 1}, True])
def test_reference_must_be_a_string(reference: object) -> None:
    """A `$ref` that is not a string is rejected."""
    assert rejection({"properties": {"a": {"$ref": reference}}}).pointer == "/properties/a/$ref"


def test_reference_may_be_percent_encoded() -> None:
    """A reference is a URI fragment: `%20` is a space."""
    assert inline_references(
        {"$defs": {"a b": {"minimum": 1}}, "items": {"$ref": "#/$defs/a%20b"}}
    ) == {"items": {"minimum": 1}}


@pytest.mark.parametrize("width", [2, 10, 100])
def test_reference_bomb_is_rejected(width: int) -> None:
    """References that expand exponentially are rejected, with the place of the outermost, before they fill the memory."""
    bomb = {f"d{n}": {"anyOf": [{"$ref": f"#/$defs/d{n + 1}"}] * width} for n in range(30)}
    small = {"$ref": "#/$defs/d30"}
    schema = {"properties": {"a": small, "b": {"items": {"$ref": "#/$defs/d0"}}, "c": small}}
    found = rejection({"$defs": {**bomb, "d30": {}}, **schema})
    assert (found.pointer, found.target) == ("/properties/b/items/$ref", "#/$defs/d0")
    assert "multiply" in found.reason


@pytest.mark.parametrize("length", [110, 1000, 20_000])
def test_long_reference_chain_is_rejected(length: int) -> None:
    """References that nest deeper than a document may are rejected, with the place of the outermost."""
    chain = {f"d{n}": {"items": {"$ref": f"#/$defs/d{n + 1}"}} for n in range(length)}
    definitions = {**chain, f"d{length}": {}, "small": {"type": "string"}}
    schema = {"not": {"$ref": "#/$defs/small"}, "items": {"$ref": "#/$defs/d0"}}
    found = rejection({"$defs": definitions, **schema})
    assert (found.pointer, found.target) == ("/items/$ref", "#/$defs/d0")
    assert "deeper" in found.reason


def test_a_bomb_beside_references_to_nothing_keeps_its_place() -> None:
    """A reference that expands too far is named with its place even if others cannot be followed."""
    bomb = {f"d{n}": {"anyOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 9} for n in range(9)}
    gone = {"$ref": "#/$defs/gone"}
    items = {"allOf": [gone, {"$ref": "#/$defs/half"}, {"$ref": "#/$defs/d0"}]}
    schema = {"$defs": {**bomb, "d9": {}, "half": {"not": gone}}, "items": items}
    found = {(bad.pointer, bad.target) for bad in list_bad_references(schema)}
    assert found == {
        ("/items/allOf/0/$ref", "#/$defs/gone"),
        ("/$defs/half/not/$ref", "#/$defs/gone"),
        ("/items/allOf/2/$ref", "#/$defs/d0"),
    }


@pytest.mark.parametrize(("target", "inlined"), [(True, {}), (False, {"not": {}})])
def test_boolean_root_becomes_an_object(target: bool, inlined: dict[str, Any]) -> None:
    """The result is a schema object even if the root refers to `true` or `false`."""
    assert inline_references({"$ref": "#/$defs/a", "$defs": {"a": target}}) == inlined


def test_keywords_beside_a_reference_still_apply() -> None:
    """Keywords beside a reference apply together with its target."""
    schema = {
        "$defs": {"a": {"minimum": 1}},
        "items": {"$ref": "#/$defs/a", "maximum": 2, "allOf": [{"type": "integer"}]},
    }
    assert inline_references(schema) == {
        "items": {"maximum": 2, "allOf": [{"type": "integer"}, {"minimum": 1}]}
    }


def test_reference_in_data_is_ignored() -> None:
    """A `$ref` inside a default, an enum or as a property name is not a reference."""
    schema = {
        "properties": {"$ref": {"type": "string"}},
        "default": {"$ref": "#/gone"},
        "enum": [{"$ref": "https://host/x"}],
    }
    assert inline_references(schema) == schema
