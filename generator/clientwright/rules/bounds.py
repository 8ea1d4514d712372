"""Bounds of single values: measured, kept, and missed by one step, whatever they bound."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from clientwright.json_types import is_list
from clientwright.rules.bench import Bench
from clientwright.rules.editing import MISSING
from clientwright.rules.making import one_more, takes
from clientwright.rules.numbers import Grid, exact, is_number

Number = int | float
Measure = Callable[[Any], Number | None]


def _items(value: Any) -> int | None:
    return len(value) if is_list(value) else None


def _characters(value: Any) -> int | None:
    return len(value) if isinstance(value, str) else None


def _amount(value: Any) -> Number | None:
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

OPPOSITE = {"Items": ("minItems", "maxItems"), "Length": ("minLength", "maxLength")}
WORDS = {
    "minimum": "be at least {}",
    "maximum": "be at most {}",
    "minItems": "have at least {} items",
    "maxItems": "have at most {} items",
    "minLength": "have at least {} characters",
    "maxLength": "have at most {} characters",
}


def keeps(keyword: str, limit: Number, value: Any) -> bool:
    """Tell whether a value keeps a bound; one of another type does."""
    found = MEASURES[keyword](value)
    if found is None:
        return True
    return found >= limit if keyword.startswith("min") else found <= limit


def tightened(schema: Mapping[str, Any], keyword: str, limit: Number) -> dict[str, Any]:
    """Give the schema with a bound that is at least as tight as the limit."""
    own = schema.get(keyword, limit)
    pick = max if keyword.startswith("min") else min
    return {**schema, keyword: pick(own, limit)}


def roomy(schema: Mapping[str, Any], keyword: str, limit: Number) -> bool:
    """Tell whether the schema surely leaves values that keep the bound."""
    named = _named(schema)
    if named is not None:
        return any(keeps(keyword, limit, value) for value in named)
    tight = tightened(schema, keyword, limit)
    if keyword in ("minimum", "maximum"):
        grid = Grid.of(tight)
        return grid.low <= grid.high
    least, most = _ends(tight, keyword)
    return least <= most


def inside(schema: Mapping[str, Any], keyword: str, limit: Number, bench: Bench) -> Any:
    """Make a value that fits the schema and keeps the bound, or give `MISSING`."""
    if not roomy(schema, keyword, limit):
        return MISSING
    named = _named(schema)
    if named is not None:
        return bench.draw.pick([value for value in named if keeps(keyword, limit, value)])
    tight = tightened(schema, keyword, limit)
    if keyword in ("minimum", "maximum"):
        grid = Grid.of(tight)
        return grid.value(bench.draw.integer(grid.low, grid.high))
    return bench.make(tight)


def has_edge(schema: Mapping[str, Any], keyword: str, limit: Number) -> bool:
    """Tell whether the schema takes values on both sides of the bound, one step apart."""
    named = _named(schema)
    if named is not None:
        return len({keeps(keyword, limit, value) for value in named}) > 1
    step = -1 if keyword.startswith("min") else 1
    if keyword in ("minimum", "maximum"):
        grid = Grid.of(schema)
        units = _units(grid, keyword, limit)
        return units in grid and units + step in grid
    least, most = _ends(schema, keyword)
    plain = keyword.endswith("Items") or not {"pattern", "format", "x-media"} & set(schema)
    return plain and least <= min(limit, limit + step) and max(limit, limit + step) <= most


def at_edge(schema: Mapping[str, Any], keyword: str, limit: Number, bench: Bench) -> Any:
    """Make the last value that keeps the bound."""
    named = _named(schema)
    if named is not None:
        return next(value for value in named if keeps(keyword, limit, value))
    if keyword in ("minimum", "maximum"):
        grid = Grid.of(schema)
        return grid.value(_units(grid, keyword, limit))
    low, high = next(pair for end, pair in OPPOSITE.items() if keyword.endswith(end))
    return bench.make({**schema, low: limit, high: limit})


def beyond(value: Any, schema: Mapping[str, Any], keyword: str, limit: Number, bench: Bench) -> Any:
    """Give the next value after the last that keeps the bound."""
    named = _named(schema)
    if named is not None:
        return next(value for value in named if not keeps(keyword, limit, value))
    step = -1 if keyword.startswith("min") else 1
    if keyword in ("minimum", "maximum"):
        grid = Grid.of(schema)
        return grid.value(_units(grid, keyword, limit) + step)
    if step < 0:
        return value[:-1]
    return [*value, one_more(value, schema, bench)] if is_list(value) else value + "a"


def _named(schema: Mapping[str, Any]) -> list[Any] | None:
    """List the values that a schema names, if it does, without those that it refuses."""
    listed = [schema["const"]] if "const" in schema else schema.get("enum")
    return None if listed is None else [value for value in listed if takes(schema, value)]


def _ends(schema: Mapping[str, Any], keyword: str) -> tuple[Number, Number]:
    low, high = next(pair for end, pair in OPPOSITE.items() if keyword.endswith(end))
    return schema.get(low, 0), schema.get(high, math.inf)


def _units(grid: Grid, keyword: str, limit: Number) -> int:
    found = exact(limit) / grid.unit
    return math.ceil(found) if keyword == "minimum" else math.floor(found)
