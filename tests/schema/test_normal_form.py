"""The normal form of a schema: the same values, one spelling, and where each part is written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.cli.explain_fields import iter_fields
from clientwright.io.json_pointer import resolve_pointer
from clientwright.schema.normal_form import NormalForm
from clientwright.schema.references import inline_references
from clientwright.schema.semantics import find_merged_form, find_normal_form, to_normal_form
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId
from codegen.schema_strategies import VALUES
from codegen.schema_strategies import schemas as any_schemas
from evolution.diff.support import diff_inputs, diff_outputs, wrap_property
from schema.schemas import schemas, schemas_with_siblings

ANY = any_schemas(2) | schemas(2) | schemas_with_siblings()
SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=300)
WHOLE = {"type": "integer", "minimum": 1}
SIZE = {"type": "object", "properties": {"width": WHOLE}}


def without_media(schema: Any) -> Any:
    """Return a schema without what the standard does not know."""
    if isinstance(schema, list):
        return list(map(without_media, schema))
    if isinstance(schema, dict):
        return {key: without_media(sub) for key, sub in schema.items() if key != "x-media"}
    return schema


@pytest.mark.parametrize("form_of", [find_normal_form, find_merged_form])
def test_normal_form_accepts_the_same_values(form_of: Any) -> None:
    """By the standard, a schema and its normal form accept the same values."""

    @SLOW
    @given(ANY.map(without_media), VALUES)
    def law(schema: Any, value: Any) -> None:
        found = form_of(schema).schema
        is_valid = Draft202012Validator(schema).is_valid(value)
        assert Draft202012Validator(found).is_valid(value) == is_valid, found

    law()


@pytest.mark.parametrize("form_of", [find_normal_form, find_merged_form])
def test_normal_form_of_a_normal_form_is_itself(form_of: Any) -> None:
    """There is nothing left to spell otherwise."""

    @SLOW
    @given(ANY)
    def law(schema: Any) -> None:
        once = form_of(schema).schema
        assert form_of(once).schema == once

    law()


@SLOW
@given(ANY, st.sampled_from(["allOf", "anyOf", "oneOf"]))
@example({"type": "array", "contains": {"type": "string"}, "minContains": 0}, "allOf")
@example({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "not": {"const": 1}}, "oneOf")
@example({"allOf": [{"not": {"const": 1}}, {"not": {"const": 2}}]}, "anyOf")
def test_a_branch_alone_is_merged(schema: Any, keyword: str) -> None:
    """A schema that anything fits means the same as the only branch of another."""
    alone = to_normal_form(schema)
    assume(alone != {"not": {}})
    assert to_normal_form({keyword: [schema]}) == alone


@pytest.mark.parametrize(
    "around",
    [
        lambda part: part,
        lambda part: {"if": part, "then": {"minimum": 1}},
        lambda part: {"if": {"properties": {"f": part}}, "then": {"required": ["g"]}},
        lambda part: {"oneOf": [{"properties": {"f": part}}, {"properties": {"g": {}}}]},
        lambda part: {"anyOf": [part, {"type": "string", "minLength": 2}]},
        lambda part: {"type": "array", "contains": part},
        lambda part: {"not": part},
    ],
)
@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ({"type": "boolean"}, {"enum": [True, False]}),
        ({"type": "null"}, {"const": None}),
        ({"type": ["null", "boolean"]}, {"enum": [False, None, True]}),
    ],
)
def test_all_values_of_a_type_are_the_type(around: Any, typed: Any, listed: Any) -> None:
    """A list of all values of boolean or null is spelled as the type, wherever it is."""
    assert to_normal_form(around(listed)) == to_normal_form(around(typed))


@given(st.permutations(["null", "number", "string"]), st.sampled_from(["anyOf", "oneOf"]))
def test_null_is_the_last_type(kinds: list[str], keyword: str) -> None:
    """Types are told in the written order, null after all others, whether they are listed or branches."""
    named = [kind for kind in kinds if kind != "null"]
    branches = {keyword: [{"type": kind} for kind in kinds]}
    for schema in ({"type": kinds}, branches, {"type": [*named, "null"]}):
        assert find_normal_form(schema).schema["type"] == [*named, "null"]


@pytest.mark.parametrize(
    "parts",
    [
        [{"not": {"const": 1}}, {"if": {"const": 2}, "then": {"type": "string"}}],
        [{"type": "array", "minItems": 1}, {"contains": {"const": 1}, "minContains": 2}],
        [{"contains": {"const": 1}}, {"not": {"const": [1]}}, {"contains": {"const": 1}}],
        [{"patternProperties": {"^a": {"type": "string"}}}] * 2,
    ],
)
def test_parts_that_do_not_collide_are_merged(parts: list[dict[str, Any]]) -> None:
    """Keywords of one group that only one part has mean the same beside the keywords of another part."""
    joined = {word: value for part in parts for word, value in part.items()}
    assert to_normal_form({"allOf": parts}) == to_normal_form(joined)
    assert to_normal_form({**parts[0], "allOf": parts[1:]}) == to_normal_form(joined)


@pytest.mark.parametrize(
    "parts",
    [
        [{"contains": {"const": 1}}, {"contains": {"const": 2}}],
        [{"contains": {"const": 1}}, {"minContains": 0, "maxContains": 3}],
        [{"if": {"const": 1}}, {"then": {"type": "integer"}, "else": {"type": "string"}}],
    ],
)
def test_parts_that_collide_stay_apart(parts: list[dict[str, Any]]) -> None:
    """A keyword is not put beside another of its group that it was not written beside."""
    joined = {word: value for part in parts for word, value in part.items()}
    for schema in ({"allOf": parts}, {**parts[0], "allOf": parts[1:]}):
        assert to_normal_form(schema) != to_normal_form(joined)


@SLOW
@given(ANY)
@example({"type": "string", "enum": ["a", "b"]})
@example({"enum": [1, 1.5, None]})
def test_each_type_is_named_once(schema: Any) -> None:
    """One type is a string; several are each named once, and `number` includes `integer`."""
    for _, part in walk_schemas(find_normal_form(schema).schema):
        kinds = part.get("type") if isinstance(part, dict) else None
        if isinstance(kinds, list):
            assert len(set(kinds)) == len(kinds) != 1
            assert not {"integer", "number"} <= set(kinds)


@SLOW
@given(ANY)
def test_every_part_is_written_somewhere(schema: Any) -> None:
    """Each part of a normal form knows schemas that it was made from, and these exist."""
    root = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/a", "default": 1}},
        "$defs": {"a": schema},
    }
    inlined = inline_references(root)
    form = find_normal_form(root)
    for pointer, part in walk_schemas(form.schema):
        assert form.written[pointer] or part == {}, pointer
        for at in form.written[pointer]:
            assert is_part(root, at) or is_part(inlined, at), (pointer, at)


def is_part(schema: Any, pointer: str) -> bool:
    """Return whether a schema has something at a pointer."""
    try:
        resolve_pointer(schema, pointer)
    except LookupError:
        return False
    return True


def sentences(form: NormalForm) -> list[tuple[Any, ...]]:
    """Return how the fields of a schema are explained."""
    about = Endpoint(ModelId("a/b"), form.schema)
    fields = iter_fields(about, form.schema, "en", written=form.written)
    return [(one.path, one.type, one.required, one.bounds, one.default) for one in fields]


@SLOW
@given(ANY)
def test_normal_form_is_explained_as_the_schema(schema: Any) -> None:
    """A schema and its normal form are explained in the same sentences."""
    form = find_normal_form(wrap_property(schema))
    assert sentences(form) == sentences(find_normal_form(form.schema))


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=100)
@given(ANY)
def test_normal_form_is_no_change(schema: Any) -> None:
    """`diff` finds no change between a schema and its normal form."""
    root = wrap_property(schema)
    form = find_normal_form(root).schema
    for old, new in ((root, form), (form, root)):
        assert diff_inputs(old, new).changes == ()
        assert diff_outputs(old, new).changes == ()


SPELLINGS: dict[str, tuple[Any, ...]] = {
    "null beside a number": (
        {"type": ["integer", "null"], "minimum": 1},
        {"anyOf": [WHOLE, {"type": "null"}]},
        {"anyOf": [{"type": "null"}, WHOLE]},
        {"oneOf": [WHOLE, {"const": None}]},
        {"anyOf": [{"allOf": [WHOLE]}, {"enum": [None]}]},
        {"type": "integer", "minimum": 1, "anyOf": [{"type": ["null", "integer"]}]}
        | {"type": ["null", "integer"]},
    ),
    "null beside an object": (
        {**SIZE, "type": ["object", "null"]},
        {"anyOf": [SIZE, {"type": "null"}]},
        {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/size"}]},
        {"allOf": [{"anyOf": [{"$ref": "#/$defs/size"}, {"type": "null"}]}]},
    ),
    "null beside an array": (
        {"type": ["array", "null"], "items": WHOLE, "maxItems": 3},
        {"anyOf": [{"type": "array", "items": WHOLE, "maxItems": 3}, {"type": "null"}]},
    ),
    "null in a list": (
        {"enum": ["a", "b", None]},
        {"type": ["string", "null"], "enum": ["a", "b", None]},
        {"anyOf": [{"type": "string", "enum": ["a", "b"]}, {"type": "null"}]},
        {"oneOf": [{"const": "a"}, {"const": "b"}, {"const": None}]},
        {"anyOf": [{"enum": ["a"]}, {"enum": ["b", None]}]},
    ),
    "one of": (
        {"enum": ["a"]},
        {"const": "a"},
        {"type": "string", "const": "a"},
        {"allOf": [{"type": "string"}, {"enum": ["a", 5]}]},
    ),
    "several types": (
        {"type": ["string", "array"], "items": {"type": "string"}},
        {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        {"oneOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]},
    ),
    "a reference": (
        SIZE,
        {"$ref": "#/$defs/size"},
        {"allOf": [{"$ref": "#/$defs/size"}]},
        {"anyOf": [{"$ref": "#/$defs/size"}]},
        {"$ref": "#/$defs/size", "type": "object"},
    ),
    "a reference with neighbours": (
        {**SIZE, "minProperties": 1},
        {"$ref": "#/$defs/size", "minProperties": 1},
        {"allOf": [{"$ref": "#/$defs/size"}, {"minProperties": 1}]},
    ),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_spellings_of_the_same_are_one(name: str) -> None:
    """Schemas that mean the same have one normal form, the same sentences, and no difference."""
    first, *others = (
        {"type": "object", "properties": {"x": one}, "$defs": {"size": SIZE}}
        for one in SPELLINGS[name]
    )
    for other in others:
        assert diff_inputs(first, other).changes == ()
        assert sort_types(sentences(find_normal_form(other))) == sort_types(
            sentences(find_normal_form(first))
        )


def sort_types(fields: list[tuple[Any, ...]]) -> list[Any]:
    """Return fields with types in one order."""
    return [(path, sorted(types.split(" or ")), *rest) for path, types, *rest in fields]
