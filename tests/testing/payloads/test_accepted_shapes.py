"""Each shape that the values of a place may have is made, and by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from clientwright.schema.choice_sources import RandomChoiceSource, SimplestChoiceSource
from clientwright.testing.mutation.spec_mutants import spec_mutants
from clientwright.testing.payloads.accepted_inputs import AcceptedInput, iter_accepted_inputs
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from testing.support import make_endpoint

_CAT = {"type": "object", "required": ["k"], "properties": {"k": {"const": "cat"}}}
_DOG = {"type": "object", "required": ["k"], "properties": {"k": {"const": "dog"}}}
_TEXT, _WHOLE = {"type": "string"}, {"type": "integer"}
SHAPES: Mapping[str, tuple[dict[str, Any], Callable[[Any], bool]]] = {
    "as-type-null": ({"type": ["string", "null"]}, lambda value: value is None),
    "as-type-string": ({"type": ["string", "null"]}, lambda value: isinstance(value, str)),
    "as-anyOf-1": ({"anyOf": [_CAT, _DOG]}, lambda value: value["k"] == "dog"),
    "as-oneOf-0": ({"oneOf": [{"maximum": 5, **_WHOLE}, {"minimum": 3, **_WHOLE}]}, lambda value: value < 3),
    "as-oneOf-1": ({"oneOf": [{"maximum": 5, **_WHOLE}, {"minimum": 3, **_WHOLE}]}, lambda value: value > 5),
    "with-prefixItems-1": ({"type": "array", "prefixItems": [_TEXT, _WHOLE]}, lambda value: len(value) > 1),
    "with-items": ({"type": "array", "prefixItems": [_TEXT], "items": _WHOLE}, lambda value: len(value) > 1),
    "empty": ({"type": "array", "items": _TEXT, "minItems": 0}, lambda value: value == []),
    "with-additionalProperties": (
        {"type": "object", "additionalProperties": _WHOLE}, lambda value: len(value) > 0,
    ),
    "with-patternProperties-^x-": (
        {"type": "object", "patternProperties": {"^x-": _WHOLE}},
        lambda value: any(name.startswith("x-") for name in value),
    ),
    "at-minProperties": (
        {"type": "object", "additionalProperties": _WHOLE, "minProperties": 2}, lambda value: len(value) == 2,
    ),
    "at-maxProperties": (
        {"type": "object", "additionalProperties": _WHOLE, "maxProperties": 3}, lambda value: len(value) == 3,
    ),
}  # fmt: skip
"""By name: a schema, and what its shape looks like."""


def shape_of(name: str) -> tuple[PayloadGenerator, AcceptedInput]:
    """Return the generator of an endpoint with a field of a shape, and the accepted input of the shape."""
    schema = {"type": "object", "properties": {"f": SHAPES[name][0], "g": _TEXT}}
    generator = PayloadGenerator(make_endpoint(schema))
    (found,) = [one for one in iter_accepted_inputs(generator) if one.name == f"f/{name}"]
    return generator, found


@pytest.mark.parametrize("name", SHAPES)
def test_shape_is_made(name: str) -> None:
    """Every draw makes a valid input in which the value has the shape."""
    generator, found = shape_of(name)
    oracle, has_shape = PayloadOracle(generator), SHAPES[name][1]
    for draw in (SimplestChoiceSource(), *(RandomChoiceSource.from_seed(str(n)) for n in range(9))):
        payload = found.make_payload(generator, draw)
        assert payload is not None
        assert oracle.accepts(payload)
        assert has_shape(payload["f"])


@pytest.mark.parametrize("name", SHAPES)
def test_a_mutant_refuses_the_shape(name: str) -> None:
    """An implementation that refuses the shape is among the mutants."""
    generator, found = shape_of(name)
    payload = found.make_payload(generator, SimplestChoiceSource())
    oracles = (PayloadOracle(PayloadGenerator(one.endpoint)) for one in spec_mutants(generator))
    assert not all(oracle.accepts(payload) for oracle in oracles)


def test_open_objects_promise_no_unknown_field() -> None:
    """Where an object with named fields only lets others through, that is no promise to use them."""
    schema = {"type": "object", "properties": {"a": _TEXT}, "additionalProperties": True}
    names = {one.name for one in iter_accepted_inputs(PayloadGenerator(make_endpoint(schema)))}
    assert not any("additionalProperties" in name for name in names)
