"""Sums arranged: values chosen so that what one path matches adds up to something within two ends."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from clientwright.rules.bench import Bench, Payload
from clientwright.rules.editing import MISSING, at, drop, pinned_below, put, slots
from clientwright.rules.numbers import Grid, exact, is_number, plain, split
from clientwright.rules.paths import EACH, Path


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a sum: where they stand, and what each may be (in units of `grid`).

    `room` narrows the first free term by so many steps: below its highest (positive) or
    above its lowest (negative), so that it can take that step afterwards.
    """

    path: Path
    grid: Grid
    default: int | None
    room: int = 0

    def arrange(
        self, payload: Payload, bench: Bench, low: int, high: int, *, spare: bool = True
    ) -> int | None:
        """Make the terms add up to between `low` and `high` units; give the sum, or None where no way is left.

        `spare` leaves, by choice, terms out that have a documented default.
        """
        plans = [self._plan(payload, bench, leave=True)] if spare else []
        for plan in [*plans, self._plan(payload, bench, leave=False)]:
            if plan is not None and plan.fits(low, high):
                return plan.fill(payload, bench, low, high)
        self._resize(payload, bench, low, high)
        plan = self._plan(payload, bench, leave=False)
        return plan.fill(payload, bench, low, high) if plan and plan.fits(low, high) else None

    def empty(self, payload: Payload, bench: Bench) -> None:
        """Take the array away where it may be absent, else all of its items, unless something in it is pinned."""
        place = Path(self.path.steps[: _last_each(self.path)])
        outer, schema = (
            Path(place.steps[:-1]).schema(bench.schema) or {},
            place.schema(bench.schema),
        )
        for pointer, array in list(_arrays(self.path, payload)):
            if pinned_below(bench, payload, pointer):
                continue
            if place.steps[-1] is not EACH and place.steps[-1] not in outer.get("required", ()):
                drop(payload, pointer)
            elif not (schema or {}).get("minItems", 0):
                array.clear()

    def _plan(self, payload: Payload, bench: Bench, *, leave: bool) -> _Plan | None:
        fixed, free = Fraction(0), list[str]()
        found = slots(self.path, payload)
        for slot in found:
            value = at(payload, slot)
            left = value is MISSING and self.default is not None and leave
            if bench.pinned(slot) or (left and bench.draw.chance(50)):
                units = self._units(value)
                if units is None:
                    return None
                fixed += units
            else:
                free.append(slot)
        odd = -fixed % 1
        return _Plan(self, int(fixed + odd), tuple(free), odd) if found else None

    def _units(self, value: Any) -> Fraction | None:
        """Give how many units a term is: a pinned one may lie between two."""
        if value is MISSING:
            return None if self.default is None else Fraction(self.default)
        return exact(value) / self.grid.unit if is_number(value) else None

    def _resize(self, payload: Payload, bench: Bench, low: int, high: int) -> None:
        """Take items away, or add some, until the sum can lie between the ends."""
        for pointer, array in list(_arrays(self.path, payload)):
            if bench.pinned(pointer):
                continue
            inner = Path(self.path.steps[: _last_each(self.path) + 1]).schema(bench.schema) or {}
            outer = Path(self.path.steps[: _last_each(self.path)]).schema(bench.schema) or {}
            held = max(
                (
                    n + 1
                    for n in range(len(array))
                    if pinned_below(bench, payload, f"{pointer}/{n}")
                ),
                default=0,
            )
            least = max(outer.get("minItems", 0), held)
            most = outer.get("maxItems", 1000)
            fixed, count = self._pinned(payload, bench)
            fit = [
                n
                for n in range(least, min(most, 64) + 1)
                if self._could(n - count, low, high, fixed)
            ]
            size = bench.draw.pick(fit) if fit else least
            while len(array) < size:
                array.append(bench.make(inner))
            del array[size:]

    def _pinned(self, payload: Payload, bench: Bench) -> tuple[Fraction, int]:
        """Add up the terms that must stay, and count them."""
        held = [slot for slot in slots(self.path, payload) if bench.pinned(slot)]
        fixed = sum((self._units(at(payload, slot)) or Fraction(0) for slot in held), Fraction(0))
        return fixed, len(held)

    def _could(self, free: int, low: int, high: int, fixed: Fraction) -> bool:
        """Tell whether so many free terms can bring a sum between the ends; no term at all says nothing."""
        if free == 0:
            return low <= fixed <= high and fixed != 0 and fixed.denominator == 1
        least, most = free * self.grid.low + fixed, free * self.grid.high + fixed
        return free > 0 and least <= high and most >= low


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is settled already, and which terms are free; the first of them takes what is `odd` about the rest."""

    terms: Terms
    fixed: int
    free: tuple[str, ...]
    odd: Fraction

    def fits(self, low: int, high: int) -> bool:
        """Tell whether the free terms can bring the sum between the ends."""
        ranges = self._ranges()
        least = self.fixed + sum(a for a, _ in ranges)
        most = self.fixed + sum(b for _, b in ranges)
        whole = not self.odd or bool(self.free)
        return whole and all(a <= b for a, b in ranges) and least <= high and most >= low

    def fill(self, payload: Payload, bench: Bench, low: int, high: int) -> int:
        """Choose the sum, then split it."""
        ranges = self._ranges()
        least = self.fixed + sum(a for a, _ in ranges)
        most = self.fixed + sum(b for _, b in ranges)
        total = bench.draw.integer(max(low, least), min(high, most))
        parts: list[Fraction] = [*map(Fraction, split(bench.draw, total - self.fixed, ranges))]
        parts[:1] = [part + self.odd for part in parts[:1]]
        for slot, part in zip(self.free, parts, strict=True):
            put(payload, slot, plain(part * self.terms.grid.unit))
        return total

    def _ranges(self) -> list[tuple[int, int]]:
        grid, room = self.terms.grid, self.terms.room
        ranges = [(grid.low, grid.high) for _ in self.free]
        if ranges:
            ranges[0] = (grid.low - min(room, 0), grid.high - max(room, 0))
        if ranges and self.odd:
            ranges[0] = (ranges[0][0], ranges[0][1] - 1)
        return ranges


def _last_each(path: Path) -> int:
    return max(n for n, step in enumerate(path.steps) if step is EACH)


def _arrays(path: Path, payload: Payload) -> Any:
    found = Path(path.steps[: _last_each(path)]).values(payload)
    return ((pointer, value) for pointer, value in found if isinstance(value, list))
