"""A keyword is broken alone where only a value with a place or a form of its own can do it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.protocols import GenerationError
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from codegen.support import endpoint

FIRST_IS_TEXT: dict[str, Any] = {
    "type": "array",
    "prefixItems": [{"type": "string"}],
    "items": {"type": "integer"},
}
A_OR_B: dict[str, Any] = {
    "properties": {
        "a": {"type": "integer"},
        "b": {"type": "string"},
        "c": {"type": "boolean"},
        "d": {"type": "null"},
    },
    "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
    "minProperties": 2,
    "additionalProperties": False,
    "type": "object",
}
FOURS = {"type": "integer", "multipleOf": 4}
BROKEN_ALONE: dict[str, tuple[dict[str, Any], str]] = {
    "contains after the first item": ({**FIRST_IS_TEXT, "contains": FOURS}, "contains"),
    "minContains after the first item": (
        {**FIRST_IS_TEXT, "contains": FOURS, "minContains": 2},
        "minContains",
    ),
    "maxContains after the first item": (
        {**FIRST_IS_TEXT, "contains": FOURS, "maxContains": 2},
        "maxContains",
    ),
    "the first item beside contains": ({**FIRST_IS_TEXT, "contains": FOURS}, "prefixItems-0"),
    "a union of required fields": (A_OR_B, "anyOf-unfit"),
    "one of several required fields": (
        {**{k: v for k, v in A_OR_B.items() if k != "anyOf"}, "oneOf": A_OR_B["anyOf"]},
        "oneOf-unfit",
    ),
}


@pytest.mark.parametrize("at_root", [False, True], ids=["field", "root"])
@pytest.mark.parametrize("name", BROKEN_ALONE)
def test_keyword_is_broken_alone(name: str, at_root: bool) -> None:
    """There is a pair of payloads of which the valid one fits, and the other breaks the keyword and nothing else."""
    schema, fault = BROKEN_ALONE[name]
    if at_root and schema["type"] != "object":
        pytest.skip("the input of an endpoint is an object")
    names = violations_alone(schema if at_root else {"type": "object", "properties": {"v": schema}})
    assert (fault if at_root else f"v/{fault}") in names


def violations_alone(schema: dict[str, Any]) -> set[str]:
    """Return the names of the violations of which the payload breaks one keyword alone."""
    generator = PayloadGenerator(endpoint(schema))
    oracle, choices = PayloadOracle(generator), SimplestChoiceSource()
    found = set[str]()
    for one in iter_violations(generator):
        with suppress(GenerationError):
            if one.is_isolated(oracle, one.make_pair(generator, choices)):
                found.add(one.name)
    return found
