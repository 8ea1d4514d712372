"""Arrays for a schema: their size and items, distinct if required."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.rules.json_edit import MISSING
from clientwright.rules.numbers import is_number
from clientwright.testing.payloads.generation.choice_sources import (
    NthChoiceSource,
    PayloadChoiceSource,
)
from clientwright.testing.payloads.generation.generation_error import GenerationError

EXTRA_ITEMS = 5
"""Usually an array has at most this many items beyond its minimum."""
MAX_FILLED_ITEMS = 60
"""The largest upper bound to which an array is filled."""

MAX_ITEMS = 1_000
"""The most items of any array."""
DISTINCT_ATTEMPTS = 64
"""Attempts at an item that differs from the others, beyond four for each of them."""

MakeItem = Callable[[PayloadChoiceSource, Any, tuple[Any, ...]], Any]


def generate_array(
    choices: PayloadChoiceSource, schema: Mapping[str, Any], item: MakeItem, at: str
) -> list[Any]:
    """Return an array; sometimes an empty or a full one, if allowed."""
    first: list[Any] = schema.get("prefixItems", [])
    rest: Any = schema.get("items", {})
    low, high = schema.get("minItems", 0), _max_size(schema)
    if high is not None and low > high:
        raise GenerationError(at, f"no array has at least {low} and at most {high} items")
    if low > MAX_ITEMS:
        raise GenerationError(at, f"no array of {low:,} items is made, only up to {MAX_ITEMS:,}")
    different, found = schema.get("uniqueItems", False), list[Any]()
    for n in range(_choose_size(choices, low, high)):
        sub, where = (first[n], ("prefixItems", n)) if n < len(first) else (rest, ("items",))
        value = item(choices, sub, where)
        if different and contains_equal(value, found):
            value = find_distinct(found, partial(_generate_nth, item, sub, where))
            if value is MISSING:
                return _require_minimum(found, low, at)
        found.append(value)
    return found


def _generate_nth(
    item: MakeItem, schema: Any, where: tuple[Any, ...], choices: PayloadChoiceSource
) -> Any:
    return item(choices, schema, where)


def _require_minimum(found: list[Any], low: int, at: str) -> list[Any]:
    if len(found) < low:
        raise GenerationError(at, "too few different items can be made for uniqueItems")
    return found


def find_distinct(known: Sequence[Any], item: Callable[[PayloadChoiceSource], Any]) -> Any:
    """Return the first possible item that equals none of those given, or `MISSING`."""
    tried = (item(NthChoiceSource(n)) for n in range(4 * len(known) + DISTINCT_ATTEMPTS))
    return next((value for value in tried if not contains_equal(value, known)), MISSING)


def contains_equal(value: Any, known: Sequence[Any]) -> bool:
    """Return whether a value equals one of those given."""
    return any(json_equal(value, one) for one in known)


def _max_size(schema: Mapping[str, Any]) -> int | None:
    """Return the upper bound of the size; items after `prefixItems` may be forbidden."""
    bounds = [schema["maxItems"]] if "maxItems" in schema else []
    if schema.get("items", {}) is False:
        bounds.append(len(schema.get("prefixItems", [])))
    return min(bounds, default=None)


def _choose_size(choices: PayloadChoiceSource, low: int, high: int | None) -> int:
    """Choose a size by one draw: mostly a few items, sometimes none or the maximum."""
    most = low + EXTRA_ITEMS if high is None else high
    least = low or min(1, most)
    usual = [*range(least, min(most, low + EXTRA_ITEMS) + 1)]
    seldom = [size for size in (low, most) if size <= MAX_FILLED_ITEMS and size not in usual]
    middle = len(usual) // 2 + len(seldom)
    sizes: list[int] = [*usual[:middle], *seldom, *usual[middle:]]
    return sizes[choices.integer(0, len(sizes) - 1)]


def json_equal(one: Any, other: Any) -> bool:
    """Return whether two JSON values are equal: 1 equals 1.0, true does not equal 1."""
    if is_number(one) and is_number(other):
        return one == other
    if type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(map(json_equal, one, other))
    if is_dict(one):
        return one.keys() == other.keys() and all(json_equal(one[key], other[key]) for key in one)
    return bool(one == other)
