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
    "items beside not": (
        {"type": "array", "items": {"type": "integer"}, "maxItems": 3, "not": {"minItems": 4, "maxItems": 4}},
        "maxItems",
    ),
    "length beside not": (
        {"type": "string", "maxLength": 3, "not": {"minLength": 4, "maxLength": 4}},
        "maxLength",
    ),
    "least length beside not": (
        {"type": "string", "minLength": 3, "not": {"minLength": 2, "maxLength": 2}},
        "minLength",
    ),
    "properties beside not": (
        {
            "type": "object",
            "additionalProperties": {"type": "integer"},
            "maxProperties": 2,
            "not": {"minProperties": 3, "maxProperties": 3},
        },
        "maxProperties",
    ),
    "names of a pattern that are too long": (
        {
            "type": "object",
            "patternProperties": {"^s_[a-z]+$": TEXT},
            "additionalProperties": False,
            "propertyNames": {"maxLength": 5},
        },
        "maxLength",
    ),
    "names of two patterns": (
        {
            "type": "object",
            "patternProperties": {"^s_[a-z]+$": {"type": "string", "minLength": 2}},
            "additionalProperties": False,
            "propertyNames": {"pattern": "b$"},
        },
        "minLength",
    ),
    "long names of a pattern": (
        {
            "type": "object",
            "patternProperties": {"^s_[a-z]+$": {"type": "string", "maxLength": 2}},
            "propertyNames": {"minLength": 8},
        },
        "maxLength",
    ),
    "an unknown name of the right length": (
        {
            "type": "object",
            "properties": {"p": TEXT},
            "additionalProperties": False,
            "propertyNames": {"maxLength": 5},
        },
        "additionalProperties",
    ),
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
    more = (f"a/{keyword}-whole", f"a/{keyword}-graphemes", f"a/{keyword}-code-units")
    own = {n: label for n, label in labels.items() if n not in more}
    assert {label.label for label in own.values()} == {FeasibilityLabel.ISOLABLE}, own


BESIDE: dict[str, dict[str, Any]] = {
    "maximum": {"a": {"enum": [9, 10, 11]}},
    "minimum": {"a": {"enum": [-1, 0, 1]}},
    "maxItems": {"b": {"type": "array", "minItems": 4, "maxItems": 4}},
    "minItems": {"b": {"type": "array", "minItems": 1, "maxItems": 1}},
    "maxLength": {"c": {"type": "string", "minLength": 4, "maxLength": 4}},
}
"""By keyword: what the root refuses, which is what is next to the keyword's bound."""
BOUNDED: dict[str, Any] = {
    "a": {"type": "integer", "minimum": 0, "maximum": 10},
    "b": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 3},
    "c": {"type": "string", "maxLength": 3},
}


@pytest.mark.parametrize("keyword", BESIDE)
def test_a_keyword_of_another_level_hides_no_bound(keyword: str) -> None:
    """Where the root refuses the values around a bound, the bound is broken alone by one that is further away."""
    ((name, refused),) = BESIDE[keyword].items()
    unwanted = {"required": [name], "properties": {name: refused}}
    schema = {"type": "object", "properties": BOUNDED, "not": unwanted}
    oracle = PayloadOracle(PayloadGenerator(make_endpoint(schema)))
    found = [one for one in iter_violations(oracle.generator) if one.name == f"{name}/{keyword}"]
    assert [assess_feasibility(oracle, one).label for one in found] == [FeasibilityLabel.ISOLABLE]
