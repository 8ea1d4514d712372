"""Addends between two steps: their type or step is broken, and the rule about their sum is kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.rules.kinds import from_json
from clientwright.schema.choice_sources import RandomChoiceSource
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.feasibility import FeasibilityLabel, assess_feasibility
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from clientwright.testing.payloads.violation_pairs import Violation
from testing.support import NAMES, make_endpoint

EQUALS: dict[str, Any] = {"kind": "sum-equals", "addends": "$.parts[*].n", "total": "$.t"}
AT_MOST: dict[str, Any] = {"kind": "sum-at-most", "addends": "$.parts[*].n", "most": "$.t"}
FIXED: dict[str, Any] = {"kind": "sum-at-most", "addends": "$.parts[*].n", "most": 12}


def endpoint_of(addend: dict[str, Any], *rules: dict[str, Any], most: int = 6) -> Endpoint:
    """Return an endpoint with addends and a total."""
    item = {"type": "object", "required": ["n"], "properties": {"n": addend}}
    return make_endpoint(
        {
            "type": "object",
            "properties": {
                "parts": {"type": "array", "maxItems": most, "items": item},
                "t": {"type": "number", "minimum": 0, "maximum": 60},
            },
        },
        *map(from_json, rules),
    )


def in_sum(endpoint: Endpoint) -> list[Violation]:
    """Return the violations in which a sum holds."""
    found = iter_violations(PayloadGenerator(endpoint))
    return [one for one in found if one.name.endswith("-in-sum")]


@given(
    low=st.integers(-4, 6),
    size=st.integers(0, 9),
    step=st.sampled_from([None, 1, 2, 5]),
    rule=st.sampled_from([EQUALS, AT_MOST, FIXED]),
    seed=st.integers(0, 99),
)
def test_only_the_step_is_broken(
    low: int, size: int, step: int | None, rule: dict[str, Any], seed: int
) -> None:
    """Where an addend is between two others, the pair breaks its type or step alone, and its twin nothing."""
    addend = {"type": "integer", "minimum": low, "maximum": low + size}
    addend |= {"multipleOf": step} if step else {}
    endpoint = endpoint_of(addend, rule)
    oracle = PayloadOracle(PayloadGenerator(endpoint))
    for one in in_sum(endpoint):
        if assess_feasibility(oracle, one).label is FeasibilityLabel.ISOLABLE:
            pair = one.make_pair(oracle.generator, RandomChoiceSource.from_seed(str(seed)))
            assert one.is_isolated(oracle, pair)
            values = [part["n"] for part in pair.invalid["parts"]]
            assert sum(values) == sum(part["n"] for part in pair.valid_twin["parts"])


@pytest.mark.parametrize(
    ("addend", "rules", "names"),
    [
        ({"type": "integer", "minimum": 1}, [EQUALS], ["type-fractions-in-sum"]),
        ({"type": "integer", "minimum": 1, "maximum": 9}, [FIXED], ["type-fractions-in-sum"]),
        ({"type": "integer", "minimum": 1}, [EQUALS, AT_MOST], ["type-fractions-in-sum"]),
        ({"type": "integer", "minimum": 0, "multipleOf": 2}, [AT_MOST], ["multipleOf-in-sum"]),
        ({"type": "number", "minimum": 0, "multipleOf": 0.5}, [EQUALS], ["multipleOf-in-sum"]),
        ({"type": "number", "minimum": 0}, [EQUALS], []),
        ({"type": "integer", "enum": [1, 2, 3]}, [EQUALS], []),
        ({"type": "integer", "minimum": 3, "maximum": 4}, [EQUALS], []),
    ],
)
def test_which_addends_have_one(
    addend: dict[str, Any], rules: list[dict[str, Any]], names: list[str]
) -> None:
    """There is one for addends on steps, however many rules add them up; none for listed or continuous ones."""
    endpoint = endpoint_of(addend, *rules)
    found = in_sum(endpoint)
    assert [one.name for one in found] == [f"parts[].n/{name}" for name in names]
    oracle = PayloadOracle(PayloadGenerator(endpoint))
    assert all(assess_feasibility(oracle, one).label is FeasibilityLabel.ISOLABLE for one in found)


def test_one_addend_has_none() -> None:
    """Where only one item is allowed, no two fractions make a sum."""
    assert in_sum(endpoint_of({"type": "integer", "minimum": 1}, EQUALS, most=1)) == []


@pytest.mark.parametrize("name", NAMES)
def test_fractions_of_the_seeds(name: str) -> None:
    """Two durations of half a second more and less make up the video: 4.5 and 5.5 for 10."""
    generator = PayloadGenerator(NAMES[name])
    (found,) = in_sum(NAMES[name])
    pair = found.make_pair(generator, RandomChoiceSource.from_seed("0"))
    durations = [part["duration"] for part in pair.invalid["multi_prompt"]]
    assert sum(durations) == pair.invalid["duration"]
    assert [value % 1 for value in durations[:2]] == [0.5, 0.5]
