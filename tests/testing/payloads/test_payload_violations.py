"""Each violation breaks one constraint, with a valid twin, and every keyword has one or a reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    HypothesisChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.keywords import ANNOTATION_KEYWORDS, ASSERTION_KEYWORDS
from clientwright.schema.protocols import GenerationError
from clientwright.schema.walk import walk_schemas
from clientwright.testing.payloads.accepted_inputs import iter_accepted_inputs
from clientwright.testing.payloads.feasibility import (
    Feasibility,
    FeasibilityBasis,
    FeasibilityLabel,
    assess_feasibility,
    iter_unviolated_keywords,
)
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from clientwright.testing.payloads.unspecified import iter_open_questions
from clientwright.testing.payloads.violation_pairs import Violation
from schema.schemas import inputs, schemas
from testing.support import NAMES, make_endpoint

ORACLES = {name: PayloadOracle(PayloadGenerator(one)) for name, one in NAMES.items()}
KNOWN = {name: list(iter_violations(oracle.generator)) for name, oracle in ORACLES.items()}
BOTH = pytest.mark.parametrize("name", NAMES)


@cache
def documented_labels(name: str) -> dict[str, Feasibility]:
    """Return the labels of a documented endpoint's violations, by their names."""
    return {one.name: assess_feasibility(ORACLES[name], one) for one in KNOWN[name]}


def labelled(oracle: PayloadOracle) -> Iterator[tuple[Violation, Feasibility]]:
    """Yield each violation with its label."""
    return ((one, assess_feasibility(oracle, one)) for one in iter_violations(oracle.generator))


def check_label(
    oracle: PayloadOracle,
    violation: Violation,
    label: FeasibilityLabel,
    choices: PayloadChoiceSource,
) -> None:
    """Check another pair of a violation against its label."""
    pair = violation.make_pair(oracle.generator, choices)
    broken = oracle.broken_constraints(pair.invalid)
    others = [found for found in broken if not violation.is_broken_by(found)]
    if label is FeasibilityLabel.ISOLABLE:
        assert broken, violation.name
        assert not others, (violation.name, pair.invalid)
        assert pair.valid_twin is not None
        assert oracle.broken_constraints(pair.valid_twin) == [], (violation.name, pair.valid_twin)
        assert repr(pair.invalid) != repr(pair.valid_twin)
    elif label is FeasibilityLabel.DOMINATED:
        assert others, (violation.name, pair.invalid)


@pytest.mark.parametrize(("name", "violation"), [(n, v) for n in NAMES for v in KNOWN[n]])
def test_labels_are_right_for_further_examples(name: str, violation: Violation) -> None:
    """In many examples, an isolable violation breaks its constraint alone, a dominated one another too."""
    label = documented_labels(name)[violation.name].label
    for n in range(20 if label is FeasibilityLabel.DOMINATED else 60):
        check_label(ORACLES[name], violation, label, RandomChoiceSource.from_seed(f"further:{n}"))


@BOTH
@settings(max_examples=200)
@given(data=st.data())
def test_labels_are_right_for_hypothesis(name: str, data: st.DataObject) -> None:
    """The same with choices of Hypothesis, which explores other examples."""
    violation = data.draw(st.sampled_from(KNOWN[name]))
    check_label(
        ORACLES[name],
        violation,
        documented_labels(name)[violation.name].label,
        HypothesisChoiceSource(data.draw),
    )


@settings(max_examples=60)
@given(inputs(), st.integers(0, 2**32))
def test_labels_are_right_for_any_schema(schema: Any, seed: int) -> None:
    """The labels of any input schema are right, and only `GenerationError` is raised."""
    oracle = PayloadOracle(PayloadGenerator(make_endpoint(_sound(schema))))
    for violation, found in labelled(oracle):
        for choices in (
            SimplestChoiceSource(),
            FullestChoiceSource(),
            RandomChoiceSource.from_seed(str(seed)),
        ):
            if found.label is not FeasibilityLabel.NOT_GENERATED:
                with suppress(GenerationError):
                    check_label(oracle, violation, found.label, choices)


@BOTH
@pytest.mark.parametrize("choices", [SimplestChoiceSource, FullestChoiceSource])
def test_a_payload_is_accepted_if_it_breaks_nothing(
    name: str, choices: type[SimplestChoiceSource | FullestChoiceSource]
) -> None:
    """The oracle accepts exactly the payloads in which it finds no broken constraint."""
    oracle = ORACLES[name]
    for violation in KNOWN[name]:
        pair = violation.make_pair(oracle.generator, choices())
        for payload in (pair.invalid, pair.valid_twin):
            assert oracle.accepts(payload) == (not oracle.broken_constraints(payload)), payload


@settings(max_examples=60)
@given(inputs(), st.integers(0, 2**32))
def test_accepted_inputs_are_valid(schema: Any, seed: int) -> None:
    """Every input that must be accepted keeps the schema."""
    oracle = PayloadOracle(PayloadGenerator(make_endpoint(_sound(schema))))
    for acceptance in iter_accepted_inputs(oracle.generator):
        try:
            payload = acceptance.make_payload(
                oracle.generator, RandomChoiceSource.from_seed(str(seed))
            )
        except GenerationError:
            continue
        assert payload is None or oracle.broken_constraints(payload) == []


@BOTH
def test_documented_constraints_are_isolable_or_dominated(name: str) -> None:
    """Each violation of the documented endpoints is isolable, or dominated with a reason; no keyword lacks one."""
    labels = documented_labels(name)
    assert {found.label for found in labels.values()} == {
        FeasibilityLabel.ISOLABLE,
        FeasibilityLabel.DOMINATED,
    }
    assert all(
        found.reason for found in labels.values() if found.label is FeasibilityLabel.DOMINATED
    )
    assert list(iter_unviolated_keywords(ORACLES[name].generator, KNOWN[name])) == []


@BOTH
def test_every_keyword_of_a_spec_has_a_violation(name: str) -> None:
    """Every keyword of a spec has a violation at its pointer."""
    broken = {(one.constraint_pointer, one.constraint) for one in KNOWN[name]}
    silent = {"properties", "items"} | ANNOTATION_KEYWORDS
    for pointer, schema in walk_schemas(ORACLES[name].generator.schema):
        for word in schema.keys() - silent:
            idle = word == "type" and not pointer
            empty = word in ("minItems", "minLength") and schema[word] == 0
            assert idle or empty or (pointer, word) in broken, (pointer, word)


def _kind(value: str) -> dict[str, Any]:
    """Return a schema of objects that say in a field what they are."""
    return {"type": "object", "required": ["k"], "properties": {"k": {"const": value}}}


EVERY: dict[str, Any] = {
    "type": {"type": "string"},
    "enum": {"enum": ["a", "b"]},
    "const": {"const": "a"},
    "multipleOf": {"type": "integer", "multipleOf": 8},
    "maximum": {"type": "number", "maximum": 5},
    "exclusiveMaximum": {"type": "number", "exclusiveMaximum": 5},
    "minimum": {"type": "integer", "minimum": 0.5},
    "exclusiveMinimum": {"type": "integer", "exclusiveMinimum": 5},
    "maxLength": {"type": "string", "maxLength": 5},
    "minLength": {"type": "string", "minLength": 5},
    "pattern": {"type": "string", "pattern": "^[a-z]+$"},
    "maxItems": {"type": "array", "maxItems": 3},
    "minItems": {"type": "array", "minItems": 3},
    "uniqueItems": {"type": "array", "uniqueItems": True, "items": {"enum": [1, 2]}, "maxItems": 2},
    "maxContains": {"type": "array", "contains": {"const": 1}, "maxContains": 2},
    "minContains": {"type": "array", "contains": {"const": 1}, "minContains": 2},
    "contains": {"type": "array", "contains": {"const": 1}},
    "maxProperties": {"type": "object", "maxProperties": 2},
    "minProperties": {"type": "object", "minProperties": 2},
    "required": {"type": "object", "required": ["b"], "properties": {"b": {}}},
    "dependentRequired": {
        "type": "object",
        "properties": {"b": {}, "c": {}},
        "dependentRequired": {"b": ["c"]},
    },
    "prefixItems": {"type": "array", "prefixItems": [{"type": "string"}]},
    "items": {"type": "array", "items": {"type": "string"}},
    "additionalProperties": {"type": "object", "additionalProperties": False},
    "properties": {"type": "object", "properties": {"b": {"type": "string"}}},
    "patternProperties": {"type": "object", "patternProperties": {"^b": {"type": "string"}}},
    "dependentSchemas": {"type": "object", "dependentSchemas": {"b": {"required": ["c"]}}},
    "propertyNames": {"type": "object", "propertyNames": {"pattern": "^b"}},
    "if": {"if": {"const": 1}, "then": False},
    "then": {"if": {"const": 1}, "then": False},
    "else": {"if": {"const": 1}, "else": False},
    "allOf": {"allOf": [{"type": "string"}]},
    "anyOf": {"anyOf": [{"type": "integer"}, {"enum": ["b"]}]},
    "oneOf": {"oneOf": [_kind("b"), _kind("c")]},
    "not": {"not": {"type": "string"}},
    "x-media": {"type": "string", "x-media": {"kind": "image"}},
}


@pytest.mark.parametrize("word", sorted(ASSERTION_KEYWORDS))
def test_every_keyword_has_a_violation_or_is_listed(word: str) -> None:
    """An assertion keyword, or one in its schema, is broken alone by a violation, or it is listed as one without."""
    oracle = PayloadOracle(
        PayloadGenerator(make_endpoint({"type": "object", "properties": {"a": EVERY[word]}}))
    )
    below = f"/properties/a/{word}"
    violations = [one for one, _ in labelled(oracle)]
    listed = {
        pointer
        for known, pointer in iter_unviolated_keywords(oracle.generator, violations)
        if known == word
    }
    alone = [
        one
        for one, found in labelled(oracle)
        if found.label is FeasibilityLabel.ISOLABLE
        and (one.constraint == word or one.spec_pointer.startswith(f"/input{below}"))
    ]
    assert bool(alone) != ("/properties/a" in listed)


@given(schemas())
def test_names_are_unique(schema: Any) -> None:
    """No two violations of a schema have the same name, and no two accepted inputs."""
    generator = PayloadGenerator(
        make_endpoint({"type": "object", "properties": {"a": schema, "b": schema}})
    )
    for found in (
        iter_violations(generator),
        iter_accepted_inputs(generator),
        iter_open_questions(generator),
    ):
        names = [one.name for one in found]
        assert len(names) == len(set(names))


@BOTH
def test_max_items_is_dominated_by_the_sum(name: str) -> None:
    """More items than `maxItems` always break the sum too, and the reason has the arithmetic."""
    found = documented_labels(name)["multi_prompt/maxItems"]
    assert found.label is FeasibilityLabel.DOMINATED
    assert all(word in found.reason for word in ("6 items", "at least 3", "18", "15"))


def test_a_label_says_how_it_is_known() -> None:
    """What rules and lists of values imply is known by arithmetic, and all else by so many tries."""
    name = "image-to-video"
    assert documented_labels(name)["multi_prompt/maxItems"].basis is FeasibilityBasis.ARITHMETIC
    listed = documented_labels(name)["shot_type/type-whole"]
    assert listed.reason == "by arithmetic: enum refuses whatever type refuses"
    tried = documented_labels(name)["multi_prompt[].duration/maximum"]
    assert tried.basis is FeasibilityBasis.TRIES
    assert tried.reason.startswith("in 6 tries ")


@settings(max_examples=40)
@given(inputs())
def test_arithmetic_and_tries_agree(schema: Any) -> None:
    """Nothing that is dominated by arithmetic is broken alone by an example."""
    oracle = PayloadOracle(PayloadGenerator(make_endpoint(_sound(schema))))
    for violation, found in labelled(oracle):
        if found.basis is FeasibilityBasis.ARITHMETIC:
            for n in range(10):
                choices = RandomChoiceSource.from_seed(f"arithmetic:{n}")
                with suppress(GenerationError):
                    pair = violation.make_pair(oracle.generator, choices)
                    assert not violation.is_isolated(oracle, pair), violation.name


def _sound(schema: Any) -> Any:
    """Remove required properties that the schema does not describe, which a spec may not have."""
    known = schema["properties"]
    found = {**schema}
    if "required" in found:
        found["required"] = [name for name in found["required"] if name in known]
    needs = found.get("dependentRequired", {})
    if needs:
        found["dependentRequired"] = {
            name: [need for need in required_names if need in known]
            for name, required_names in needs.items()
        }
    return found
