"""Sums of every spelling of a number: enums, constants, null beside it, steps, defaults, absent values."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.io.json_types import is_dict
from clientwright.rules.base import Rule
from clientwright.rules.kinds import from_json
from clientwright.sandbox.rules import rule_check
from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.protocols import GenerationError
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_violations import iter_violations

often = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
SMALL = st.integers(0, 6)
VALUES = [None, *(n / 2 for n in range(-2, 16))]
"""The values that the brute force tries: null, and the halves from -1 to 7.5."""

NUMBERS: dict[str, dict[str, Any]] = {
    "whole": {"type": "integer", "minimum": 1, "maximum": 5},
    "enum": {"type": "integer", "enum": [2, 5]},
    "uneven enum": {"enum": [1, 2, 6]},
    "enum with null": {"enum": [3, None, 4.5]},
    "constant": {"const": 4},
    "nullable": {"type": ["integer", "null"], "minimum": 2, "maximum": 6},
    "nullable by branch": {"anyOf": [{"type": "integer", "minimum": 2, "maximum": 6}, {"type": "null"}]},
    "steps": {"type": "integer", "minimum": 1, "maximum": 7, "multipleOf": 3},
    "halves": {"type": "number", "minimum": 0, "maximum": 6, "multipleOf": 0.5},
    "any number": {"type": "number", "minimum": 1, "maximum": 7},
    "above and below": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 3},
}  # fmt: skip


@st.composite
def numbers(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the schema of a number, sometimes with a default."""
    found = dict(NUMBERS[draw(st.sampled_from(sorted(NUMBERS)))])
    accepted = [value for value in VALUES if value is not None and fits(found, value)]
    if draw(st.booleans()):
        found["default"] = as_json_number(draw(st.sampled_from(accepted)))
    return found


def as_json_number(value: float) -> float:
    """Return a whole number as an integer."""
    return int(value) if value == int(value) else value


def fits(schema: Any, value: Any) -> bool:
    """Return whether a schema accepts a value."""
    return Draft202012Validator(schema).is_valid(value)


@st.composite
def endpoints(draw: st.DrawFn) -> Endpoint:
    """Draw an endpoint with a rule about a sum, of fields of items or of bare numbers."""
    least = draw(st.integers(0, 2))
    addend, total, named = draw(numbers()), draw(numbers()), draw(st.booleans())
    item: dict[str, Any] = addend
    if named:
        required = draw(st.sampled_from([[], ["size"]]))
        item = {"type": "object", "properties": {"size": addend}, "required": required}
    array = {"type": "array", "items": item, "minItems": least, "maxItems": least + draw(SMALL)}
    required = draw(st.sampled_from([[], ["parts"], ["total"], ["parts", "total"]]))
    schema = {
        "type": "object",
        "properties": {"parts": array, "total": total},
        "required": required,
    }
    addends = "$.parts[*].size" if named else "$.parts[*]"
    rule = draw(
        st.sampled_from(
            [
                {"kind": "sum-equals", "addends": addends, "total": "$.total"},
                {"kind": "sum-at-most", "addends": addends, "most": "$.total"},
                {"kind": "sum-at-most", "addends": addends, "most": 4},
            ]
        )
    )
    return Endpoint(ModelId("made/up"), schema, rules=(from_json(rule),), path=Path("x.json"))


def rule_of(endpoint: Endpoint) -> Rule:
    """Return the endpoint's only rule."""
    (rule,) = endpoint.rules
    return rule


def keeps(endpoint: Endpoint, payload: dict[str, Any]) -> bool:
    """Return whether a payload keeps the rule, computed from the documents alone."""
    form, properties = rule_of(endpoint).as_json(), endpoint.input["properties"]
    addend = properties["parts"]["items"]
    named = form["addends"].endswith(".size")
    missing = (addend["properties"]["size"] if named else addend).get("default")
    values = [part.get("size", missing) if named else part for part in payload.get("parts", [])]
    limit = form.get("total", form.get("most"))
    if isinstance(limit, str):
        limit = payload.get("total", properties["total"].get("default"))
    if not values or any(value is None for value in [*values, limit]):
        return True
    added = sum(Fraction(repr(value)) for value in values)
    limit = Fraction(repr(limit))
    return added == limit if form["kind"] == "sum-equals" else added <= limit


def payloads(endpoint: Endpoint, most: int = 3) -> Iterator[dict[str, Any]]:
    """Yield every small payload that fits the schema."""
    properties = endpoint.input["properties"]
    array, total = properties["parts"], properties["total"]
    item = array["items"]
    named = item.get("type") == "object"
    own = [as_json_number(value) if value is not None else None for value in VALUES]
    addends = [v for v in own if fits(item["properties"]["size"] if named else item, v)][:6]
    items: list[Any] = [{"size": value} for value in addends] if named else list(addends)
    items += [{}] if named and not item["required"] else []
    sizes = range(array["minItems"], min(array["maxItems"], most) + 1)
    lists = [list(c) for n in sizes for c in itertools.combinations_with_replacement(items, n)]
    totals = [value for value in own if fits(total, value)]
    for parts in [*lists, None]:
        for value in [*totals, "absent"]:
            found: dict[str, Any] = {} if parts is None else {"parts": parts}
            found |= {} if value == "absent" else {"total": value}
            if set(endpoint.input["required"]) <= found.keys():
                yield found


def sources() -> Iterator[Any]:
    """Yield some sources of choices."""
    yield SimplestChoiceSource()
    yield FullestChoiceSource()
    yield from (RandomChoiceSource.from_seed(str(n)) for n in range(6))


@given(endpoints())
@often
def test_generated_payload_keeps_schema_and_rule(endpoint: Endpoint) -> None:
    """Every payload that is made keeps both; making one fails only where there is none."""
    for source in sources():
        try:
            payload = PayloadGenerator(endpoint).generate(source)
        except GenerationError:
            assert not any(keeps(endpoint, found) for found in payloads(endpoint))
        else:
            assert fits(endpoint.input, payload)
            assert keeps(endpoint, payload)


@given(endpoints())
@often
def test_pair_differs_in_the_rule_alone(endpoint: Endpoint) -> None:
    """The twin of each violation keeps schema and rule; the other fits the schema and breaks the rule."""
    generator = PayloadGenerator(endpoint)
    for violation in iter_violations(generator):
        if not violation.constraint_pointer.startswith("/rules"):
            continue
        for source in sources():
            with suppress(GenerationError):
                pair = violation.make_pair(generator, source)
                assert pair.valid_twin is not None
                assert fits(endpoint.input, pair.valid_twin)
                assert keeps(endpoint, pair.valid_twin)
                assert fits(endpoint.input, pair.invalid)
                assert not keeps(endpoint, pair.invalid)
                assert pair.invalid != pair.valid_twin


@given(endpoints())
@often
def test_rule_that_can_be_broken_by_one_edit_has_a_violation(endpoint: Endpoint) -> None:
    """If a valid payload becomes invalid by another total, or by another first addend, there is a violation."""
    found = [payload for payload in payloads(endpoint, 2) if payload.get("parts")]
    kept = [
        payload
        for payload in found
        if keeps(endpoint, payload) and payload.get("total") is not None
    ]
    others = {repr(payload) for payload in found if not keeps(endpoint, payload)}
    totals = {payload["total"] for payload in found if payload.get("total") is not None}
    given_addends = [p for p in kept if p["parts"][0] not in (None, {}, {"size": None})]
    edited = any(repr({**p, "total": total}) in others for p in given_addends for total in totals)
    if edited and rule_of(endpoint).as_json().get("most") != 4:
        assert any(rule_of(endpoint).violations(endpoint.input))


@given(endpoints())
@often
def test_implied_bound_is_never_exceeded(endpoint: Endpoint) -> None:
    """No payload that fits the schema and keeps the rule has more items than an implied bound allows."""
    for bound in rule_of(endpoint).implied_bounds(endpoint.input):
        assert bound.pointer == "/properties/parts"
        long = (p for p in payloads(endpoint, 4) if len(p.get("parts", [])) > bound.reachable)
        assert not any(keeps(endpoint, payload) for payload in long)


@given(endpoints())
@often
def test_three_implementations_decide_alike(endpoint: Endpoint) -> None:
    """Oracle, client and sandbox agree with the documents on every small payload."""
    rule = rule_of(endpoint)
    call, form = rule.runtime_call(endpoint.input), rule.as_json()
    module = import_module(f"clientwright.runtime.rules.{rule.kind.replace('-', '_')}")
    client = getattr(module, call.name)(**call.arguments)
    for payload in payloads(endpoint, 2):
        expected = not keeps(endpoint, payload)
        assert bool(list(rule.check(payload, endpoint.input))) == expected
        assert bool(list(rule_check(rule.kind)(form, payload, endpoint.input))) == expected
        assert bool(list(client.check(payload))) == expected


@pytest.mark.parametrize(
    ("total", "reachable"),
    [
        ({"enum": [5, 10]}, 3),
        ({"const": 7}, 2),
        ({"type": "integer", "maximum": 14, "multipleOf": 5}, 3),
        ({"type": "number", "exclusiveMaximum": 9}, 3),
        ({"enum": [5, 10, None]}, None),
        ({"type": ["integer", "null"], "maximum": 10}, None),
    ],
)
def test_largest_total_bounds_the_items(total: dict[str, Any], reachable: int | None) -> None:
    """The largest value of an enum, a constant or a step bounds the items; null leaves them open."""
    part = {"type": "integer", "minimum": 3, "maximum": 9}
    schema = {
        "type": "object",
        "required": ["total"],
        "properties": {
            "parts": {"type": "array", "maxItems": 8, "items": part},
            "total": total,
        },
    }
    rule = from_json({"kind": "sum-equals", "addends": "$.parts[*]", "total": "$.total"})
    assert [bound.reachable for bound in rule.implied_bounds(schema)] == (
        [] if reachable is None else [reachable]
    )


def test_sum_of_an_enum_implies_what_its_largest_value_does() -> None:
    """Addends that make 5 or 10 make at most 10, and may make more than 9."""
    schema = {
        "type": "object",
        "required": ["total"],
        "properties": {
            "parts": {"type": "array", "items": {"type": "integer"}},
            "total": {"type": "integer", "enum": [5, 10]},
        },
    }
    rule = from_json({"kind": "sum-equals", "addends": "$.parts[*]", "total": "$.total"})
    limits = [
        from_json({"kind": "sum-at-most", "addends": "$.parts[*]", "most": most})
        for most in (10, 9)
    ]
    assert [rule.implies(limit, schema) for limit in limits] == [True, None]


def test_every_spelling_is_tried() -> None:
    """The spellings accept some number, and those that name null accept it."""
    for name, schema in NUMBERS.items():
        assert any(value is not None and fits(schema, value) for value in VALUES), name
        assert fits(schema, None) == ("null" in name), name
        assert is_dict(schema)
