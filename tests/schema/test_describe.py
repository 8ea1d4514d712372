"""Schemas described in English."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.describe import (
    describe_bounds,
    describe_constraints,
    describe_default,
    describe_type,
)
from clientwright.schema.protocols import GenerationError
from clientwright.schema.semantics import ValueGenerator
from clientwright.schema.validator import make_validator
from clientwright.schema.wording import show_number


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({}, "anything"),
        ({"type": "string"}, "string"),
        ({"type": ["string", "null"]}, "string or null"),
        ({"type": "array", "items": {"type": "string"}}, "array of strings"),
        ({"type": "array", "items": True}, "array"),
        ({"type": "string", "x-media": {"kind": "image"}}, "image URL"),
    ],
)
def test_type_is_described(schema: dict[str, Any], expected: str) -> None:
    """A type is described in a word or two, a media field by its kind."""
    assert describe_type(schema) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({}, []),
        ({"minimum": 0, "maximum": 1}, ["0 to 1"]),
        ({"minimum": 0}, ["at least 0"]),
        ({"maximum": 0}, ["at most 0"]),
        ({"exclusiveMinimum": 0, "exclusiveMaximum": 1}, ["between 0 and 1, both left out"]),
        ({"minItems": 0, "maxItems": 20}, ["at most 20 items"]),
        ({"minLength": 1}, ["at least 1 character"]),
        ({"enum": ["a", 1, None]}, ["one of a, 1, null"]),
        ({"enum": ["x", ""]}, ['one of x, ""']),
        ({"enum": [" ", "a b", "a ", "\n"]}, ['one of " ", a b, "a ", "\\n"']),
        ({"const": ""}, ['only ""']),
        (
            {"enum": list(range(10_000))},
            ["one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … (10000 values)"],
        ),
        ({"const": {"a": "é"}}, ['only {"a": "é"}']),
        ({"uniqueItems": True, "multipleOf": 2}, ["a multiple of 2", "no item twice"]),
        ({"x-media": {"formats": ["jpg", "png"]}}, ["as jpg, png"]),
        (
            {"x-media": {"limits": [{"of": "file_size_mb", "is": "<", "value": 50}]}},
            ["file_size_mb < 50"],
        ),
    ],
)
def test_effective_bounds_are_described(schema: dict[str, Any], expected: list[str]) -> None:
    """Each bound is one phrase; minItems 0 has no effect and is left out, minimum 0 is not."""
    assert list(describe_bounds(schema)) == expected


@pytest.mark.parametrize("keyword", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
@pytest.mark.parametrize("number", [10**400, -(10**400)])
def test_bounds_beyond_every_float_are_described(keyword: str, number: int) -> None:
    """An integer has no largest value: a bound is written short, and values are made if any float fits."""
    schema = {"type": "number", keyword: number}
    assert [text[-6:] for text in describe_bounds(schema)] == ["1e+400"]
    generator = ValueGenerator(SimplestChoiceSource())
    if (number > 0) == (keyword in ("maximum", "exclusiveMaximum")):
        assert make_validator(schema).is_valid(generator.generate(schema))
    else:
        with pytest.raises(GenerationError):
            generator.generate(schema)


def test_large_numbers_are_written_short() -> None:
    """Steps, both ends of a range, and sizes of hundreds of digits take a few characters."""
    huge = 10**400
    schema = {"minimum": -huge, "maximum": huge, "multipleOf": huge, "maxLength": huge}
    assert all(len(text) < 40 for text in describe_bounds(schema))
    assert [show_number(n) for n in (5, 10**21, 1e300)] == [5, "1e+21", "1e+300"]


def test_falsy_defaults_are_described() -> None:
    """A documented default of false, 0, null or no text is described; no default is ""."""
    assert [describe_default({"default": value}) for value in (False, 0, None, "x", "")] == [
        "false",
        "0",
        "null",
        "x",
        '""',
    ]
    assert describe_default({}) == ""
    assert describe_constraints({"minimum": 3, "default": 5}) == "at least 3; documented default 5"
