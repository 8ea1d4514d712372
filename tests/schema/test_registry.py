"""The registry of constraints: each has every projection, or a waiver whose reason is checked."""

from __future__ import annotations

import copy
import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from random import Random
from typing import Any

import pytest

from clientwright.cli.explain_data import FieldExplanation, iter_fields
from clientwright.codegen.schema_split import split_schema
from clientwright.codegen.shapes import UnionShape
from clientwright.io.json_pointer import join_pointer
from clientwright.schema.choice_sources import RandomChoiceSource, SimplestChoiceSource
from clientwright.schema.comparison import compare_schemas
from clientwright.schema.constraint import PROJECTIONS, Constraint
from clientwright.schema.describe import describe_bounds, describe_type
from clientwright.schema.generation_error import GenerationError
from clientwright.schema.keyword_edit import ACCEPTS_NOTHING, KeywordEdit
from clientwright.schema.keywords import BY_KEYWORD, CONSTRAINTS
from clientwright.schema.semantics import (
    SEMANTICS,
    ValueGenerator,
    find_normal_form,
    normalize_schema,
)
from clientwright.schema.types import APPLIES_TO_TYPES, json_type_of
from clientwright.schema.validator import make_validator
from clientwright.schema.vocabulary import (
    ASSERTION_KEYWORDS,
    REFERENCE_KEYWORDS,
    UNSUPPORTED_KEYWORDS,
)
from clientwright.schema.walk import subschemas, walk_schemas
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from schema.keyword_samples import SAMPLES, Sample
from testing.support import make_endpoint

PENDING = set[str]()
"""Projections that are not in the registry yet."""
META_SCHEMAS: Any = importlib.import_module("jsonschema_specifications").REGISTRY
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, 5, 5.5, -1, "", "a", "ab", "5", [], [1], ["a"], [1, "a"], {}, {"a": 1}, {"p": 1},
)  # fmt: skip
"""Values of every type."""
SCHEMES = ("https",)
CLOSED = "properties-closed"
"""The sample of what no keyword of the standard says."""
OVERLAPPING = ("oneOf",)
"""Samples of branches of which a value may fit two, so that no choice keeps them."""
MERGED = ("allOf",)
"""Samples whose branches the harness merges, so that it breaks the keywords in them instead."""
SEEDS = range(60)


def samples_of(constraint: Constraint) -> Iterator[tuple[str, Sample]]:
    """Yield the samples of a constraint's keywords, each with its keyword."""
    for name, sample in SAMPLES.items():
        keyword = keyword_of(name)
        if keyword in constraint.keywords:
            yield keyword, sample


def keyword_of(name: str) -> str:
    """Return the keyword of a sample's name."""
    return "x-media" if name.startswith("x-media") else name.partition("-")[0]


def make_values(schema: Any, seeds: range = SEEDS) -> list[Any]:
    """Return values of a schema, from seeds."""
    return [
        ValueGenerator(RandomChoiceSource(Random(seed)), SCHEMES).generate(schema) for seed in seeds
    ]


def is_made(schema: Any) -> bool:
    """Return whether values of a schema can be made."""
    try:
        make_values(schema, range(3))
    except GenerationError:
        return False
    return True


def is_valid(schema: Any, value: Any) -> bool:
    """Return whether a value fits a schema, media included."""
    return bool(make_validator(schema, SCHEMES).is_valid(value))


# The vocabulary: the registry against the meta-schemas.


def standard_keywords() -> dict[str, Any]:
    """Return the schema of each keyword of the 2020-12 meta-schemas."""
    found: dict[str, Any] = {}
    for uri in META_SCHEMAS:
        if "/draft/2020-12/meta/" in uri:
            found |= META_SCHEMAS.contents(uri).get("properties", {})
    return found


def test_each_keyword_of_the_standard_is_in_one_place() -> None:
    """A keyword of the standard is in one constraint, or it is a reference, or not supported."""
    listed = [
        *(keyword for constraint in CONSTRAINTS for keyword in constraint.keywords),
        *REFERENCE_KEYWORDS,
        *UNSUPPORTED_KEYWORDS,
    ]
    assert len(listed) == len(set(listed))
    assert standard_keywords().keys() <= set(listed)


@pytest.mark.parametrize("keyword", sorted({*ASSERTION_KEYWORDS, "$defs"}))
def test_walk_reaches_the_subschemas_of_the_standard(keyword: str) -> None:
    """The walk finds one schema, several or named ones where the meta-schemas say so, and nowhere else."""
    inner = {"minimum": 1}
    forms: dict[str, Any] = {"one": inner, "many": [inner], "named": {"a": inner}}
    found = {form for form, value in forms.items() if _contains(keyword, value, inner)}
    assert found == _forms(standard_keywords().get(keyword, {}))


def _contains(keyword: str, value: Any, inner: Any) -> bool:
    return inner in [sub for _, sub in subschemas({keyword: value}, "")]


def _forms(meta: Any) -> set[str]:
    """Return how a meta-schema says that a keyword holds schemas."""
    found = meta if isinstance(meta, dict) else {}
    named = found.get("additionalProperties")
    holds = {
        "one": "$dynamicRef" in found,
        "many": found.get("$ref") == "#/$defs/schemaArray",
        "named": isinstance(named, dict) and "$dynamicRef" in named,
    }
    return {form for form, there in holds.items() if there}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_keyword_applies_to_its_types(name: str) -> None:
    """A keyword decides about values of the types in `APPLIES_TO_TYPES`, and accepts all others."""
    keyword, sample = keyword_of(name), SAMPLES[name]
    kinds = APPLIES_TO_TYPES.get(keyword)
    alone = {word: v for word, v in sample.schema.items() if word != "type"}
    if kinds is not None:
        assert json_type_of(sample.breaks) in kinds
        others = [value for value in VALUES if json_type_of(value) not in kinds]
        assert all(is_valid(alone, value) for value in others)


# The projections.


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda c: c.name)
def test_each_projection_is_there_or_waived(constraint: Constraint) -> None:
    """A constraint has a projection or a reason why not; never both."""
    has = {
        "accept": constraint.accept is not None,
        "generate": constraint.generate is not None or bool(constraint.makes),
        "violate": constraint.violate is not None,
        "compare": constraint.compare is not None,
        "describe": constraint.describe is not None,
        "mutate": constraint.mutate is not None,
        "emit": constraint.emit is not None,
    }
    assert has.keys() == set(PROJECTIONS)
    missing = {name for name, there in has.items() if not there}
    assert missing - PENDING == constraint.waived.keys() - PENDING


@pytest.mark.parametrize("name", SAMPLES)
def test_accept_decides_as_the_sample_says(name: str) -> None:
    """The checks of the registry accept what keeps a keyword, and name the keyword that is broken."""
    sample, group = SAMPLES[name], set(BY_KEYWORD[keyword_of(name)].keywords)
    validator = make_validator(sample.schema, SCHEMES)
    assert validator.is_valid(sample.keeps)
    if name != CLOSED:
        errors = list(validator.iter_errors(sample.breaks))
        named = [{error.validator, *error.absolute_schema_path} for error in errors]
        assert named
        assert all(words & group for words in named)


@pytest.mark.parametrize("name", SAMPLES)
def test_generate_makes_accepted_values(name: str) -> None:
    """Values are made for every keyword that is not listed as `unmade`, and all are accepted."""
    schema, keyword = SAMPLES[name].schema, keyword_of(name)
    made = is_made(schema)
    assert made == (keyword not in BY_KEYWORD[keyword].unmade and name not in OVERLAPPING)
    assert all(is_valid(schema, value) for value in (make_values(schema) if made else ()))


EXTREMES: Mapping[str, tuple[Any, Callable[[Any], Any], set[Any]]] = {
    "minimum maximum": ({"type": "number", "minimum": 2, "maximum": 5}, float, {2, 5}),
    "minimum maximum of integers": ({"type": "integer", "minimum": 2.5, "maximum": 5}, int, {3, 5}),
    "exclusiveMinimum exclusiveMaximum": (
        {"type": "integer", "exclusiveMinimum": 2, "exclusiveMaximum": 9}, int, {3, 8},
    ),
    "multipleOf": ({"type": "integer", "multipleOf": 4, "minimum": 3, "maximum": 17}, int, {4, 16}),
    "minLength maxLength": ({"type": "string", "minLength": 2, "maxLength": 5}, len, {2, 5}),
    "pattern": ({"type": "string", "pattern": "^a{2,4}$"}, len, {2, 4}),
    "x-media": ({"type": "string", "x-media": {"formats": ["png", "gif"]}}, lambda url: "gif" in url, {True, False}),
    "minItems maxItems": ({"type": "array", "minItems": 2, "maxItems": 5}, len, {2, 5}),
    "uniqueItems items": (
        {"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": True}, len, {1, 3},
    ),
    "prefixItems items": (
        {"type": "array", "prefixItems": [{"const": 1}, {"const": 2}], "items": False}, len, {1, 2},
    ),
    "minProperties maxProperties": (
        {"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "minProperties": 1, "maxProperties": 2},
        len, {1, 2},
    ),
    "properties required": (
        {"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "required": ["b"]}, len, {1, 3},
    ),
    "additionalProperties patternProperties": (
        {"type": "object", "patternProperties": {"^p": {}}, "additionalProperties": {"const": 1}},
        lambda made: tuple(sorted(made)), {(), ("a key", "key", "p", "ключ")},
    ),
    "propertyNames": (
        {"type": "object", "propertyNames": {"pattern": "key$"}}, lambda made: tuple(sorted(made)), {(), ("a key", "key")},
    ),
    "contains minContains maxContains": (
        {"type": "array", "contains": {"const": 1}, "minContains": 2, "maxContains": 4}, len, {2, 4},
    ),
    "dependentRequired": (
        {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}},
        lambda made: tuple(sorted(made)), {(), ("a", "b"), ("b",)},
    ),
    "enum": ({"enum": [1, 2, 3]}, int, {1, 2, 3}),
    "const": ({"const": 1}, int, {1}),
    "type": ({"type": ["string", "boolean"]}, json_type_of, {"string", "boolean"}),
    "anyOf": ({"anyOf": [{"type": "string"}, {"type": "null"}]}, json_type_of, {"string", "null"}),
    "oneOf": ({"oneOf": [{"type": "string"}, {"type": "null"}]}, json_type_of, {"string", "null"}),
    "allOf": ({"allOf": [{"type": "integer", "minimum": 1}, {"maximum": 3}]}, int, {1, 3}),
}  # fmt: skip
"""By the keywords that it shows: a schema, a measure of its values, and measures that must be met."""


@pytest.mark.parametrize("name", EXTREMES)
def test_generate_reaches_every_bound(name: str) -> None:
    """Both ends of every bound are made, and every listed value, type and branch."""
    schema, measure, extremes = EXTREMES[name]
    assert extremes <= {measure(value) for value in make_values(schema, range(400))}


def test_every_made_keyword_has_a_bound_to_reach() -> None:
    """Each keyword for which values can be made is among those whose bounds are reached."""
    unmade = {keyword for constraint in CONSTRAINTS for keyword in constraint.unmade}
    assert ASSERTION_KEYWORDS - unmade == ASSERTION_KEYWORDS & {
        word for name in EXTREMES for word in name.split()
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_violate_breaks_one_keyword_alone(name: str) -> None:
    """A fault is refused at its keyword alone, and its twin accepted; no other keyword is `unbroken`."""
    schema, keyword = SAMPLES[name].schema, keyword_of(name)
    oracle, generator = oracle_of(schema), ValueGenerator(SimplestChoiceSource(), SCHEMES)
    violate = BY_KEYWORD[keyword].violate
    faults = list(violate(schema, SEMANTICS)) if violate else []
    for fault in faults:
        if name in OVERLAPPING:
            assert not is_made(schema)
            continue
        if name in MERGED:
            assert keyword not in oracle.generator.schema["properties"]["a"]
            continue
        twin = fault.make_valid(generator, schema)
        broken = fault.make_invalid(generator, copy.deepcopy(twin))
        assert oracle.accepts({"a": twin}), fault.name
        found = {
            (b.constraint, b.constraint_pointer) for b in oracle.broken_constraints({"a": broken})
        }
        assert found == {(fault.keyword, join_pointer("/properties/a", *fault.below))}, fault.name
    own = any(keyword in (fault.keyword, *fault.below) for fault in faults)
    assert own != (keyword in BY_KEYWORD[keyword].unbroken) or keyword in ("items", "properties")


def oracle_of(schema: Any) -> PayloadOracle:
    """Return the oracle of an endpoint with a field of this schema."""
    root = {"type": "object", "properties": {"a": schema}}
    return PayloadOracle(PayloadGenerator(make_endpoint(root)))


@pytest.mark.parametrize("name", SAMPLES)
def test_mutate_changes_a_decision(name: str) -> None:
    """Each mutation accepts a value that the schema refuses, or refuses one that it accepts."""
    schema, constraint = SAMPLES[name].schema, BY_KEYWORD[keyword_of(name)]
    values = [*VALUES, SAMPLES[name].keeps, SAMPLES[name].breaks, *probe_values(schema, constraint)]
    before = decisions(schema, values)
    for _, mutation, edit in constraint.mutate(schema) if constraint.mutate else ():
        changed = copy.deepcopy(dict(schema))
        edit(changed)
        more = make_values(changed, range(20)) if is_made(changed) else []
        assert decisions(changed, values) != before or not all(decisions(schema, more)), mutation


def decisions(schema: Any, values: Iterable[Any]) -> list[bool]:
    """Return whether a closed reader accepts each value."""
    oracle = oracle_of(schema)
    return [oracle.accepts({"a": value}) for value in values]


def probe_values(schema: Any, constraint: Constraint) -> Iterator[Any]:
    """Yield values of a schema, and those with which the faults break it."""
    if is_made(schema):
        yield from make_values(schema, range(20))
    generator = ValueGenerator(SimplestChoiceSource(), SCHEMES)
    for fault in constraint.violate(schema, SEMANTICS) if constraint.violate else ():
        with suppress(GenerationError):
            yield fault.make_invalid(generator, fault.make_valid(generator, schema))


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != CLOSED])
def test_compare_sees_a_keyword_come_and_go(name: str) -> None:
    """A new keyword takes values away and a dropped one adds some, each with a witness where there can be one."""
    sample, keyword = SAMPLES[name], keyword_of(name)
    with_it = normalize_schema(sample.schema)
    without = normalize_schema({w: v for w, v in sample.schema.items() if w != keyword})
    for old, new, direction in ((without, with_it, "shrinks"), (with_it, without, "grows")):
        edits = list(compare_schemas(old, new, closed=False))
        other = {"shrinks": "grows", "grows": "shrinks"}[direction]
        assert any(getattr(edit, direction) for edit in edits)
        assert not any(getattr(edit, other) for edit in edits)
        assert all(edit.keyword in {*BY_KEYWORD, ACCEPTS_NOTHING} for edit in edits)
        candidates = [value for edit in edits for value in witnesses(edit, direction)]
        wide, narrow = (old, new) if direction == "shrinks" else (new, old)
        assert any(
            is_valid(wide, value) and not is_valid(narrow, value)
            for value in (*candidates, *VALUES, sample.breaks)
        )


def witnesses(edit: KeywordEdit, direction: str) -> Iterator[Any]:
    """Yield values that an edit gives for what it takes away or adds."""
    ends = (edit.old, edit.new) if direction == "shrinks" else (edit.new, edit.old)
    for schema in edit.witness_schemas(*ends):
        with suppress(GenerationError):
            yield SEMANTICS.simplest(schema)


@pytest.mark.parametrize("name", SAMPLES)
def test_describe_says_the_value(name: str) -> None:
    """The phrases of a keyword have its value in them."""
    schema, keyword = SAMPLES[name].schema, keyword_of(name)
    constraint, value = BY_KEYWORD[keyword], SAMPLES[name].schema[keyword]
    if constraint.describe is not None:
        said = "; ".join(constraint.describe(schema))
        parts = (
            value
            if isinstance(value, list)
            else value.get("formats", ())
            if isinstance(value, dict)
            else [value]
        )
        assert said or keyword == "x-media"
        assert keyword == "uniqueItems" or all(str(part) in said for part in parts)


# The waivers: each reason is checked.


def check_annotation(constraint: Constraint) -> None:
    """An annotation changes nothing: what is accepted, what is made, what is said."""
    for keyword in constraint.keywords:
        for schema in ({}, {"type": "string"}, {"type": "integer", "minimum": 3}):
            annotated = {**schema, keyword: "b"}
            assert [is_valid(annotated, v) for v in VALUES] == [is_valid(schema, v) for v in VALUES]
            assert make_values(annotated) == make_values(schema) or schema == {}
            assert list(describe_bounds(annotated)) == list(describe_bounds(schema))


def check_made_elsewhere(constraint: Constraint) -> None:
    """Another constraint makes the values; `test_generate_reaches_every_bound` has all keywords."""
    for name, sample in named_samples(constraint):
        keyword = keyword_of(name)
        assert is_made(sample.schema) != (keyword in constraint.unmade)
        assert (keyword in constraint.unmade) != any(keyword in words.split() for words in EXTREMES)


def check_not_made(constraint: Constraint) -> None:
    """No value is made of a schema with such a keyword, hence no twin of a violation either."""
    assert set(constraint.unmade) == set(constraint.keywords) == set(constraint.unbroken)
    assert not any(is_made(one.schema) for _, one in named_samples(constraint))


def check_no_mutant_would_be_seen(constraint: Constraint) -> None:
    """No violation breaks its keywords."""
    assert constraint.violate is None


def check_named_as_more(constraint: Constraint) -> None:
    """Where no phrase says a keyword, `explain` names it, or says what its parts say."""
    for name, sample in named_samples(constraint):
        (field,) = explained(sample.schema, depth=1)
        said = " ".join(field.bounds)
        assert any(keyword in said for keyword in constraint.unsaid) or said == "at least 3", name


def check_said_as_type(constraint: Constraint) -> None:
    """The name of a type stands before the phrases."""
    assert [describe_type(one.schema) for _, one in named_samples(constraint)] == [
        "string",
        "integer",
    ]


def check_fields_are_said(constraint: Constraint) -> None:
    """What is below a schema is described by itself, with its own path."""
    schema = {"type": "object", "properties": {"p": {"minimum": 3}}, "items": {"maximum": 5}}
    said = {field.path: field.bounds for field in explained(schema, depth=9)}
    assert said["a.p"] == ("at least 3",)
    assert "each at most 5" in said["a"]


def check_required_is_said(_: Constraint) -> None:
    """Each field says whether it is required."""
    fields = explained(
        {"type": "object", "properties": {"p": {}, "q": {}}, "required": ["p"]}, depth=9
    )
    assert {field.path: field.required for field in fields} == {
        "a": False,
        "a.p": True,
        "a.q": False,
    }


def named_samples(constraint: Constraint) -> list[tuple[str, Sample]]:
    """Return the samples of a constraint's keywords."""
    return [(n, one) for n, one in SAMPLES.items() if keyword_of(n) in constraint.keywords]


def explained(schema: Any, depth: int) -> list[FieldExplanation]:
    """Return the explanation of a field of this schema, and of those below it."""
    root = {"type": "object", "properties": {"a": schema}}
    found = iter_fields(make_endpoint(root), root, "en")
    return [field for field in found if field.path.count(".") < depth]


def check_residual(constraint: Constraint) -> None:
    """No model says a keyword, so that the residual does."""
    for name, sample in named_samples(constraint):
        form = find_normal_form(sample.schema).schema
        residual = split_schema(form).residual
        left = {word for _, part in walk_schemas(residual) for word in part}
        assert keyword_of(name) in left, name


def check_union(_: Constraint) -> None:
    """A union has a member for each branch."""
    found = split_schema(find_normal_form(SAMPLES["anyOf"].schema).schema)
    assert isinstance(found.shape, UnionShape)
    assert [steps for steps, _ in found.shape.members] == ["/anyOf/0", "/anyOf/1"]


CHECKS: Mapping[str, Callable[[Constraint], None]] = {
    "an annotation accepts every value": check_annotation,
    "a format is an annotation in JSON Schema 2020-12: it accepts every value": check_annotation,
    "the numbers that the bounds make are multiples": check_made_elsewhere,
    "the strings that the lengths make match": check_made_elsewhere,
    "the strings that the lengths make are such URLs": check_made_elsewhere,
    "the arrays that `items` makes have such sizes": check_made_elsewhere,
    "the arrays that `items` makes have different items": check_made_elsewhere,
    "the arrays that `items` makes have matching items only": check_made_elsewhere,
    "the objects that `properties` makes have them": check_made_elsewhere,
    "the objects that `properties` makes have such names": check_made_elsewhere,
    "the objects that `properties` makes have so many": check_made_elsewhere,
    "the objects that `properties` makes have what their properties require": check_made_elsewhere,
    "no choice keeps it without trying": check_not_made,
    "no violation would show that an implementation misreads it": check_no_mutant_would_be_seen,
    "the name of a type stands before the phrases: `schema/describe.py`": check_said_as_type,
    "each property is described by itself": check_fields_are_said,
    "the type names the items, which are described by themselves": check_fields_are_said,
    "each property says whether it is required": check_required_is_said,
    "no type of a model says it: the residual does": check_residual,
    "a union has a member for each branch: `codegen/schema_split.py`": check_union,
    "no phrase says a condition": check_named_as_more,
    "no phrase says the schema of a branch": check_named_as_more,
    "no phrase says the schema of a name": check_named_as_more,
    "no phrase says the schema of the matching items": check_named_as_more,
    "no phrase says what a property requires": check_named_as_more,
}
"""What proves the reason of a waiver."""
WAIVERS = [
    (constraint, projection, reason)
    for constraint in CONSTRAINTS
    for projection, reason in constraint.waived.items()
]


@pytest.mark.parametrize(
    ("constraint", "projection", "reason"), WAIVERS, ids=lambda part: getattr(part, "name", part)
)
def test_the_reason_of_a_waiver_holds(constraint: Constraint, projection: str, reason: str) -> None:
    """Each reason for a missing projection has a check, and the check holds."""
    assert projection in PROJECTIONS
    CHECKS[reason](constraint)


def test_every_check_of_a_reason_is_needed() -> None:
    """No check is left of a reason that nobody gives any more."""
    assert CHECKS.keys() == {reason for _, _, reason in WAIVERS}
