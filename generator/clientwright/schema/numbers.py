"""Exact numbers: sums without rounding, and the values of a numeric schema as a grid."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeGuard

from clientwright.io.json_types import is_dict, is_list

MAX_EXACT = 2**53
"""Up to here every integer is a float; larger numbers are left to exact arithmetic."""
NUMBER_ENDS = (("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1))
"""The lower and the upper end: inclusive keyword, exclusive keyword, and the direction inwards."""
UNBOUNDED_LIMIT = 10**6
"""The distance from zero within which numbers are chosen if the schema sets no bound."""


def is_number(value: object) -> TypeGuard[int | float]:
    """Return whether a JSON value is a number; booleans, NaN and infinity are not."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole or (isinstance(value, float) and math.isfinite(value))


def to_fraction(value: int | float) -> Fraction:
    """Return a number exactly as written, so that 0.1 and 0.2 add up to 0.3."""
    return Fraction(value) if isinstance(value, int) else Fraction(repr(value))


def to_float(value: int | float) -> float:
    """Return the nearest float; infinity for an integer that is larger than every float."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def format_sum(value: Fraction) -> str:
    """Return an exact sum as text."""
    if value.denominator == 1:
        return str(value.numerator)
    with contextlib.suppress(OverflowError):
        return str(float(value))
    return f"about {int(value)}"


def format_count(value: int) -> str:
    """Return a count as text, a very large one roughly."""
    return f"{value:,}" if value < 10**12 else f"over {10**12:,}"


def to_json_number(value: Fraction) -> int | float:
    """Return an exact number as JSON data: an integer if it is whole, else a float."""
    return value.numerator if value.denominator == 1 else float(value)


_STEPS = (*range(13), Fraction(1, 2), 16, 20, 25, 32, 50, 64, 100)


def numbers_from(start: Fraction, step: Fraction) -> Iterator[int | float]:
    """Yield a number and others that are some steps away from it, the nearest first, then half a step."""
    for count in _STEPS:
        with contextlib.suppress(OverflowError):
            yield to_json_number(start + count * step)


def floats_to_integers(value: Any) -> Any:
    """Return a copy of a JSON value in which every float with an integral value is an integer."""
    if is_dict(value):
        return {key: floats_to_integers(inner) for key, inner in value.items()}
    if is_list(value):
        return [floats_to_integers(inner) for inner in value]
    return (
        to_fraction(value).numerator if isinstance(value, float) and value.is_integer() else value
    )


def exact_numbers(value: Any) -> Any:
    """Return a JSON value with its large floats as the integers that they are written as: 1e30 is 10**30."""
    if is_dict(value):
        return {key: exact_numbers(inner) for key, inner in value.items()}
    if is_list(value):
        return [exact_numbers(inner) for inner in value]
    large = isinstance(value, float) and MAX_EXACT <= abs(value) < math.inf
    return to_fraction(value).numerator if large else value


def as_doubles(value: Any) -> Any:
    """Return a JSON value as a reader sees it that has doubles only; what none is near stays."""
    if is_dict(value):
        return {key: as_doubles(inner) for key, inner in value.items()}
    if is_list(value):
        return [as_doubles(inner) for inner in value]
    large = is_number(value) and abs(value) > MAX_EXACT
    near = to_float(value) if large else math.inf
    return int(near) if math.isfinite(near) else value


@dataclass(frozen=True, slots=True)
class NumberGrid:
    """The values `low`, `low + 1`, ... `high`, times `unit`: numbers that a schema surely accepts."""

    low: int
    high: int
    unit: Fraction

    @staticmethod
    def from_schema(schema: Mapping[str, Any], unit: Fraction | None = None) -> NumberGrid:
        """Return the grid of a schema's type, bounds and `multipleOf`; `unit` sets a coarser step."""
        return _grid(schema.get("type") == "integer", unit, *map(_number, map(schema.get, _READ)))

    def __contains__(self, units: int) -> bool:
        return self.low <= units <= self.high

    def value(self, units: int) -> int | float:
        """Return the value of so many units."""
        return to_json_number(units * self.unit)

    def units(self, value: int | float) -> int | None:
        """Return how many units a value is, or None if it is not on the grid."""
        found = to_fraction(value) / self.unit
        return found.numerator if found.denominator == 1 else None


_READ = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf")
"""The keywords of which a grid is made, beside the type."""


def _number(value: Any) -> int | float | None:
    return value if is_number(value) else None


@lru_cache(maxsize=4096, typed=True)
def _grid(whole: bool, unit: Fraction | None, *numbers: int | float | None) -> NumberGrid:
    schema = {"type": "integer" if whole else "number", **dict(zip(_READ, numbers, strict=True))}
    unit = unit or grid_unit(schema)
    low, high = (_units(schema, end, unit) for end in NUMBER_ENDS)
    if low is None:
        low = 0 if high is None or high >= 0 else high - UNBOUNDED_LIMIT
    return NumberGrid(low, max(UNBOUNDED_LIMIT, low) if high is None else high, unit)


def grid_unit(schema: Mapping[str, Any]) -> Fraction:
    """Return the step between chosen values: `multipleOf`, else 0.01 for a narrow range of floats, else 1."""
    whole = schema.get("type") == "integer"
    multiple = schema.get("multipleOf")
    if is_number(multiple) and multiple > 0:
        step = to_fraction(multiple)
        return Fraction(math.lcm(step.numerator, step.denominator)) if whole else step
    (low, _), (high, _) = (tightness(schema, *end) for end in NUMBER_ENDS)
    narrow = isinstance(low, Fraction) and isinstance(high, Fraction) and -high - low < 10
    return Fraction(1, 100) if narrow and not whole else Fraction(1)


def leaves_out_non_finite(schema: Mapping[str, Any]) -> bool:
    """Return whether a step, or bounds at both ends, refuse NaN and the infinities."""
    ends = [
        not {inclusive, exclusive}.isdisjoint(schema) for inclusive, exclusive, _ in NUMBER_ENDS
    ]
    return all(ends) or "multipleOf" in schema


def common_step(*units: Fraction) -> Fraction:
    """Return the smallest step that is a whole multiple of every unit."""
    shared = math.lcm(*(unit.denominator for unit in units))
    return Fraction(math.lcm(*(int(unit * shared) for unit in units)), shared)


def tightness(
    schema: Mapping[str, Any], inclusive: str, exclusive: str, sign: int
) -> tuple[Fraction | float, bool]:
    """Return a bound as a number that is larger for the tighter of two, and whether it is exclusive."""
    known = [
        (to_fraction(schema[w]) * sign, w == exclusive)
        for w in (inclusive, exclusive)
        if is_number(schema.get(w))
    ]
    return max(known, default=(-math.inf, False))


def _units(schema: Mapping[str, Any], end: tuple[str, str, int], unit: Fraction) -> int | None:
    """Return the outermost grid point inside a bound."""
    found, is_open = tightness(schema, *end)
    if not isinstance(found, Fraction):
        return None
    units = math.ceil(found / unit)
    return end[2] * (units + (is_open and units * unit == found))
