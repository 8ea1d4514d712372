"""Raw bodies: each is surely no input, also where it holds one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.raw_bodies import iter_raw_bodies
from testing.support import NAMES, make_endpoint

HOLDERS = {
    "root-list-of-input": lambda body: body[0],
    "root-list-of-pairs": dict,
    "root-text-of-input": json.loads,
    "inside-input": lambda body: body["input"],
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("holder", HOLDERS)
def test_a_holder_holds_the_input_and_is_none(name: str, holder: str) -> None:
    """What holds a good input is itself refused by the documents, and gives it back when it is opened."""
    generator = PayloadGenerator(NAMES[name])
    bodies = {one.name: one.make_body(generator) for one in iter_raw_bodies(generator)}
    read = json.loads(bodies[holder])
    assert not PayloadOracle(generator).accepts(read)
    opened: Any = HOLDERS[holder](read)
    assert opened == generator.generate(SimplestChoiceSource())


@pytest.mark.parametrize(
    ("schema", "asked"),
    [
        ({"required": ["a"], "properties": {"a": {"type": "string"}}}, True),
        ({"properties": {"a": {"type": "string"}}}, False),
        ({"required": ["input"], "properties": {"input": {"type": "object"}}}, False),
    ],
)
def test_the_field_input_is_tried_where_it_is_surely_wrong(
    schema: dict[str, Any], asked: bool
) -> None:
    """An object with nothing but `input` is tried only if a required field is missing from it."""
    generator = PayloadGenerator(make_endpoint({"type": "object", **schema}))
    assert ("inside-input" in {one.name for one in iter_raw_bodies(generator)}) is asked
