"""A server that takes a value of a wrong type for none finds nothing else to refuse."""

from __future__ import annotations

import copy

import pytest

from clientwright.rules.json_edit import delete_value, set_value
from clientwright.schema.choice_sources import RandomChoiceSource
from clientwright.schema.keywords.type import FINITE_NUMBER
from clientwright.testing.payloads.input_nodes import iter_input_nodes
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from testing.support import NAMES


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
