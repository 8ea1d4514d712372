"""Each violation breaks one constraint, with a valid twin, and every keyword has one or a reason."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.rules.json_edit import value_at
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
    FeasibilityLabel,
    assess_feasibility,
)
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import (
    Violation,
    ViolationPair,
    iter_unviolated_keywords,
    iter_violations,
)
from clientwright.testing.payloads.unspecified import iter_open_questions
from schema.schemas import inputs, schemas
from testing.support import NAMES, make_endpoint

ORACLES = {name: PayloadOracle(PayloadGenerator(one)) for name, one in NAMES.items()}
KNOWN = {name: list(iter_violations(oracle.generator)) for name, oracle in ORACLES.items()}
LABELS = {
    (name, one.name): assess_feasibility(ORACLES[name], one) for name, found in KNOWN.items() for one in found
}  # fmt: skip
BOTH = pytest.mark.parametrize("name", NAMES)


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
    broken = {
        (found.constraint, found.constraint_pointer)
        for found in oracle.broken_constraints(pair.invalid)
    }
    own = (violation.constraint, violation.constraint_pointer)
    if label is FeasibilityLabel.ISOLABLE:
        assert broken == {own}, (violation.name, pair.invalid)
        assert pair.valid_twin is not None
        assert oracle.broken_constraints(pair.valid_twin) == [], (violation.name, pair.valid_twin)
        assert repr(pair.invalid) != repr(pair.valid_twin)
    elif label is FeasibilityLabel.DOMINATED:
        assert broken - {own}, (violation.name, pair.invalid)


@pytest.mark.parametrize(("name", "violation"), [(n, v) for n in NAMES for v in KNOWN[n]])
def test_labels_are_right_for_200_examples(name: str, violation: Violation) -> None:
    """In 200 examples, an isolable violation breaks its constraint alone, a dominated one another too."""
    label = LABELS[name, violation.name].label
    for n in range(40 if label is FeasibilityLabel.DOMINATED else 200):
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
        LABELS[name, violation.name].label,
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
    labels = {one.name: LABELS[name, one.name] for one in KNOWN[name]}
    assert {found.label for found in labels.values()} == {
        FeasibilityLabel.ISOLABLE,
        FeasibilityLabel.DOMINATED,
    }
    assert all(
        found.reason for found in labels.values() if found.label is FeasibilityLabel.DOMINATED
    )
    assert list(iter_unviolated_keywords(ORACLES[name].generator)) == []


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
    listed = {
        pointer for known, pointer in iter_unviolated_keywords(oracle.generator) if known == word
    }
    alone = [
        one
        for one, found in labelled(oracle)
        if found.label is FeasibilityLabel.ISOLABLE
        and (one.constraint == word or one.spec_pointer.startswith(f"/input{below}"))
    ]
    assert bool(alone) != ("/properties/a" in listed)


BOUNDS = {
    "minimum": ({"type": "integer", "minimum": 3}, 3, 2),
    "maximum": ({"type": "integer", "maximum": 15}, 15, 16),
    "exclusiveMinimum": ({"type": "integer", "exclusiveMinimum": 3}, 4, 3),
    "exclusiveMaximum": ({"type": "integer", "exclusiveMaximum": 15}, 14, 15),
    "minimum-of-steps": ({"type": "integer", "minimum": 5, "multipleOf": 4}, 8, 4),
    "minimum-between": ({"type": "integer", "minimum": 0.5}, 1, 0),
    "maximum-between": ({"type": "integer", "maximum": 0.5}, 0, 1),
    "maximum-narrow": ({"type": "number", "minimum": 0, "maximum": 1}, 1, 1.01),
    "minimum-narrow": ({"type": "number", "minimum": 0, "maximum": 1}, 0, -0.01),
    "minimum-broken": ({"type": "number", "minimum": 0.5, "maximum": 100}, 0.5, -0.5),
    "minimum-or-null": ({"type": ["null", "integer"], "minimum": 3, "maximum": 5}, 3, 2),
    "exclusiveMaximum-wide": ({"type": "number", "exclusiveMaximum": 2, "minimum": -9}, 1, 2),
    "exclusiveMinimum-tiny": (
        {"type": "number", "exclusiveMinimum": 0, "maximum": 0.001},
        0.0005,
        0,
    ),
    "multipleOf": ({"type": "integer", "minimum": 64, "maximum": 72, "multipleOf": 8}, None, None),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_both_sides_of_a_bound_are_tried(name: str) -> None:
    """The twin is on the bound, or one step inside an exclusive one; the violation is one step beyond."""
    schema, valid, invalid = BOUNDS[name]
    pair = _pair(schema, name.partition("-")[0])
    twin, broken = _a(pair.valid_twin), _a(pair.invalid)
    if valid is None:
        assert (twin % 8, abs(broken - twin)) == (0, 1)
    else:
        assert (twin, broken) == (valid, invalid)


SIZES = {
    "minItems": ({"type": "array", "minItems": 2, "uniqueItems": True}, 2, 1),
    "maxItems": ({"type": "array", "maxItems": 2, "items": {"type": "boolean"}}, 2, 3),
    "maxItems-different": (
        {"type": "array", "maxItems": 2, "uniqueItems": True, "items": {"enum": [1, 2, 3]}}, 2, 3,
    ),
    "uniqueItems": ({"type": "array", "minItems": 3, "maxItems": 3, "uniqueItems": True}, 3, 3),
    "minLength": ({"type": "string", "minLength": 3}, 3, 2),
    "maxLength": ({"type": "string", "maxLength": 3}, 3, 4),
    "maxLength-matching": ({"type": "string", "maxLength": 3, "pattern": "^a+$"}, 3, 4),
    "minLength-or-number": ({"type": ["number", "string"], "minLength": 1}, 1, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", SIZES)
def test_both_sides_of_a_size_are_tried(name: str) -> None:
    """The twin has exactly the allowed size; the violation has one item or character more or less."""
    schema, valid, invalid = SIZES[name]
    pair = _pair(schema, name.partition("-")[0])
    assert (len(_a(pair.valid_twin)), len(_a(pair.invalid))) == (valid, invalid)


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


SUMS = {
    "too-low": lambda s, total, _: s == total - 1,
    "too-high": lambda s, total, _: s == total + 1,
    "too-low-by-default": lambda s, total, default: (total, s) == (None, default - 1),
    "too-high-by-default": lambda s, total, default: (total, s) == (None, default + 1),
    "addend-left-out": lambda s, total, _: total is not None and abs(s - total) == 1,
}


@pytest.mark.parametrize("breach", SUMS)
@pytest.mark.parametrize(("name", "default"), [("image-to-video", 10), ("text-to-video", 5)])
def test_sum_violations_are_off_by_one(name: str, default: int, breach: str) -> None:
    """A sum is one too low and one too high, with the total given, by default (10 and 5), and without an addend."""
    violation = next(v for v in KNOWN[name] if v.name == f"rules/0-sum-equals/{breach}")
    for n in range(100):
        invalid = violation.make_pair(
            ORACLES[name].generator, RandomChoiceSource.from_seed(str(n))
        ).invalid
        parts = invalid["multi_prompt"]
        added = sum(segment.get("duration", 5) for segment in parts)
        assert SUMS[breach](added, invalid.get("duration"), default)
        assert any("duration" not in s for s in parts) or breach != "addend-left-out"


@BOTH
def test_max_items_is_dominated_by_the_sum(name: str) -> None:
    """More items than `maxItems` always break the sum too, and the reason has the arithmetic."""
    found = LABELS[name, "multi_prompt/maxItems"]
    assert found.label is FeasibilityLabel.DOMINATED
    assert all(word in found.reason for word in ("6 items", "at least 3", "18", "15"))


@BOTH
def test_non_finite_numbers_are_tried(name: str) -> None:
    """NaN and both infinities are tried for every number."""
    numeric = [v for v in KNOWN[name] if v.constraint == "finite"]
    invalid = [v.make_pair(ORACLES[name].generator, SimplestChoiceSource()) for v in numeric]
    values = [value_at(pair.invalid, pair.expected_pointers[0]) for pair in invalid]
    assert len(numeric) == 9
    assert [value for value in values if math.isfinite(value)] == []


def _pair(schema: Any, keyword: str) -> ViolationPair:
    oracle = PayloadOracle(
        PayloadGenerator(make_endpoint({"type": "object", "properties": {"a": schema}}))
    )
    (one,) = (v for v in iter_violations(oracle.generator) if v.name == f"a/{keyword}")
    assert assess_feasibility(oracle, one) == Feasibility(FeasibilityLabel.ISOLABLE)
    return one.make_pair(oracle.generator, RandomChoiceSource.from_seed("7"))


def _a(payload: Any) -> Any:
    return payload["a"]


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
