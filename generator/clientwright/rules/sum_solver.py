"""Choose values so that what a path matches adds up to a sum within a range."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from clientwright.rules.generation_context import GenerationContext, Payload
from clientwright.rules.json_edit import (
    MISSING,
    delete_value,
    has_pin_within,
    matching_pointers,
    set_value,
    value_at,
)
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.schema.numbers import (
    NumberGrid,
    is_number,
    split_total,
    to_fraction,
    to_json_number,
)


@dataclass(frozen=True, slots=True)
class SumTerms:
    """The terms of a sum: their path, and the values that each may have (in units of `grid`).

    `headroom` keeps the first free term that many steps below its highest value (positive)
    or above its lowest (negative), so that it can move by them afterwards.
    """

    path: JsonPath
    grid: NumberGrid
    default: int | None
    headroom: int = 0

    def fit_sum(
        self,
        payload: Payload,
        context: GenerationContext,
        low: int,
        high: int,
        *,
        may_omit: bool = True,
    ) -> int | None:
        """Make the terms add up to between `low` and `high` units; return the sum, or None if impossible.

        With `may_omit`, terms that have a documented default may stay absent.
        """
        plans = [self._plan(payload, context, omit=True)] if may_omit else []
        for plan in [*plans, self._plan(payload, context, omit=False)]:
            if plan is not None and plan.fits(low, high):
                return plan.fill(payload, context, low, high)
        self._resize(payload, context, low, high)
        plan = self._plan(payload, context, omit=False)
        return plan.fill(payload, context, low, high) if plan and plan.fits(low, high) else None

    def clear_terms(self, payload: Payload, context: GenerationContext) -> None:
        """Remove the array if it may be absent, else all of its items, unless something in it is pinned."""
        array_path = JsonPath(self.path.steps[: _last_array_step(self.path)])
        outer, schema = (
            JsonPath(array_path.steps[:-1]).schema(context.schema) or {},
            array_path.schema(context.schema),
        )
        for pointer, array in list(_arrays(self.path, payload)):
            if has_pin_within(context, payload, pointer):
                continue
            if array_path.steps[-1] is not EACH_ITEM and array_path.steps[-1] not in outer.get(
                "required", ()
            ):
                delete_value(payload, pointer)
            elif not (schema or {}).get("minItems", 0):
                array.clear()

    def _plan(self, payload: Payload, context: GenerationContext, *, omit: bool) -> _SumPlan | None:
        fixed, free = Fraction(0), list[str]()
        found = matching_pointers(self.path, payload)
        for slot in found:
            value = value_at(payload, slot)
            omitted = value is MISSING and self.default is not None and omit
            if context.pinned(slot) or (omitted and context.draw.chance(50)):
                units = self._units(value)
                if units is None:
                    return None
                fixed += units
            else:
                free.append(slot)
        remainder = -fixed % 1
        return _SumPlan(self, int(fixed + remainder), tuple(free), remainder) if found else None

    def _units(self, value: Any) -> Fraction | None:
        """Return how many units a term is; a pinned one may be between two."""
        if value is MISSING:
            return None if self.default is None else Fraction(self.default)
        return to_fraction(value) / self.grid.unit if is_number(value) else None

    def _resize(self, payload: Payload, context: GenerationContext, low: int, high: int) -> None:
        """Remove or add items until the sum can be within the range."""
        for pointer, array in list(_arrays(self.path, payload)):
            if context.pinned(pointer):
                continue
            inner = (
                JsonPath(self.path.steps[: _last_array_step(self.path) + 1]).schema(context.schema)
                or {}
            )
            outer = (
                JsonPath(self.path.steps[: _last_array_step(self.path)]).schema(context.schema)
                or {}
            )
            pinned = max(
                (
                    n + 1
                    for n in range(len(array))
                    if has_pin_within(context, payload, f"{pointer}/{n}")
                ),
                default=0,
            )
            least = max(outer.get("minItems", 0), pinned)
            most = outer.get("maxItems", 1000)
            fixed, count = self._pinned_sum(payload, context)
            fit = [
                n
                for n in range(least, min(most, 64) + 1)
                if self._can_reach(n - count, low, high, fixed)
            ]
            size = context.draw.pick(fit) if fit else least
            while len(array) < size:
                array.append(context.generate(inner))
            del array[size:]

    def _pinned_sum(self, payload: Payload, context: GenerationContext) -> tuple[Fraction, int]:
        """Return the sum of the pinned terms, and their number."""
        pinned = [slot for slot in matching_pointers(self.path, payload) if context.pinned(slot)]
        fixed = sum(
            (self._units(value_at(payload, slot)) or Fraction(0) for slot in pinned), Fraction(0)
        )
        return fixed, len(pinned)

    def _can_reach(self, free: int, low: int, high: int, fixed: Fraction) -> bool:
        """Return whether so many free terms, with the pinned ones, can bring the sum within the range."""
        if free == 0:
            return low <= fixed <= high and fixed != 0 and fixed.denominator == 1
        least, most = free * self.grid.low + fixed, free * self.grid.high + fixed
        return free > 0 and least <= high and most >= low


@dataclass(frozen=True, slots=True)
class _SumPlan:
    """The sum of the settled terms, and the free terms; the first free term absorbs the fractional `remainder`."""

    terms: SumTerms
    fixed: int
    free: tuple[str, ...]
    remainder: Fraction

    def fits(self, low: int, high: int) -> bool:
        """Return whether the free terms can bring the sum within the range."""
        ranges = self._ranges()
        least = self.fixed + sum(a for a, _ in ranges)
        most = self.fixed + sum(b for _, b in ranges)
        whole = not self.remainder or bool(self.free)
        return whole and all(a <= b for a, b in ranges) and least <= high and most >= low

    def fill(self, payload: Payload, context: GenerationContext, low: int, high: int) -> int:
        """Choose the sum, then split it among the free terms."""
        ranges = self._ranges()
        least = self.fixed + sum(a for a, _ in ranges)
        most = self.fixed + sum(b for _, b in ranges)
        total = context.draw.integer(max(low, least), min(high, most))
        parts: list[Fraction] = [
            *map(Fraction, split_total(context.draw, total - self.fixed, ranges))
        ]
        parts[:1] = [part + self.remainder for part in parts[:1]]
        for slot, part in zip(self.free, parts, strict=True):
            set_value(payload, slot, to_json_number(part * self.terms.grid.unit))
        return total

    def _ranges(self) -> list[tuple[int, int]]:
        grid, room = self.terms.grid, self.terms.headroom
        ranges = [(grid.low, grid.high) for _ in self.free]
        if ranges:
            ranges[0] = (grid.low - min(room, 0), grid.high - max(room, 0))
        if ranges and self.remainder:
            ranges[0] = (ranges[0][0], ranges[0][1] - 1)
        return ranges


def _last_array_step(path: JsonPath) -> int:
    return max(n for n, step in enumerate(path.steps) if step is EACH_ITEM)


def _arrays(path: JsonPath, payload: Payload) -> Any:
    found = JsonPath(path.steps[: _last_array_step(path)]).values(payload)
    return ((pointer, value) for pointer, value in found if isinstance(value, list))
