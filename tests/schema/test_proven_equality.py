"""Two schemas that surely accept the same values: no value tells them apart."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from clientwright.io.json_pointer import resolve_pointer
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.proven_equality import surely_accept_the_same
from clientwright.schema.semantics import SEMANTICS
from clientwright.schema.walk import walk_schemas
from schema.keyword_samples import SAMPLES

_TEXT = {"type": "string"}
_A, _B = ({"type": "object", "required": ["k"], "properties": {"k": {"const": k}}} for k in "ab")
SAME: dict[str, tuple[Any, Any]] = {
    "branches that exclude each other": ({"oneOf": [_A, _B]}, {"anyOf": [_A, _B]}),
    "a branch inside another one": ({"anyOf": [{"const": "a"}, _TEXT]}, _TEXT),
    "a bound that not refuses anyway": (
        {"type": "integer", "maximum": 9, "not": {"const": 10}},
        {"type": "integer", "maximum": 9},
    ),
    "a step of whole numbers": (
        {"type": "integer", "multipleOf": 4},
        {"type": "number", "multipleOf": 4},
    ),
}
OTHER: dict[str, tuple[Any, Any]] = {
    "branches that overlap": ({"oneOf": [_A, {}]}, {"anyOf": [_A, {}]}),
    "a branch beside another one": ({"anyOf": [{"const": 1}, _TEXT]}, _TEXT),
    "a bound that not moves": (
        {"type": "integer", "maximum": 9, "not": {"const": 9}},
        {"type": "integer", "maximum": 9},
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_equality_is_proved(name: str) -> None:
    """What accepts the same values by arithmetic is known to, wherever it is."""
    one, other = SAME[name]
    assert surely_accept_the_same(one, other)
    assert surely_accept_the_same(
        {"type": "array", "items": one}, {"type": "array", "items": other}
    )


@pytest.mark.parametrize("name", OTHER)
def test_inequality_is_not_called_equality(name: str) -> None:
    """Schemas of which a value fits one only are never the same."""
    assert not surely_accept_the_same(*OTHER[name])


@pytest.mark.parametrize("name", SAMPLES)
def test_no_value_tells_equal_schemas_apart(name: str) -> None:
    """If a misread schema surely accepts the same values, no value around its boundary tells them apart."""
    schema = SAMPLES[name].schema
    for misread in misreadings(schema):
        if surely_accept_the_same(schema, misread, closed=False):
            values = [*SEMANTICS.boundary(schema), *SEMANTICS.boundary(misread)]
            apart = [
                value
                for _, value in values
                if SEMANTICS.is_valid(schema, value) != SEMANTICS.is_valid(misread, value)
            ]
            assert apart == [], misread


def misreadings(schema: Any) -> Iterator[Any]:
    """Yield a schema with each keyword of each part misread in each way."""
    for pointer, part in walk_schemas(schema):
        for constraint in CONSTRAINTS:
            for _, _, edit in constraint.mutate(part) if constraint.mutate else ():
                misread = copy.deepcopy(schema)
                edit(resolve_pointer(misread, pointer))
                yield misread
