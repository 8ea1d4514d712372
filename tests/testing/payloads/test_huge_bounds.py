"""Bounds of 400 digits end nothing: inputs leave the field out, and its promises say why they are not tried."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.protocols import GenerationError
from clientwright.testing.payloads.accepted_inputs import iter_accepted_inputs
from clientwright.testing.payloads.feasibility import assess_feasibility
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from testing.support import make_endpoint

HUGE = 10**400
SCHEMAS: dict[str, dict[str, Any]] = {
    "Length": {"type": "string"},
    "Length of a pattern": {"type": "string", "pattern": "^(?=a)[a-z]+b+$"},
    "Items": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    "Contains": {"type": "array", "contains": {"type": "integer"}},
    "Properties": {"type": "object", "additionalProperties": {"type": "string"}},
    "Properties of patterns": {"type": "object", "patternProperties": {"^x": {}}},
    "imum": {"type": "number"},
    "imum of integers": {"type": "integer"},
}
"""By what a keyword counts: a schema beside it."""


@pytest.mark.parametrize("end", ["min", "max"])
@pytest.mark.parametrize("name", SCHEMAS)
def test_huge_bounds_end_nothing(name: str, end: str) -> None:
    """Inputs without the field are valid, and each promise is made or has a short reason why not."""
    odd = {**SCHEMAS[name], end + name.partition(" ")[0]: HUGE}
    schema = {"type": "object", "properties": {"odd": odd, "a": {"type": "integer"}}}
    oracle = PayloadOracle(PayloadGenerator(make_endpoint(schema)))
    for draw in (SimplestChoiceSource(), FullestChoiceSource(), RandomChoiceSource.from_seed("1")):
        assert oracle.accepts(oracle.generator.generate(draw))
    for one in iter_accepted_inputs(oracle.generator):
        with suppress(GenerationError):
            one.make_payload(oracle.generator, SimplestChoiceSource())
    for violation in iter_violations(oracle.generator):
        assert len(assess_feasibility(oracle, violation).reason) < 1000
