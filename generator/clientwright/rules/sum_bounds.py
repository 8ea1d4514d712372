"""The bounds of a sum: the numbers that its addends and its limit surely have, and the items that follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from clientwright.rules.base import ImpliedBound
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.number_sets import schema_numbers
from clientwright.schema.numbers import format_sum, is_number, to_fraction, to_json_number


def as_fraction(number: int | float | None) -> Fraction | None:
    """Return a number exactly, if there is one."""
    return None if number is None else to_fraction(number)


def default_number(path: JsonPath, schema: Mapping[str, Any]) -> int | float | None:
    """Return the documented default at a path if it is a number."""
    value = (path.schema(schema) or {}).get("default")
    return value if is_number(value) else None


def implied_item_limits(
    addends: JsonPath, most: Fraction, limit: str, schema: Mapping[str, Any]
) -> Iterator[ImpliedBound]:
    """Yield the array's `maxItems` if fewer of the smallest addends fit into `most` (called `limit` in messages)."""
    array = JsonPath(addends.steps[: len(addends.steps) - addends.steps[::-1].index(EACH_ITEM) - 1])
    items = (array.schema(schema) or {}).get("maxItems")
    least = guaranteed_bound(addends, schema, largest=False)
    if not is_number(items) or least is None or least <= 0:
        return
    reachable = max(0, int(most // least))
    if items > reachable:
        more = reachable + 1
        text = f"{more} item{'s' * (more > 1)} of at least {to_json_number(least)} add up to at least {format_sum(more * least)}, more than {limit}, {to_json_number(most)}"
        yield ImpliedBound(array.schema_pointer(), "maxItems", int(items), reachable, text)


def guaranteed_bound(
    path: JsonPath, schema: Mapping[str, Any], *, largest: bool
) -> Fraction | None:
    """Return the largest or smallest number that a path may have, defaults included; None if that is not sure."""
    numbers = schema_numbers(path.schema(schema))
    default = as_fraction(default_number(path, schema))
    if numbers is None or not numbers.only or not always_present(path, schema, default is not None):
        return None
    bound = numbers.extreme(largest=largest)
    if bound is None or default is None:
        return bound
    return max(bound, default) if largest else min(bound, default)


def always_present(path: JsonPath, schema: Mapping[str, Any], default: bool) -> bool:
    """Return whether every item has a value at the path: each name after the last `[*]` is required, or the last has a default."""
    for n, step in reversed(list(enumerate(path.steps))):
        if step is EACH_ITEM:
            return True
        parent = JsonPath(path.steps[:n]).schema(schema) or {}
        may_be_absent = default and n == len(path.steps) - 1
        if parent.get("type") != "object" or not (
            may_be_absent or step in parent.get("required", ())
        ):
            return False
    return True
