"""Values that break one keyword alone, where the first that comes to mind breaks another, too."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.testing.payloads.feasibility import FeasibilityLabel, assess_feasibility
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from testing.support import make_endpoint

TEXT = {"type": "string"}
ODD = {"type": "integer", "not": {"multipleOf": 2}}
CHOICE = {"if": {"minimum": 10}, "then": {"multipleOf": 5}, "else": {"not": {"multipleOf": 2}}}
SAMPLES: dict[str, tuple[dict[str, Any], str]] = {
    "pattern with an end": (
        {"type": "object", "patternProperties": {"^s$": TEXT}},
        "type",
    ),
    "pattern with digits": (
        {"type": "object", "patternProperties": {r"^s_\d": {"type": "string", "minLength": 2}}},
        "minLength",
    ),
    "const false": ({"const": False}, "const"),
    "const true": ({"const": True}, "const"),
    "const null": ({"const": None}, "const"),
    "const []": ({"const": []}, "const"),
    "const {}": ({"const": {}}, "const"),
    "const object": ({"type": "object", "const": {"a": [1, 2]}}, "const"),
    "one boolean": ({"type": "boolean", "enum": [False]}, "enum"),
    "fitting items": (
        {"type": "array", "items": {"type": "integer"}, "enum": [[2], [2, 3]]},
        "enum",
    ),
    "names of a pattern": (
        {"type": "object", "propertyNames": {"pattern": "^[a-z]{2}$"}, "maxProperties": 3},
        "maxProperties",
    ),
    "more names of a pattern": (
        {"type": "object", "propertyNames": {"pattern": "^[a-c]{2}$"}, "minProperties": 4},
        "minProperties",
    ),
    "short names": (
        {"type": "object", "propertyNames": {"maxLength": 3}, "maxProperties": 4},
        "maxProperties",
    ),
    "only properties of a pattern": (
        {
            "type": "object",
            "patternProperties": {"^s": TEXT},
            "additionalProperties": False,
            "maxProperties": 3,
        },
        "maxProperties",
    ),
    "odd numbers from 0": ({**ODD, "minimum": 0}, "minimum"),
    "odd numbers to 50": ({**ODD, "maximum": 50}, "maximum"),
    "no odd number above": ({"type": "integer", "maximum": 50, "multipleOf": 5}, "maximum"),
    "from 0 beside if": ({"type": "number", "minimum": 0, **CHOICE}, "minimum"),
    "to 50 beside if": ({"type": "number", "maximum": 50, **CHOICE}, "maximum"),
    "below 50 beside if": ({"type": "number", "exclusiveMaximum": 50, **CHOICE}, "exclusiveMaximum"),
    "odd multiples of 7": ({**ODD, "multipleOf": 7}, "multipleOf"),
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_a_value_is_found_that_breaks_the_keyword_alone(name: str) -> None:
    """Each violation of the keyword is isolable, and its pair breaks nothing else."""
    schema, keyword = SAMPLES[name]
    endpoint = make_endpoint({"type": "object", "properties": {"a": schema}, "required": ["a"]})
    oracle = PayloadOracle(PayloadGenerator(endpoint))
    found = [one for one in iter_violations(oracle.generator) if one.constraint == keyword]
    labels = {one.name: assess_feasibility(oracle, one) for one in found}
    assert labels
    own = {n: label for n, label in labels.items() if n != f"a/{keyword}-whole"}
    assert {label.label for label in own.values()} == {FeasibilityLabel.ISOLABLE}, own
