"""A server that takes a value of a wrong type for none finds nothing else to refuse."""

from __future__ import annotations

import copy

import pytest

from clientwright.rules.json_edit import MISSING, delete_value, set_value, value_at
from clientwright.rules.kinds.at_least_one_of import AtLeastOneOf
from clientwright.rules.kinds.at_most_one_of import AtMostOneOf
from clientwright.schema.choice_sources import RandomChoiceSource
from clientwright.schema.keywords.type import FINITE_NUMBER
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.absent_readings import iter_absent_readings
from clientwright.testing.payloads.input_nodes import iter_input_nodes
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from testing.support import NAMES, make_endpoint

_NUMBER = {"type": "integer", "minimum": 0, "maximum": 5}
_FIELDS = {"type": "object", "properties": {"p": _NUMBER, "q": {"type": "string"}}}
_BOTH = {"fields": ["$.p", "$.q"]}
_EITHER = [{"required": ["p"]}, {"required": ["q"]}]
_INNER = {"type": "object", "properties": {"in": {**_FIELDS, "oneOf": _EITHER}}}
_OBJECT_OR_NUMBER = {**_FIELDS, "type": ["integer", "object"], "dependentRequired": {"p": ["q"]}}
_OF_P = ["p/type-null", "p/minimum", "p/maximum"]
ASKED: dict[str, tuple[Endpoint, list[str]]] = {
    "exactly one by rules": (
        make_endpoint(_FIELDS, AtLeastOneOf.from_json(_BOTH), AtMostOneOf.from_json(_BOTH)),
        [*_OF_P, "q/type-null"],
    ),
    "exactly one by branches": (
        make_endpoint({**_FIELDS, "oneOf": _EITHER}),
        [*_OF_P, "q/type-null"],
    ),
    "exactly one in a field": (
        make_endpoint(_INNER),
        [*(f"in.{one}" for one in _OF_P), "in.q/type-null"],
    ),
    "a field that needs another, in what may be a number": (
        make_endpoint({"type": "object", "properties": {"in": _OBJECT_OR_NUMBER}}),
        [f"in.{one}" for one in _OF_P],
    ),
    "not asked for": (make_endpoint(_FIELDS), []),
}
"""Endpoints, and the ways to be taken for absent that each has."""


@pytest.mark.parametrize("name", NAMES)
def test_without_the_wrong_value_the_input_is_valid(name: str) -> None:
    """Where a field has a default, an input with a value of a wrong type is valid without it, and with the default.

    A fraction is a number that rules count, so that what stands around it is made to fit it.
    """
    generator = PayloadGenerator(NAMES[name])
    oracle = PayloadOracle(generator)
    defaults = {
        node.pointer: node.schema["default"]
        for node in iter_input_nodes(generator.schema)
        if "default" in node.schema
    }
    typed = [one for one in iter_violations(generator) if one.constraint in ("type", FINITE_NUMBER)]
    tried = [
        one for one in typed if one.constraint_pointer in defaults and "fraction" not in one.name
    ]
    assert len(tried) > 20
    for violation in tried:
        for n in range(8):
            pair = violation.make_pair(generator, RandomChoiceSource.from_seed(str(n)))
            (slot,), absent = pair.expected_pointers, copy.deepcopy(pair.invalid)
            set_value(pair.invalid, slot, defaults[violation.constraint_pointer])
            delete_value(absent, slot)
            assert oracle.accepts(pair.invalid), violation.name
            assert oracle.accepts(absent), violation.name


@pytest.mark.parametrize("name", ASKED)
def test_what_may_be_taken_for_absent_is_tried_where_the_field_is_absent(name: str) -> None:
    """Null, and a number beyond each bound, are refused also where the input is valid without them, and only so."""
    endpoint, names = ASKED[name]
    oracle = PayloadOracle(PayloadGenerator(endpoint))
    found = {one.name: one for one in iter_absent_readings(oracle)}
    assert found.keys() == {f"{one}-as-absent" for one in names}
    for violation in found.values():
        for n in range(4):
            pair = violation.make_pair(oracle.generator, RandomChoiceSource.from_seed(str(n)))
            ((slot,), without) = pair.expected_pointers, copy.deepcopy(pair.invalid)
            assert value_at(pair.valid_twin, slot) is MISSING
            assert not oracle.accepts(pair.invalid)
            delete_value(without, slot)
            assert without == pair.valid_twin
            assert oracle.accepts(without)


@pytest.mark.parametrize("name", NAMES)
def test_a_number_beyond_its_bounds_is_never_taken_for_absent(name: str) -> None:
    """Where a sum is about a field with a default, numbers beyond its bounds stand beside a sum that fits the default."""
    oracle = PayloadOracle(PayloadGenerator(NAMES[name]))
    found = {one.name for one in iter_absent_readings(oracle)}
    assert {"duration/minimum-as-absent", "duration/maximum-as-absent"} <= found
