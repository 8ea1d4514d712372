"""The registry of constraints: each has every projection, or a waiver whose reason is checked."""

from __future__ import annotations

import copy
import importlib
import json
import math
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from clientwright.io.json_pointer import join_pointer
from clientwright.schema.additional_properties import CLOSED as CLOSED_OBJECT
from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.closed_objects import unknown_fields
from clientwright.schema.comparison import compare_schemas
from clientwright.schema.constraint import PROJECTIONS, Constraint
from clientwright.schema.keyword_edit import ACCEPTS_NOTHING, KeywordEdit
from clientwright.schema.keywords import (
    ASSERTION_KEYWORDS,
    BY_KEYWORD,
    CONSTRAINTS,
    REFERENCE_KEYWORDS,
    UNSUPPORTED_KEYWORDS,
)
from clientwright.schema.keywords.type import FINITE_NUMBER
from clientwright.schema.protocols import GenerationError
from clientwright.schema.semantics import SEMANTICS, ValueGenerator, normalize_schema
from clientwright.schema.types import APPLIES_TO_TYPES, json_type_of
from clientwright.schema.validator import as_written, make_validator
from clientwright.schema.walk import subschemas
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from schema.keyword_samples import SAMPLES
from schema.sample_values import (
    CLOSED,
    EXTREMES,
    SCHEMES,
    VALUES,
    is_made,
    is_valid,
    keyword_of,
    make_values,
)
from testing.support import make_endpoint

META_SCHEMAS: Any = importlib.import_module("jsonschema_specifications").REGISTRY
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
    assert missing == constraint.waived.keys()


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
    """Values are made for every keyword, and all are accepted."""
    schema = SAMPLES[name].schema
    assert all(is_valid(schema, value) for value in make_values(schema))


@pytest.mark.parametrize("name", EXTREMES)
def test_generate_reaches_every_bound(name: str) -> None:
    """Both ends of every bound are made, and every listed value, type and branch."""
    schema, measure, extremes = EXTREMES[name]
    assert extremes <= {measure(value) for value in make_values(schema, range(400))}


def test_every_keyword_has_a_bound_to_reach() -> None:
    """Each keyword is among those whose bounds are reached."""
    assert (
        ASSERTION_KEYWORDS & {word for name in EXTREMES for word in name.split()}
        == ASSERTION_KEYWORDS
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_violate_breaks_one_keyword_alone(name: str) -> None:
    """A fault is refused at its keyword alone, and its twin accepted; every keyword has one that decides itself."""
    schema, keyword = SAMPLES[name].schema, keyword_of(name)
    generator = ValueGenerator(SimplestChoiceSource(), SCHEMES)
    violate = BY_KEYWORD[keyword].violate
    faults = list(violate(schema, SEMANTICS)) if violate else []
    for fault in faults:
        twin = fault.make_valid(generator, schema)
        broken = fault.make_invalid(generator, copy.deepcopy(twin))
        assert broken_keywords(schema, twin) == set(), fault.name
        pointer = join_pointer("", *fault.below)
        assert broken_keywords(schema, broken) == {(fault.keyword, pointer)}, fault.name
    own = any(keyword in (fault.keyword, *fault.below) for fault in faults)
    assert own or keyword in ("if", "items", "properties")


def broken_keywords(schema: Any, value: Any) -> set[tuple[str, str]]:
    """Return the keywords that a value breaks for a closed reader, each with the pointer of its schema."""
    if isinstance(value, float) and not math.isfinite(value):
        return {(FINITE_NUMBER, "")}
    found = {(CLOSED_OBJECT, one.schema_pointer) for one in unknown_fields(schema, value, is_valid)}
    for error in make_validator(schema, SCHEMES).iter_errors(value):
        *above, _ = map(as_written, error.absolute_schema_path)
        found.add((str(error.validator), join_pointer("", *above)))
    return found


def oracle_of(schema: Any) -> PayloadOracle:
    """Return the oracle of an endpoint with a field of this schema."""
    root = {"type": "object", "properties": {"a": schema}}
    return PayloadOracle(PayloadGenerator(make_endpoint(root)))


APART = {"oneOf-apart", "oneOf-kinds"}
"""Samples of `oneOf` of which no value fits two branches, so that it means what `anyOf` means."""


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
        same = decisions(changed, values) == before and all(decisions(schema, more))
        assert same == (name in APART and mutation == "oneOf-as-anyOf"), mutation


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
        texts = [json.dumps(part) if isinstance(part, bool) else str(part) for part in parts]
        assert keyword == "uniqueItems" or all(text in said for text in texts)
