"""A server that reads a pattern a little wider is found by a text or a name that the pattern just refuses."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.near_misses import MOST_TEXTS, near_misses
from clientwright.schema.protocols import GenerationError
from clientwright.schema.regex_translation import to_python_regex
from clientwright.schema.validator import make_validator
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from codegen.support import endpoint
from schema.schemas import PATTERNS

WIDER = [
    ("^[a-z]{2,5}$", "^[a-z]{1,5}$"),
    ("^[a-z]{2,5}$", "^[a-z]{2,6}$"),
    ("^#[0-9a-f]{6}$", "^#[0-9a-f]{5,6}$"),
    ("^#[0-9a-f]{6}$", "^#[0-9a-f]{6,7}$"),
    ("^x-", "x-"),
    ("z$", "z"),
    ("^s_[a-z]+$", "^s_[a-z]*$"),
    ("^s_[a-z]+$", "s_[a-z]+$"),
    ("^(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9]{4,8}$", "^(?=.*[A-Z])[A-Za-z0-9]{4,8}$"),
    ("^(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9]{4,8}$", "^(?=.*[0-9])[A-Za-z0-9]{4,8}$"),
    ("^(?!admin)[a-z]+$", "^[a-z]+$"),
    ("^(?:(?!--).)*$", "^(?:.)*$"),
    (r"^(\d{3}-)?\d{4}$", r"^(\d{2,3}-)?\d{4}$"),
    ("^(a|b{2})$", "^(a|b{1,2})$"),
]


@pytest.mark.parametrize(("written", "wider"), WIDER)
def test_wider_pattern_takes_a_text(written: str, wider: str) -> None:
    """One of the texts is matched by the wider pattern."""
    found = re.compile(to_python_regex(wider))
    assert any(found.search(miss.text) for miss in near_misses(written))


@given(
    st.sampled_from([*PATTERNS, *(one for one, _ in WIDER)]),
    st.integers(0, 3),
    st.none() | st.integers(3, 9),
)
def test_near_misses_are_refused(pattern: str, low: int, high: int | None) -> None:
    """A few texts of an allowed length are given, each with its own name; the pattern refuses them, not the matches."""
    standard, found = re.compile(to_python_regex(pattern)), near_misses(pattern, low, high)
    for miss in found:
        assert standard.search(miss.match)
        assert not standard.search(miss.text)
        for text in (miss.match, miss.text):
            assert low <= len(text) <= (len(text) if high is None else high)
    assert len({miss.name for miss in found}) == len(found) <= MOST_TEXTS


@pytest.mark.parametrize("pattern", ["^(a+b)+$", "^((ab+)*c)+d$", "^(aa|b){1,400}$"])
def test_repeated_repetitions_have_texts(pattern: str) -> None:
    """A pattern that repeats repetitions, of which each text matches in one way, has texts."""
    assert near_misses(pattern)


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^((a|b+)*c?)+d$", "^(aa|a){1,400}$"])
def test_slow_pattern_is_not_searched_with(pattern: str) -> None:
    """A pattern for which a search may take for ever has no texts: lint refuses it."""
    assert near_misses(pattern) == ()


def in_place(pattern: str, place: str) -> dict[str, Any]:
    """Return a schema of objects that has a pattern at a place."""
    objects: dict[str, dict[str, Any]] = {
        "value": {"properties": {"v": {"type": "string", "pattern": pattern}}},
        "propertyNames": {"propertyNames": {"pattern": pattern}, "additionalProperties": True},
        "closed": {"patternProperties": {pattern: {"type": "string"}}, "additionalProperties": False},
        "open": {
            "patternProperties": {pattern: {"type": "string"}},
            "additionalProperties": {"type": "boolean"},
        },
    }  # fmt: skip
    return {"type": "object", "properties": {"o": {"type": "object", **objects[place]}}}


@pytest.mark.parametrize("place", ["value", "propertyNames", "closed", "open"])
@pytest.mark.parametrize(("written", "wider"), WIDER)
def test_server_with_a_wider_pattern_is_found(written: str, wider: str, place: str) -> None:
    """A violation is accepted, or its valid twin refused, by a server whose pattern is wider; the documented one does neither."""
    generator = PayloadGenerator(endpoint(in_place(written, place)))
    oracle, choices = PayloadOracle(generator), SimplestChoiceSource()
    right, wrong = (make_validator(in_place(one, place)) for one in (written, wider))
    found = False
    for one in iter_violations(generator):
        with suppress(GenerationError):
            pair = one.make_pair(generator, choices)
            if not one.is_isolated(oracle, pair):
                continue
            assert pair.valid_twin is None or right.is_valid(pair.valid_twin)
            found |= wrong.is_valid(pair.invalid)
            found |= pair.valid_twin is not None and not wrong.is_valid(pair.valid_twin)
    assert found
