"""The order of arguments: what the provider says, and not how a spec's keys happen to lie."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.schema.property_order import ordered_properties
from codegen.support import endpoint, module_source

PLACES = st.none() | st.integers(-3, 3) | st.floats(0, 3) | st.booleans() | st.just("1")
OBJECTS = st.dictionaries(st.sampled_from("abcdefg"), PLACES, max_size=7)


def schema(places: dict[str, Any], required: list[str]) -> dict[str, Any]:
    """Return an object whose properties have these places."""
    properties = {
        name: {"type": "string"} if place is None else {"type": "string", "x-order": place}
        for name, place in places.items()
    }
    return {"type": "object", "properties": properties, "required": required}


@given(OBJECTS, st.randoms(use_true_random=False), st.data())
def test_order_is_that_of_places_then_of_names(
    places: dict[str, Any], chance: random.Random, data: st.DataObject
) -> None:
    """Required properties come first; within both parts numbers count, and what has none is last."""
    required = data.draw(st.lists(st.sampled_from("abcdefg"), unique=True))
    found = [name for name, _ in ordered_properties(schema(places, required))]
    assert sorted(found) == sorted(places)
    flags = [name in required for name in found]
    assert flags == sorted(flags, reverse=True)
    for part in ([n for n in found if n in required], [n for n in found if n not in required]):
        numbers = [places[n] for n in part if type(places[n]) in (int, float)]
        assert numbers == sorted(numbers)
        assert all(type(places[n]) not in (int, float) for n in part[len(numbers) :])
    shuffled = [*places.items()]
    chance.shuffle(shuffled)
    again = ordered_properties(schema(dict(shuffled), required))
    assert [name for name, _ in again] == found


@pytest.mark.parametrize("form", ["plain", "reference", "nullable", "branches"])
@settings(max_examples=5)
@given(st.permutations([0, 1, 2]))
def test_arguments_follow_the_places(form: str, places: list[int]) -> None:
    """Arguments are in the order of `x-order`, whatever the form of the fields that have it."""
    word: dict[str, Any] = {"type": "string", "enum": ["x", "y"]}
    forms: dict[str, dict[str, Any]] = {
        "plain": word,
        "reference": {"$ref": "#/$defs/Word"},
        "nullable": {"anyOf": [word, {"type": "null"}]},
        "branches": {"anyOf": [word, {"type": "integer"}]},
    }
    fields = {
        name: {**forms[form], "x-order": place} for name, place in zip("abc", places, strict=True)
    }
    source = module_source(
        endpoint({"type": "object", "properties": fields, "$defs": {"Word": word}})
    )
    assert isinstance(source, str)
    arguments = source.partition("class Arguments")[2]
    found = sorted("abc", key=lambda name: arguments.index(f"\n    {name}: "))
    assert found == sorted("abc", key=dict(zip("abc", places, strict=True)).__getitem__)
