"""Hostile inputs: every kind that has a place is tried there, in bodies that any server can take."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.rules.json_edit import value_at
from clientwright.schema.protocols import GenerationError
from clientwright.testing.payloads.hostile_inputs import (
    MOST_BODIES,
    HostileBody,
    HostileInput,
    iter_hostile_inputs,
    narrow_places,
)
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from schema.schemas import inputs
from testing.support import IMAGE, NAMES, make_endpoint

LARGEST = 64 * 1024


def bodies_of(generator: PayloadGenerator) -> dict[str, list[HostileBody]]:
    """Return the bodies of each hostile input by its name."""
    return {one.name: one.make_bodies(generator) for one in iter_hostile_inputs(generator)}


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_has_a_body(name: str) -> None:
    """On an endpoint with texts, numbers, arrays and objects each kind has one body or two, none larger than 64 KiB."""
    found = bodies_of(PayloadGenerator(NAMES[name]))
    assert {"nul", "half-surrogate", "1e400", "empty-array", "deep-nesting", "long-key"} <= {*found}
    for bodies in found.values():
        assert 1 <= len(bodies) <= MOST_BODIES
        assert all(len(body.encode(body.places)) < LARGEST for body in bodies)


def test_a_text_is_everywhere() -> None:
    """All texts of an input get the hostile one: in the first body those that are free, in the second all others."""
    free, others = bodies_of(PayloadGenerator(IMAGE))["nul"]
    assert {"/prompt", "/negative_prompt", "/multi_prompt/0/prompt"} <= {*free.places}
    assert {"/start_image_url", "/shot_type", "/elements/0/video_url"} <= {*others.places}
    for body in (free, others):
        sent = json.loads(body.encode(body.places))
        assert all(value_at(sent, place) == "a\0b" for place in body.places)


@pytest.mark.parametrize("name", NAMES)
def test_free_texts_keep_the_documents(name: str) -> None:
    """A body whose texts are all free breaks nothing, so that a server reads it to the end."""
    oracle = PayloadOracle(PayloadGenerator(NAMES[name]))
    found = bodies_of(oracle.generator)
    for kind in ("nul", "beyond-u-ffff"):
        body = found[kind][0]
        assert oracle.accepts(json.loads(body.encode(body.places)))


@given(inputs())
def test_bodies_are_made_for_any_schema(schema: Any) -> None:
    """For any schema the names are unique, and the text stands exactly at the chosen places."""
    generator = PayloadGenerator(make_endpoint(schema))
    hostile = list(iter_hostile_inputs(generator))
    assert len({one.name for one in hostile}) == len(hostile)
    for one in hostile:
        for body in made(one, generator):
            for chosen in (body.places[:1], body.places):
                assert body.encode(chosen).count(body.text) >= len(chosen)
            assert bool(body.places) != (one.name.endswith("-key") or one.name == "no-field")


def made(hostile: HostileInput, generator: PayloadGenerator) -> list[HostileBody]:
    """Return the bodies of a hostile input; none if no value fits the schema."""
    try:
        return hostile.make_bodies(generator)
    except GenerationError:
        return []


@given(st.lists(st.integers(), min_size=1, unique=True), st.data())
def test_one_culprit_is_found_by_halves(places: list[int], data: st.DataObject) -> None:
    """If one place alone makes a server fail, it is found; if several together do, they stay among those found."""
    guilty = data.draw(st.sets(st.sampled_from(places), min_size=1))
    asked: list[Sequence[str]] = []

    def fails(some: Sequence[str]) -> bool:
        asked.append(some)
        return {str(one) for one in guilty} <= {*some}

    found = narrow_places([str(place) for place in places], fails)
    assert {str(one) for one in guilty} <= {*found}
    if len(guilty) == 1:
        assert len(found) == 1
    assert len(asked) <= 2 * len(places).bit_length()
