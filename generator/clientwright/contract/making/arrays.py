"""Arrays of a schema: how many items, which, and all different where they must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clientwright.contract.making.draws import Choices
from clientwright.contract.making.problems import NoStrategy
from clientwright.narrow import is_dict
from clientwright.rules.numbers import is_number

MORE = 5
"""How many items beyond its least an array usually gets at most."""
MOST = 60
"""Up to how many items an array is filled to its upper bound."""

Make = Callable[[Any, tuple[Any, ...]], Any]


def make(choices: Choices, schema: Mapping[str, Any], item: Make, at: str) -> list[Any]:
    """Make an array; now and then an empty or a full one, where that is allowed."""
    first: list[Any] = schema.get("prefixItems", [])
    rest: Any = schema.get("items", {})
    limit = len(first) if rest is False else None
    low, high = schema.get("minItems", 0), _least(schema.get("maxItems"), limit)
    if high is not None and low > high:
        raise NoStrategy(at, f"no array has at least {low} and at most {high} items")
    schemas = (
        (first[n], ("prefixItems", n)) if n < len(first) else (rest, ("items",))
        for n in range(_size(choices, low, high))
    )
    found = [item(sub, where) for sub, where in schemas]
    return _different(found, schema, at) if schema.get("uniqueItems") else found


def _size(choices: Choices, low: int, high: int | None) -> int:
    most = low + MORE if high is None else high
    if most <= MOST and choices.chance(8):
        return most
    least = low if low or most == 0 or choices.chance(8) else 1
    return choices.integer(least, max(least, min(most, low + MORE)))


def _least(*bounds: int | None) -> int | None:
    return min((bound for bound in bounds if bound is not None), default=None)


def _different(found: list[Any], schema: Mapping[str, Any], at: str) -> list[Any]:
    """Keep the first of equal items; where that leaves too few, number the later ones."""
    kept: list[Any] = []
    for value in found:
        if not any(same(value, other) for other in kept):
            kept.append(value)
    if len(kept) < schema.get("minItems", 0):
        raise NoStrategy(at, "too few different items can be made for uniqueItems")
    return kept


def same(one: Any, other: Any) -> bool:
    """Tell whether two JSON values are equal: 1 is 1.0, true is not 1."""
    if is_number(one) and is_number(other):
        return one == other
    if type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if is_dict(one):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)
