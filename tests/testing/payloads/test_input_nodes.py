"""The nodes of an input: a place for every part of a schema, and payloads that have a value there."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.io.json_pointer import resolve_pointer
from clientwright.schema.choice_sources import RandomChoiceSource, SimplestChoiceSource
from clientwright.schema.protocols import GenerationError
from clientwright.testing.payloads.input_nodes import iter_input_nodes
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from schema.schemas import inputs
from testing.support import make_endpoint

TEXT = {"type": "string"}
PLACES: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "a.*": ({"type": "object", "additionalProperties": TEXT}, "/additionalProperties", ["/a/key"]),
    "a.(^p)": (
        {"type": "object", "patternProperties": {"^p": TEXT}}, "/patternProperties/^p", ["/a/p"],
    ),
    "a[0]": ({"type": "array", "prefixItems": [TEXT]}, "/prefixItems/0", ["/a/0"]),
    "a[1+]": (
        {"type": "array", "prefixItems": [{"type": "null"}], "items": TEXT}, "/items", ["/a/1"],
    ),
    "a(anyOf-1)": ({"anyOf": [{"type": "integer"}, {"minimum": 3}]}, "/anyOf/1", ["/a"]),
    "a(then)": ({"type": "integer", "if": {"minimum": 3}, "then": {"maximum": 5}}, "/then", ["/a"]),
    "a(dependentSchemas-d).e": (
        {
            "type": "object",
            "properties": {"d": {}},
            "dependentSchemas": {"d": {"properties": {"e": TEXT}}},
        },
        "/dependentSchemas/d/properties/e",
        ["/a/e"],
    ),
}  # fmt: skip


def generator_of(schema: Any) -> PayloadGenerator:
    """Return the generator of an endpoint with a field of a schema."""
    return PayloadGenerator(make_endpoint({"type": "object", "properties": {"a": schema}}))


@pytest.mark.parametrize("name", PLACES)
def test_a_place_has_a_value_in_payloads(name: str) -> None:
    """Each place has a name and a pointer, and a payload that is made for it has a value there."""
    schema, pointer, slots = PLACES[name]
    generator = generator_of(schema)
    (node,) = [one for one in iter_input_nodes(generator.schema) if one.name == name]
    assert node.pointer == f"/properties/a{pointer}"
    payload = generator.generate(SimplestChoiceSource(), node.path)
    assert node.slots(payload) == slots
    assert PayloadOracle(generator).accepts(payload)


@settings(max_examples=80)
@given(inputs(), st.integers(0, 2**32))
def test_every_node_is_reached(schema: Any, seed: int) -> None:
    """A node's own schema is at its pointer, its name is its own, and a payload made for it has a value there."""
    generator = PayloadGenerator(make_endpoint(schema))
    nodes = list(iter_input_nodes(generator.schema))
    assert len({node.name for node in nodes}) == len({node.pointer for node in nodes}) == len(nodes)
    for node in nodes:
        assert resolve_pointer(generator.schema, node.pointer) == node.own
        with suppress(GenerationError):
            made = generator.generate(RandomChoiceSource.from_seed(str(seed)), node.path)
            assert list(node.path.values(made))


UNION = {
    "anyOf": [
        {
            "type": "object",
            "required": ["p"],
            "properties": {"p": {"type": "integer", "minimum": 1}, "q": TEXT},
        },
        {"type": "object", "required": ["z"], "properties": {"z": TEXT}},
    ]
}


def test_the_oracle_says_what_is_broken_inside_a_branch() -> None:
    """What alone keeps a value from a branch is named, beside the union that refuses it."""
    oracle = PayloadOracle(generator_of(UNION))
    (found,) = oracle.broken_constraints({"a": {"p": 0}})
    at = "/properties/a/anyOf"
    assert (found.constraint, found.constraint_pointer) == ("anyOf", "/properties/a")
    assert found.is_breach_of("minimum", f"{at}/0/properties/p")
    assert found.is_breach_of("required", f"{at}/1")
    assert not found.is_breach_of("required", f"{at}/0")
    (several,) = oracle.broken_constraints({"a": {"p": 0, "q": 1}})
    assert several.involves("minimum", f"{at}/0/properties/p")
    assert not several.is_breach_of("minimum", f"{at}/0/properties/p")


def test_a_refusal_may_name_any_field_of_a_union() -> None:
    """Of what is broken inside a branch, a refusal may name any part of the union: another branch may ask for more."""
    generator = generator_of({"type": "object", "properties": {"u": UNION}})
    inside = [one for one in iter_violations(generator) if "(anyOf-0)" in one.name]
    pairs = [one.make_pair(generator, SimplestChoiceSource()) for one in inside]
    assert {pair.expected_pointers for pair in pairs} == {("/a/u",)}
