"""Bounds, sizes and sums are broken by the least step, on both sides, and numbers by values that are none."""

from __future__ import annotations

import math
from typing import Any

import pytest

from clientwright.rules.json_edit import value_at
from clientwright.schema.choice_sources import (
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.testing.payloads.feasibility import (
    Feasibility,
    FeasibilityLabel,
    assess_feasibility,
)
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from clientwright.testing.payloads.violation_pairs import ViolationPair
from testing.support import NAMES, make_endpoint

ORACLES = {name: PayloadOracle(PayloadGenerator(one)) for name, one in NAMES.items()}
KNOWN = {name: list(iter_violations(oracle.generator)) for name, oracle in ORACLES.items()}

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


@pytest.mark.parametrize("name", NAMES)
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
