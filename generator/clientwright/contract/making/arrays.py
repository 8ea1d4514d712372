"""Arrays of a schema: how many items, which, and all different where they must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from clientwright.contract.making.draws import Choices, NthDraw
from clientwright.contract.making.problems import NoStrategy
from clientwright.json_types import is_dict
from clientwright.rules.json_edit import MISSING
from clientwright.rules.numbers import is_number

MORE = 5
"""How many items beyond its least an array usually gets at most."""
MOST = 60
"""Up to how many items an array is filled to its upper bound."""

LARGEST = 1_000
"""How many items an array is made of at most."""
TRIES = 64
"""How many values are looked at for one that differs from all others, beyond four for each of these."""

Make = Callable[[Choices, Any, tuple[Any, ...]], Any]


def make(choices: Choices, schema: Mapping[str, Any], item: Make, at: str) -> list[Any]:
    """Make an array; now and then an empty or a full one, where that is allowed."""
    first: list[Any] = schema.get("prefixItems", [])
    rest: Any = schema.get("items", {})
    low, high = schema.get("minItems", 0), _most(schema)
    if high is not None and low > high:
        raise NoStrategy(at, f"no array has at least {low} and at most {high} items")
    if low > LARGEST:
        raise NoStrategy(at, f"no array of {low:,} items is made, only up to {LARGEST:,}")
    different, found = schema.get("uniqueItems", False), list[Any]()
    for n in range(_size(choices, low, high)):
        sub, where = (first[n], ("prefixItems", n)) if n < len(first) else (rest, ("items",))
        value = item(choices, sub, where)
        if different and among(value, found):
            value = other(found, partial(_nth, item, sub, where))
            if value is MISSING:
                return _enough(found, low, at)
        found.append(value)
    return found


def _nth(item: Make, schema: Any, where: tuple[Any, ...], choices: Choices) -> Any:
    return item(choices, schema, where)


def _enough(found: list[Any], low: int, at: str) -> list[Any]:
    if len(found) < low:
        raise NoStrategy(at, "too few different items can be made for uniqueItems")
    return found


def other(known: Sequence[Any], item: Callable[[Choices], Any]) -> Any:
    """Make the first item, of all there are in their order, that differs from those known; `MISSING` for none."""
    tried = (item(NthDraw(n)) for n in range(4 * len(known) + TRIES))
    return next((value for value in tried if not among(value, known)), MISSING)


def among(value: Any, known: Sequence[Any]) -> bool:
    """Tell whether a value equals one of those known."""
    return any(same(value, one) for one in known)


def _most(schema: Mapping[str, Any]) -> int | None:
    """Give the upper bound of the size: what stands behind `prefixItems` may be forbidden."""
    bounds = [schema["maxItems"]] if "maxItems" in schema else []
    if schema.get("items", {}) is False:
        bounds.append(len(schema.get("prefixItems", [])))
    return min(bounds, default=None)


def _size(choices: Choices, low: int, high: int | None) -> int:
    """Choose a size by one draw: a few items mostly, none or the most there may be now and then."""
    most = low + MORE if high is None else high
    least = low or min(1, most)
    usual = [*range(least, min(most, low + MORE) + 1)]
    seldom = [size for size in (low, most) if size <= MOST and size not in usual]
    middle = len(usual) // 2 + len(seldom)
    sizes: list[int] = [*usual[:middle], *seldom, *usual[middle:]]
    return sizes[choices.integer(0, len(sizes) - 1)]


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
