"""Faults of the bounds of numbers: the last number that keeps a bound, and the first one that breaks it.

Servers that read numbers as doubles cannot tell every number from its neighbours. What only a client has
to tell apart is left to clients.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import islice

from clientwright.schema.keyword_fault import (
    FaultPair,
    KeywordFault,
    MakeInvalid,
    Schema,
    further_pairs,
)
from clientwright.schema.numbers import (
    NUMBER_ENDS,
    NumberGrid,
    common_step,
    grid_unit,
    is_number,
    numbers_from,
    tightness,
    to_float,
    to_fraction,
    to_json_number,
)
from clientwright.schema.protocols import Semantics
from clientwright.schema.types import schema_types
from clientwright.schema.wording import Wording

AWAY = {"minimum": -1, "maximum": 1, "exclusiveMinimum": -1, "exclusiveMaximum": 1}
"""The direction beyond each bound."""


def break_bound(
    schema: Schema, keyword: str, wording: Wording, semantics: Semantics
) -> Iterator[KeywordFault]:
    """Yield the fault one step beyond a bound; the twin is on it, or one step inside an exclusive one.

    Where something else decides about these numbers, too, others are taken that are further away.
    """
    kind = next((one for one in ("number", "integer") if one in schema_types(schema)), None)
    if kind is None or not is_number(schema.get(keyword)):
        return
    numeric = {**schema, "type": kind}
    sides = _Sides(schema, keyword, semantics, AWAY[keyword] * grid_unit(numeric))
    last, next_ = _bound_and_next(numeric, keyword)
    valid, bad = next(sides.kept(last)), next(sides.broken(next_))
    sentence = wording.promise(schema[keyword])
    if to_float(valid) == to_float(bad):
        name = f"{keyword}-exact"
        exact = f"{sentence}, also where doubles cannot tell"
        make, edit = _number(valid), _number(bad)
        yield KeywordFault(keyword, name, exact, edit, make, only_client=True)
        ends = sides.as_doubles(last, next_)
        if ends is None:
            return
        last, next_ = ends
        valid, bad = next(sides.kept(last)), next(sides.broken(next_))
    further = partial(sides.further, last, next_)
    make, edit = _number(valid), _number(bad)
    yield KeywordFault(keyword, keyword, sentence, edit, make, further=further)


@dataclass(frozen=True, slots=True)
class _Sides:
    """The numbers at both sides of a bound; `away` is a step beyond it."""

    schema: Schema
    keyword: str
    semantics: Semantics
    away: Fraction

    def kept(self, last: Fraction) -> Iterator[int | float]:
        """Yield the numbers that fit, from the last one inwards; if there is none, that one all the same."""
        fits = partial(self.semantics.is_valid, self.schema)
        yield from _or_first(filter(fits, numbers_from(last, -self.away)), last)

    def broken(self, first: Fraction) -> Iterator[int | float]:
        """Yield the numbers that break the bound alone, from the first one on; if there is none, that one."""
        yield from _or_first(filter(self._breaks_only, numbers_from(first, self.away)), first)

    def _breaks_only(self, value: int | float) -> bool:
        return self.semantics.only_broken(self.schema, value) == (self.keyword,)

    def as_doubles(self, last: Fraction, first: Fraction) -> tuple[Fraction, Fraction] | None:
        """Return the ends with the one off the bound moved to where doubles can tell it from the bound."""
        bound = to_float(self.schema[self.keyword])
        sign = 1 if self.away > 0 else -1
        inwards = self.keyword.startswith("exclusive")
        near = math.nextafter(bound, -sign * math.inf if inwards else sign * math.inf)
        if math.inf in (abs(near), abs(bound)):
            return None
        unit = common_step(abs(self.away), Fraction(math.ulp(near)))
        upwards, steps = (sign > 0) != inwards, Fraction(near) / unit
        moved = (math.ceil(steps) if upwards else math.floor(steps)) * unit
        return (moved, first) if inwards else (last, moved)

    def further(self, last: Fraction, first: Fraction) -> Iterator[FaultPair]:
        """Yield other numbers, the nearest first."""
        kept, broken = (
            list(islice(side, _MOST_FURTHER)) for side in (self.kept(last), self.broken(first))
        )
        yield from further_pairs([*map(_number, kept)], [*map(_number, broken)])


_MOST_FURTHER = 4


def _or_first(found: Iterator[int | float], first: Fraction) -> Iterator[int | float]:
    value = next(found, None)
    yield to_json_number(first) if value is None else value
    yield from found


def _number(value: int | float) -> MakeInvalid:
    return lambda generator, _: value


def _bound_and_next(schema: Schema, keyword: str) -> tuple[Fraction, Fraction]:
    """Return the last number that keeps a bound and the first that breaks it, in steps of the schema."""
    bound, unit, away = to_fraction(schema[keyword]), grid_unit(schema), AWAY[keyword]
    if schema["type"] == "integer" or "multipleOf" in schema:
        words = ("type", "multipleOf", keyword)
        grid = NumberGrid.from_schema(
            {word: schema[word] for word in words if word in schema}, unit
        )
        last = grid.low if away < 0 else grid.high
        return last * unit, (last + away) * unit
    if not keyword.startswith("exclusive"):
        return bound, bound + away * unit
    return bound - away * min(unit, _range_width(schema) / 2), bound


def _range_width(schema: Schema) -> Fraction:
    """Return the distance between the bounds of a number; a large one if a bound is missing."""
    (low, _), (high, _) = (tightness(schema, *end) for end in NUMBER_ENDS)
    known = isinstance(low, Fraction) and isinstance(high, Fraction)
    return Fraction(-high - low) if known else Fraction(2)
