"""Bounds of single values: check them, generate within them, and exceed them by one step."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from clientwright.io.json_types import is_list
from clientwright.rules.generation_context import GenerationContext
from clientwright.rules.json_edit import MISSING
from clientwright.rules.payload_repair import accepts, generate_extra_item
from clientwright.schema.numbers import NumberGrid, is_number, to_fraction

BoundNumber = int | float
Measure = Callable[[Any], BoundNumber | None]


def _items(value: Any) -> int | None:
    return len(value) if is_list(value) else None


def _characters(value: Any) -> int | None:
    return len(value) if isinstance(value, str) else None


def _amount(value: Any) -> BoundNumber | None:
    return value if is_number(value) else None


MEASURES: Mapping[str, Measure] = {
    "minimum": _amount,
    "maximum": _amount,
    "minItems": _items,
    "maxItems": _items,
    "minLength": _characters,
    "maxLength": _characters,
}
"""The keywords that bound one value, and what each of them measures."""

SIZE_KEYWORDS = {"Items": ("minItems", "maxItems"), "Length": ("minLength", "maxLength")}
BOUND_PHRASES = {
    "minimum": "be at least {}",
    "maximum": "be at most {}",
    "minItems": "have at least {} items",
    "maxItems": "have at most {} items",
    "minLength": "have at least {} characters",
    "maxLength": "have at most {} characters",
}


def satisfies_bound(keyword: str, limit: BoundNumber, value: Any) -> bool:
    """Return whether a value satisfies a bound; a value of another type does."""
    found = MEASURES[keyword](value)
    if found is None:
        return True
    return found >= limit if keyword.startswith("min") else found <= limit


def tighten_bound(schema: Mapping[str, Any], keyword: str, limit: BoundNumber) -> dict[str, Any]:
    """Return the schema with the tighter of its own bound and the limit."""
    own = schema.get(keyword, limit)
    pick = max if keyword.startswith("min") else min
    return {**schema, keyword: pick(own, limit)}


def can_satisfy_bound(schema: Mapping[str, Any], keyword: str, limit: BoundNumber) -> bool:
    """Return whether the schema surely accepts values that satisfy the bound."""
    named = _enumerated_values(schema)
    if named is not None:
        return any(satisfies_bound(keyword, limit, value) for value in named)
    tight = tighten_bound(schema, keyword, limit)
    if keyword in ("minimum", "maximum"):
        grid = NumberGrid.from_schema(tight)
        return grid.low <= grid.high
    least, most = _size_limits(tight, keyword)
    return least <= most


def generate_within(
    schema: Mapping[str, Any], keyword: str, limit: BoundNumber, context: GenerationContext
) -> Any:
    """Return a value that fits the schema and satisfies the bound, or `MISSING`."""
    if not can_satisfy_bound(schema, keyword, limit):
        return MISSING
    named = _enumerated_values(schema)
    if named is not None:
        return context.draw.pick(
            [value for value in named if satisfies_bound(keyword, limit, value)]
        )
    tight = tighten_bound(schema, keyword, limit)
    if keyword in ("minimum", "maximum"):
        grid = NumberGrid.from_schema(tight)
        return grid.value(context.draw.integer(grid.low, grid.high))
    return context.generate(tight)


def has_boundary(schema: Mapping[str, Any], keyword: str, limit: BoundNumber) -> bool:
    """Return whether the schema accepts values on both sides of the bound, one step apart."""
    named = _enumerated_values(schema)
    if named is not None:
        return len({satisfies_bound(keyword, limit, value) for value in named}) > 1
    step = -1 if keyword.startswith("min") else 1
    if keyword in ("minimum", "maximum"):
        grid = NumberGrid.from_schema(schema)
        units = _units(grid, keyword, limit)
        return units in grid and units + step in grid
    least, most = _size_limits(schema, keyword)
    plain = keyword.endswith("Items") or not {"pattern", "format", "x-media"} & set(schema)
    return plain and least <= min(limit, limit + step) and max(limit, limit + step) <= most


def boundary_value(
    schema: Mapping[str, Any], keyword: str, limit: BoundNumber, context: GenerationContext
) -> Any:
    """Return the last value that satisfies the bound."""
    named = _enumerated_values(schema)
    if named is not None:
        return next(value for value in named if satisfies_bound(keyword, limit, value))
    if keyword in ("minimum", "maximum"):
        grid = NumberGrid.from_schema(schema)
        return grid.value(_units(grid, keyword, limit))
    low, high = next(pair for end, pair in SIZE_KEYWORDS.items() if keyword.endswith(end))
    return context.generate({**schema, low: limit, high: limit})


def value_beyond(
    value: Any,
    schema: Mapping[str, Any],
    keyword: str,
    limit: BoundNumber,
    context: GenerationContext,
) -> Any:
    """Return the first value beyond the bound."""
    named = _enumerated_values(schema)
    if named is not None:
        return next(value for value in named if not satisfies_bound(keyword, limit, value))
    step = -1 if keyword.startswith("min") else 1
    if keyword in ("minimum", "maximum"):
        grid = NumberGrid.from_schema(schema)
        return grid.value(_units(grid, keyword, limit) + step)
    if step < 0:
        return value[:-1]
    return [*value, generate_extra_item(value, schema, context)] if is_list(value) else value + "a"


def _enumerated_values(schema: Mapping[str, Any]) -> list[Any] | None:
    """Return the values that a schema enumerates and accepts, or None if it enumerates none."""
    listed = [schema["const"]] if "const" in schema else schema.get("enum")
    return None if listed is None else [value for value in listed if accepts(schema, value)]


def _size_limits(schema: Mapping[str, Any], keyword: str) -> tuple[BoundNumber, BoundNumber]:
    low, high = next(pair for end, pair in SIZE_KEYWORDS.items() if keyword.endswith(end))
    return schema.get(low, 0), schema.get(high, math.inf)


def _units(grid: NumberGrid, keyword: str, limit: BoundNumber) -> int:
    found = to_fraction(limit) / grid.unit
    return math.ceil(found) if keyword == "minimum" else math.floor(found)
