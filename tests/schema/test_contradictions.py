"""What fits nothing is found by its keywords, and what is found really fits nothing."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clientwright.io.json_pointer import join_pointer, resolve_pointer
from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.contradictions import SchemaRefuter, find_impossible
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.protocols import GenerationError
from clientwright.schema.semantics import SEMANTICS, ValueGenerator, normalize_schema
from clientwright.schema.types import accepted_types
from codegen.schema_strategies import schemas as wild
from schema.keyword_samples import SAMPLES
from schema.sample_values import VALUES, is_valid
from schema.schemas import inputs, schemas, schemas_with_siblings

SEEDS = st.integers(0, 2**32)
ANY = schemas() | inputs() | schemas_with_siblings() | wild()


def refute(schema: Any) -> Any:
    """Return why no value fits a schema by the standard, where objects are open."""
    return SchemaRefuter(SEMANTICS, closed=False).refute(schema)


def known_values(schema: Any, seed: int) -> list[Any]:
    """Return values that fit a schema: samples of every type, and values that are made."""
    made = list[Any](VALUES)
    sources = (SimplestChoiceSource(), FullestChoiceSource(), RandomChoiceSource(Random(seed)))
    for choices in sources:
        with suppress(GenerationError):
            made.append(ValueGenerator(choices).generate(schema))
    return [value for value in made if is_valid(schema, value)]


@pytest.mark.parametrize(
    ("schema", "keyword"),
    [
        ({"oneOf": [{"type": "string"}, {"type": "string"}]}, "oneOf"),
        ({"type": "string", "not": {"type": "string"}}, "not"),
        ({"type": "integer", "not": {"type": ["number", "null"]}}, "not"),
        ({"if": True, "then": False}, "then"),
        ({"if": False, "else": False}, "else"),
    ],
)
def test_what_refuses_all_by_itself_is_refuted(schema: Any, keyword: str) -> None:
    """Twins in `oneOf`, `not` of the own type, and conditions that always decide are contradictions."""
    assert not any(is_valid(schema, value) for value in VALUES)
    assert refute(schema).steps == (keyword,)


@given(ANY, SEEDS)
@example({"type": "integer", "minimum": 1, "maximum": 1, "multipleOf": 0.5}, 0)
@example({"type": "number", "minimum": 1, "exclusiveMinimum": 0, "maximum": 1}, 0)
@example({"anyOf": [{"type": "number", "minimum": 2}], "type": "integer", "maximum": 2}, 0)
@example({"allOf": [{"contains": {"const": 1}}, {"minContains": 0}], "maxItems": 0}, 0)
def test_what_fits_something_is_not_refuted(schema: Any, seed: int) -> None:
    """A schema of which a value is known has no contradiction, nor has its normal form."""
    if known_values(schema, seed):
        assert refute(schema) is None
        assert refute(normalize_schema(schema)) is None


@given(schemas(1), SEEDS, st.booleans())
def test_no_valid_input_is_certain(schema: Any, seed: int, required: bool) -> None:
    """Where the whole input is lost, no value fits it; where a field is lost, none fits the field."""
    names = ["it"] if required else []
    whole = {"type": "object", "properties": {"it": schema, "b": {}}, "required": names}
    found = list(find_impossible(whole))
    fits_field = bool(known_values(schema, seed))
    assert not (fits_field and [one for one in found if one.lost == ()])
    assert not (
        fits_field and [one for one in found if one.lost == ("properties", "it") and not one.kind]
    )
    if refute(schema) is not None and schema is not False:
        assert found
        assert all(
            bool(one.lost) != required for one in found if one.lost in ((), ("properties", "it"))
        )


@given(ANY)
def test_contradiction_is_at_a_keyword(schema: Any) -> None:
    """The steps of a contradiction lead to something that is written in the schema."""
    found = refute(schema)
    if found is not None and found.steps:
        resolve_pointer(schema, join_pointer("", *found.steps))
        assert found.reason


CONTRADICTIONS: dict[str, list[dict[str, Any]]] = {
    "enum": [
        {"enum": []},
        {"type": "string", "enum": [1, None]},
        {"const": 5, "maximum": 4},
        {"type": ["string", "null"], "const": 1},
        {"enum": ["abc"], "maxLength": 2},
    ],
    "bounds": [
        {"type": "integer", "minimum": 5, "maximum": 3},
        {"type": "number", "exclusiveMinimum": 1, "maximum": 1},
        {"type": "number", "minimum": 1, "exclusiveMaximum": 1},
        {"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 2},
        {"type": "integer", "minimum": 0.2, "maximum": 0.8},
        {"type": "integer", "minimum": 1, "maximum": 9, "multipleOf": 10},
        {"type": "number", "minimum": 0.11, "maximum": 0.19, "multipleOf": 0.1},
        {"type": "integer", "minimum": 1, "maximum": 2, "multipleOf": 1.5},
        {"type": "number", "minimum": 1e300, "maximum": -1e300},
    ],
    "lengths": [{"type": "string", "minLength": 5, "maxLength": 2}],
    "item counts": [
        {"type": "array", "minItems": 2, "maxItems": 1},
        {"type": "array", "prefixItems": [{}], "items": False, "minItems": 2},
    ],
    "unique items": [
        {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True, "minItems": 3},
        {"type": "array", "items": {"enum": [1, 1.0]}, "uniqueItems": True, "minItems": 2},
        {
            "type": "array",
            "prefixItems": [{}],
            "items": {"const": 1},
            "uniqueItems": True,
            "minItems": 3,
        },
    ],
    "items": [
        {"type": "array", "items": {"enum": []}, "minItems": 1},
        {"type": "array", "prefixItems": [{}, {"type": "string", "const": 1}], "minItems": 2},
        {"type": "array", "prefixItems": [False], "minItems": 1},
    ],
    "contains": [
        {"type": "array", "contains": {"type": "string"}, "items": {"type": "integer"}},
        {"type": "array", "contains": {}, "minContains": 3, "maxContains": 2},
        {"type": "array", "contains": {}, "minContains": 3, "maxItems": 2},
        {"type": "array", "contains": False},
    ],
    "required": [
        {"type": "object", "properties": {"a": False}, "required": ["a"]},
        {"type": "object", "properties": {"a": {"enum": []}}, "required": ["a"]},
        {"type": "object", "additionalProperties": False, "required": ["a"]},
        {"type": "object", "patternProperties": {"^a": False}, "required": ["ab"]},
        {
            "type": "object",
            "properties": {"b": False},
            "required": ["a"],
            "dependentRequired": {"a": ["b"]},
        },
    ],
    "property names": [
        {"type": "object", "propertyNames": {"maxLength": 2}, "required": ["abc"]},
        {"type": "object", "propertyNames": {"enum": []}, "minProperties": 1},
    ],
    "property counts": [
        {"type": "object", "minProperties": 2, "maxProperties": 1},
        {"type": "object", "required": ["a", "b"], "maxProperties": 1},
        {"type": "object", "properties": {"a": {}, "b": False}, "additionalProperties": False, "minProperties": 2},
    ],
    "combinators": [
        {"allOf": [{"type": "integer"}, {"type": "string"}]},
        {"allOf": [{"type": "integer", "minimum": 5}, {"maximum": 3}]},
        {"allOf": [{}, False]},
        {"type": "string", "anyOf": [{"type": "integer"}, {"type": "null"}]},
        {"oneOf": [{"type": "string", "enum": [1]}, False]},
        {"type": "integer", "minimum": 5, "anyOf": [{"maximum": 3}, {"type": "string"}]},
        {
            "allOf": [
                {"type": "object", "properties": {"a": {"minimum": 5}}, "required": ["a"]},
                {"properties": {"a": {"type": "integer", "maximum": 3}}},
            ]
        },
    ],
    "conditions": [{"not": {}}, {"type": "string", "not": True}],
}  # fmt: skip
"""By the name of a constraint: schemas that no value fits because of its keywords."""


@pytest.mark.parametrize(
    ("name", "schema"), [(name, one) for name, many in CONTRADICTIONS.items() for one in many]
)
def test_contradiction_is_found(name: str, schema: Any) -> None:
    """A contradiction is found by its constraint, however deep inside what must be there."""
    (contradict,) = (one.contradict for one in CONSTRAINTS if one.name == name)
    assert contradict is not None
    refuter = SchemaRefuter(SEMANTICS, closed=False)
    assert any(contradict(kind, schema, refuter) for kind in accepted_types(schema))
    assert refute(schema) is not None
    assert not any(is_valid(schema, value) for value in VALUES)
    deep = {"type": "object", "properties": {"a": {"type": "array", "items": schema, "minItems": 1}}, "required": ["a"]}  # fmt: skip
    assert [one.lost for one in find_impossible(deep)] == [()]


def test_every_constraint_that_can_contradict_has_a_sample() -> None:
    """Each constraint that looks for contradictions has samples of them."""
    assert {one.name for one in CONSTRAINTS if one.contradict} == set(CONTRADICTIONS)


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_of_keywords_have_no_contradiction(name: str) -> None:
    """A sample that a value keeps is not refuted, and nothing in it is lost."""
    assert refute(SAMPLES[name].schema) is None


def test_branches_multiply_only_so_far() -> None:
    """The search ends soon for branches inside branches, of which there are very many combinations."""
    schema: Any = {"type": "string", "maxLength": 3}
    for _ in range(40):
        schema = {"anyOf": [schema, {"allOf": [schema, {"minLength": 1}]}], "minLength": 0}
    refuter = SchemaRefuter(SEMANTICS)
    assert refuter.refute(schema) is None
    assert refuter.effort.left <= 0
