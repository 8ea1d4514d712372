"""The numbers that a schema accepts, as sets of integers in a shared unit, and the sums of their members.

A set is a `range` (evenly spaced numbers) or a sorted tuple (the values of an uneven enumeration).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.rules.plain_schema import accepts, without_null
from clientwright.schema.choice_sources import ChoiceSource
from clientwright.schema.content_cache import cached_by_content
from clientwright.schema.numbers import (
    NumberGrid,
    grid_unit,
    is_number,
    to_fraction,
    to_json_number,
)

NumberSet = range | tuple[int, ...]

EMPTY: NumberSet = ()
MAX_SUMS = 1_000
"""The most sums of an uneven enumeration that are looked at."""


@dataclass(frozen=True)
class SchemaNumbers:
    """The numbers among the values of a schema: those it lists, or those of its type and bounds."""

    schema: Mapping[str, Any]
    listed: tuple[Fraction, ...] | None
    only: bool
    """Whether the schema accepts nothing but numbers."""
    _coarse: dict[Fraction, NumberSet] = field(
        default_factory=dict[Fraction, NumberSet], init=False, compare=False, repr=False
    )

    @property
    def continuous(self) -> bool:
        """Whether there is a number between any two."""
        return (
            self.listed is None
            and self.schema["type"] == "number"
            and "multipleOf" not in self.schema
        )

    @cached_property
    def step(self) -> Fraction:
        """The distance between two numbers that are chosen."""
        return grid_unit(self.schema)

    @property
    def step_keyword(self) -> str:
        """The keyword that keeps what is between two steps out: `type`, or `multipleOf` where that is wider."""
        is_whole = self.schema["type"] == "integer" and self.step <= 1
        return "type" if is_whole else "multipleOf"

    @property
    def bounds(self) -> Mapping[str, Any]:
        """What the schema says besides its type and step."""
        return {word: of for word, of in self.schema.items() if word not in ("type", "multipleOf")}

    def units(self) -> tuple[Fraction, ...]:
        """Return the numbers of which the unit must be a divisor."""
        return (self.step,) if self.listed is None else self.listed

    def coarse(self, unit: Fraction) -> NumberSet:
        """Return the numbers that are chosen first: a step apart."""
        if unit not in self._coarse:
            self._coarse[unit] = self._find_coarse(unit)
        return self._coarse[unit]

    def _find_coarse(self, unit: Fraction) -> NumberSet:
        if self.listed is not None:
            return number_set(int(value / unit) for value in self.listed)
        grid, size = NumberGrid.from_schema(self.schema), int(self.step / unit)
        found = range(grid.low * size, grid.high * size + 1, size)
        return found or self.fine(unit)

    def fine(self, unit: Fraction) -> NumberSet:
        """Return all the numbers that are multiples of the unit."""
        if not self.continuous:
            return self.coarse(unit)
        grid = NumberGrid.from_schema(self.schema)
        ends = {"minimum": grid.value(grid.low), "maximum": grid.value(grid.high)}
        for end, beyond in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if end in self.schema or beyond in self.schema:
                del ends[end]
        whole = NumberGrid.from_schema({**self.schema, **ends}, unit)
        return range(whole.low, whole.high + 1)

    def off_step(self, unit: Fraction, units: int) -> NumberSet:
        """Return what lies so many units beyond a step, between the smallest and the largest number."""
        steps, size = self.coarse(unit), max(1, int(self.step / unit))
        if self.listed is not None or not steps or not units % size:
            return EMPTY
        return range(steps[0] + units % size, steps[-1] + 1, size)

    def extreme(self, *, largest: bool) -> Fraction | None:
        """Return the largest or smallest number, or None if the schema sets no such bound."""
        if self.listed is not None:
            return (max if largest else min)(self.listed)
        words = ("maximum", "exclusiveMaximum") if largest else ("minimum", "exclusiveMinimum")
        bounds = [
            to_fraction(self.schema[word]) for word in words if is_number(self.schema.get(word))
        ]
        if not bounds or self.continuous:
            return (min if largest else max)(bounds) if bounds else None
        grid = NumberGrid.from_schema(self.schema)
        return (grid.high if largest else grid.low) * self.step

    def neighbour(self, value: Fraction, direction: int) -> Fraction | None:
        """Return the next number above (1) or below (-1) one of them, or None."""
        if self.listed is not None:
            beyond = [other for other in self.listed if (other - value) * direction > 0]
            return min(beyond, key=lambda other: abs(other - value), default=None)
        other = value + direction * self.step
        return other if accepts(self.schema, to_json_number(other)) else None

    def at_least(self, value: Fraction) -> Fraction | None:
        """Return the smallest number that is not below a value, or None."""
        if self.listed is not None:
            return min((number for number in self.listed if number >= value), default=None)
        other = value if self.continuous else math.ceil(value / self.step) * self.step
        return other if accepts(self.schema, to_json_number(other)) else None

    def with_neighbour(self, unit: Fraction, direction: int) -> NumberSet:
        """Return those that have a neighbour."""
        numbers = self.coarse(unit)
        if len(numbers[:2]) < 2 and self.continuous:
            far = int(self.step / unit)
            whole = self.fine(unit)
            return (
                range(whole[0] - min(0, direction) * far, whole[-1] - max(0, direction) * far + 1)
                if whole
                else EMPTY
            )
        return numbers[:-1] if direction > 0 else numbers[1:]


@cached_by_content
def schema_numbers(schema: Any) -> SchemaNumbers | None:
    """Return the numbers that a schema accepts, with or without null beside them, or None if it accepts none."""
    plain = without_null(schema) if is_dict(schema) else {}
    listed = [plain["const"]] if "const" in plain else plain.get("enum")
    if is_list(listed):
        fitting = [value for value in listed if accepts(plain, value)]
        numbers = tuple(sorted({to_fraction(value) for value in fitting if is_number(value)}))
        found = {**plain, "type": "number"}
        return SchemaNumbers(found, numbers, _has_no_other(schema)) if numbers else None
    if plain.get("type") not in ("integer", "number"):
        return None
    grid = NumberGrid.from_schema(plain)
    stepped = plain["type"] == "integer" or "multipleOf" in plain
    if stepped and grid.low > grid.high:
        return None
    return SchemaNumbers(plain, None, _has_no_other(schema))


def _has_no_other(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema that accepts numbers accepts nothing else."""
    if "const" in schema or "enum" in schema:
        listed = [schema["const"]] if "const" in schema else schema["enum"]
        return all(is_number(value) for value in listed if accepts(schema, value))
    named = schema.get("type", ())
    return {*([named] if isinstance(named, str) else named)} in (
        {"integer"},
        {"number"},
        {"integer", "number"},
    )


def shared_unit(*numbers: Fraction) -> Fraction:
    """Return the largest unit of which all numbers are multiples."""
    denominator = math.lcm(*(number.denominator for number in numbers))
    return Fraction(
        math.gcd(*(int(number * denominator) for number in numbers)) or denominator, denominator
    )


def number_set(numbers: Iterable[int]) -> NumberSet:
    """Return a set of some numbers."""
    listed = tuple(sorted(set(numbers)))
    gaps = {two - one for one, two in pairwise(listed)}
    if not listed or len(gaps) > 1:
        return listed
    return range(listed[0], listed[-1] + 1, *gaps)


def between(numbers: NumberSet, low: int, high: int) -> NumberSet:
    """Return those from `low` to `high`."""
    if isinstance(numbers, tuple):
        return tuple(number for number in numbers if low <= number <= high)
    return meet(numbers, range(low, high + 1))


def shifted(numbers: NumberSet, by: int) -> NumberSet:
    """Return every number plus another."""
    if isinstance(numbers, tuple):
        return tuple(number + by for number in numbers)
    return range(numbers.start + by, numbers.stop + by, numbers.step)


def differences(total: int, numbers: NumberSet) -> NumberSet:
    """Return the total minus each number."""
    if isinstance(numbers, tuple):
        return tuple(total - number for number in reversed(numbers))
    return range(total - numbers[-1], total - numbers[0] + 1, numbers.step) if numbers else EMPTY


def meet(one: NumberSet, other: NumberSet) -> NumberSet:
    """Return the numbers of both."""
    if isinstance(one, tuple):
        members = other if isinstance(other, range) else frozenset(other)
        return tuple(number for number in one if number in members)
    if isinstance(other, tuple):
        return tuple(number for number in other if number in one)
    if not one or not other:
        return EMPTY
    shared = math.gcd(one.step, other.step)
    apart = other.start - one.start
    if apart % shared:
        return EMPTY
    turns = apart // shared * pow(one.step // shared, -1, other.step // shared)
    first = one.start + one.step * (turns % (other.step // shared))
    step = one.step * other.step // shared
    first += max(0, -((first - max(one.start, other.start)) // step)) * step
    return range(first, min(one.stop, other.stop), step)


def added(one: NumberSet, other: NumberSet) -> NumberSet:
    """Return the sums of one number of each; of uneven sets not more than `MAX_SUMS`."""
    if not one or not other:
        return EMPTY
    for narrow, wide in ((one, other), (other, one)):
        if narrow[0] == narrow[-1]:
            return shifted(wide, narrow[0])
        if isinstance(narrow, range) and isinstance(wide, range):
            span = narrow[-1] - narrow[0] + narrow.step
            if span >= wide.step and wide.step % narrow.step == 0:
                return range(narrow[0] + wide[0], narrow[-1] + wide[-1] + 1, narrow.step)
    few = {a + b for a in one[:MAX_SUMS] for b in other[: MAX_SUMS // 10]}
    return number_set(sorted(few)[:MAX_SUMS])


@lru_cache(maxsize=1024)
def multiples(numbers: NumberSet, count: int) -> NumberSet:
    """Return the sums of so many of the numbers."""
    if isinstance(numbers, range) or not numbers:
        ends = (count * numbers[0], count * numbers[-1]) if numbers else (0, 0)
        return range(ends[0], ends[1] + 1, number_step(numbers)) if numbers or not count else EMPTY
    return added(numbers, multiples(numbers, count - 1)) if count else range(1)


def number_step(numbers: NumberSet) -> int:
    """Return the distance between the numbers of an even set, else 1."""
    return numbers.step if isinstance(numbers, range) else 1


def pick(draw: ChoiceSource, numbers: NumberSet) -> int:
    """Return one of the numbers, the smallest as the simplest."""
    if isinstance(numbers, tuple):
        return draw.pick(numbers)
    return numbers.start + numbers.step * draw.integer(
        0, (numbers[-1] - numbers.start) // numbers.step
    )


def split(draw: ChoiceSource, total: int, parts: Sequence[NumberSet]) -> list[int]:
    """Return one number of each set, so that they add up to a total that is one of their sums."""
    left, found = total, list[int]()
    for n, numbers in enumerate(parts):
        others = sums_of_each(parts[n + 1 :])
        found.append(pick(draw, meet(differences(left, others), numbers)))
        left -= found[-1]
    return found


def sums_of_each(parts: Sequence[NumberSet]) -> NumberSet:
    """Return the sums of one number of each set."""
    found: NumberSet = range(1)
    for numbers in reversed(parts):
        found = added(numbers, found)
    return found
