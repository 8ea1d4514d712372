"""The isolated pair of a violation is looked for once for equal inputs: it is the one that a new search finds."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from clientwright.schema.choice_sources import (
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.protocols import GenerationError
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads import violation_pairs
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from clientwright.testing.payloads.violation_pairs import IsolatedPairBuilder, ViolationPair
from schema.schemas import inputs
from testing.support import NAMES, make_endpoint


def made(endpoint: Endpoint) -> Iterator[ViolationPair | str]:
    """Yield a simple and a random pair of each violation of an endpoint, or why there is none."""
    generator = PayloadGenerator(endpoint)
    for violation in iter_violations(generator):
        for choices in (SimplestChoiceSource(), RandomChoiceSource.from_seed(violation.name)):
            try:
                yield violation.make_pair(generator, choices)
            except GenerationError as error:
                yield str(error)


def pairs(endpoint: Endpoint) -> list[str]:
    """Return these pairs as texts."""
    return [repr(one) for one in made(endpoint)]


def anew(endpoint: Endpoint) -> list[str]:
    """Return the pairs of an endpoint in a process that has looked for none yet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(violation_pairs, "_ISOLATED_PAIRS", {})
        return pairs(endpoint)


@settings(max_examples=15)
@given(inputs())
def test_pairs_are_those_of_a_new_search(schema: Any) -> None:
    """Whatever was looked for before, each violation has the pair that a new search finds."""
    first = pairs(make_endpoint(schema))
    assert first == pairs(make_endpoint(copy.deepcopy(schema))) == anew(make_endpoint(schema))


@pytest.mark.parametrize("name", NAMES)
def test_documented_pairs_are_those_of_a_new_search(name: str) -> None:
    """The pairs of a documented endpoint, with its rules and without, are those of a new search."""
    bare = make_endpoint(NAMES[name].input)
    for endpoint in (NAMES[name], bare, NAMES[name]):
        assert pairs(endpoint) == anew(endpoint)


def test_nobody_changes_what_is_remembered() -> None:
    """A remembered pair that its user changes is as before for the next one."""
    schema = {"type": "object", "properties": {"a": {"type": "integer", "maximum": 5}}}
    oracle = PayloadOracle(PayloadGenerator(make_endpoint(schema)))
    (violation,) = (v for v in iter_violations(oracle.generator) if v.constraint == "maximum")

    def make_pair(generator: PayloadGenerator, choices: PayloadChoiceSource) -> ViolationPair:
        if isinstance(choices, SimplestChoiceSource):
            return violation.make_pair(generator, choices)
        return ViolationPair({"a": "of another kind"}, None, ())

    builder = IsolatedPairBuilder(oracle, replace(violation, name="made", make_pair=make_pair))
    for _ in range(2):
        pair = builder(oracle.generator, RandomChoiceSource.from_seed(""))
        assert pair.invalid == {"a": 6}
        pair.invalid.clear()
