"""Representatives: a few values decide what the whole schemas decide."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientwright.schema.representatives import representatives
from clientwright.schema.validator import make_validator

RANDOM = st.integers(0, 2**32).map(Random)
TEXTS = ("", "a", "b", "ab", "aaa")
NUMBERS = (-1, 0, 0.5, 1, 2, 2.5, 5, 5.5, 6)


def scalar_schema(r: Random, depth: int = 2) -> dict[str, Any]:
    """Return a random schema of scalars."""
    found: dict[str, Any] = {}
    if r.random() < 0.5:
        found["type"] = r.choice(["integer", "number", "string", "null", "boolean"])
    for word in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        if r.random() < 0.2:
            found[word] = r.choice(NUMBERS)
    for word in ("minLength", "maxLength"):
        if r.random() < 0.15:
            found[word] = r.randint(0, 3)
    if r.random() < 0.15:
        found["multipleOf"] = r.choice([1, 2, 0.5, 3])
    if r.random() < 0.15:
        found["enum"] = r.sample([*TEXTS, *NUMBERS, None, True], 3)
    if depth and r.random() < 0.5:
        word = r.choice(["anyOf", "oneOf", "allOf", "not", "if"])
        below = [scalar_schema(r, depth - 1) for _ in range(2)]
        found |= {"if": below[0], "then": below[1]} if word == "if" else {}
        found |= {"not": below[0]} if word == "not" else {}
        found |= {word: below} if word.endswith("Of") else {}
    return found


@given(RANDOM)
@settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=None)
def test_no_value_is_lost_that_no_representative_shows(r: Random) -> None:
    """If every representative that one schema accepts fits another, every value does."""
    old, new = scalar_schema(r), scalar_schema(r)
    known = representatives(old, new)
    assert known.complete
    fits = [make_validator(side).is_valid for side in (old, new)]
    if any(fits[0](value) and not fits[1](value) for value in known.values):
        return
    numbers = [n / 8 for n in range(-40, 80)] + [1000, -1000, 0.1]
    others: list[Any] = ["c", "cc", "aaaaaa", None, True, False, [], {}]
    for value in (*TEXTS, *others, *numbers):
        assert not (fits[0](value) and not fits[1](value)), (old, new, value)


@pytest.mark.parametrize("keyword", ["pattern", "items", "properties", "x-media", "contains"])
def test_other_keywords_are_not_decided(keyword: str) -> None:
    """Representatives of schemas with other keywords do not stand for all values."""
    values = {"pattern": "a", "x-media": {"kind": "image"}, "properties": {}}
    assert not representatives({"anyOf": [{keyword: values.get(keyword, {})}]}).complete


def test_representatives_are_json() -> None:
    """Every representative survives a round trip through JSON."""
    for value in representatives({"multipleOf": 0.1, "minimum": 1e-9}, {"maximum": 1e30}).values:
        assert json.loads(json.dumps(value)) == value
