"""Choose values so that what a path matches adds up to one of several sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.rules.base import GenerationContext, Payload
from clientwright.rules.json_edit import (
    MISSING,
    delete_value,
    has_pin_within,
    matching_values,
    set_value,
)
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.number_sets import (
    NumberSet,
    SchemaNumbers,
    added,
    differences,
    meet,
    multiples,
    pick,
    shared_unit,
    shifted,
)
from clientwright.schema.numbers import is_number, to_fraction, to_json_number

MAX_TERMS = 64
"""Sums of more terms are not made."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The sums to choose from, in units, and the values that the first free term may have (None: any)."""

    sums: NumberSet
    first: NumberSet | None = None


@dataclass(frozen=True)
class SumTerms:
    """The terms of a sum: their path, the numbers that each may be, and what an absent one counts as."""

    path: JsonPath
    numbers: SchemaNumbers
    default: Fraction | None
    unit: Fraction

    def fit_sum(
        self, payload: Payload, context: GenerationContext, wanted: Wanted, *, may_omit: bool = True
    ) -> Fraction | None:
        """Make the terms add up to one of the sums; return it, or None if impossible.

        With `may_omit`, terms that have a documented default may stay absent.
        """
        for omit in (True, False) if may_omit else (False,):
            plan = self._plan(payload, context, omit=omit)
            found = self._fill(payload, context, plan, wanted) if plan else None
            if found is not None:
                return found
        self._resize(payload, context, wanted)
        plan = self._plan(payload, context, omit=False)
        return self._fill(payload, context, plan, wanted) if plan else None

    def can_reach(self, schema: Mapping[str, Any], wanted: Wanted) -> bool:
        """Return whether some number of free terms adds up to one of the sums."""
        return any(self.reachable(count, wanted) for count in self.counts(schema))

    def counts(self, schema: Mapping[str, Any]) -> range:
        """Return the numbers of terms that the schema allows, at least one."""
        arrays = [path.schema(schema) or {} for path in _array_paths(self.path)]
        least = prod(int(array.get("minItems", 0)) for array in arrays)
        most = prod(min(int(array.get("maxItems", MAX_TERMS)), MAX_TERMS) for array in arrays)
        return range(max(1, least), min(most, MAX_TERMS) + 1)

    def reachable(self, count: int, wanted: Wanted, fixed: int = 0) -> NumberSet:
        """Return those of the sums that so many free terms can make, with what the others make."""
        if not count:
            return meet(wanted.sums, (fixed,))
        made = added(self._first(wanted), multiples(self._rest, count - 1))
        return meet(wanted.sums, shifted(made, fixed))

    @cached_property
    def _rest(self) -> NumberSet:
        return self.numbers.coarse(self.unit)

    @cached_property
    def _all(self) -> NumberSet:
        return self.numbers.fine(self.unit)

    def _first(self, wanted: Wanted) -> NumberSet:
        return self._all if wanted.first is None else wanted.first

    def _making_up(self, wanted: Wanted, fixed: int) -> Wanted:
        """Let the first free term make up for a pinned one that is between two numbers."""
        if wanted.first is not None:
            return wanted
        return Wanted(wanted.sums, self.numbers.off_step(self.unit, -fixed))

    def clear_terms(self, payload: Payload, context: GenerationContext) -> None:
        """Remove the array if it may be absent, else all of its items, unless something in it is pinned."""
        path = _array_paths(self.path)[-1]
        outer = JsonPath(path.steps[:-1]).schema(context.schema) or {}
        schema = path.schema(context.schema) or {}
        for pointer, array in list(_arrays(path, payload)):
            if has_pin_within(context, payload, pointer):
                continue
            if path.steps[-1] is not EACH_ITEM and path.steps[-1] not in outer.get("required", ()):
                delete_value(payload, pointer)
            elif not schema.get("minItems", 0):
                array.clear()

    def set_count(self, payload: Payload, context: GenerationContext, count: int) -> None:
        """Give the first array so many items."""
        for pointer, array in list(_arrays(_array_paths(self.path)[-1], payload))[:1]:
            self._set_size(payload, pointer, array, count, context)

    def _plan(self, payload: Payload, context: GenerationContext, *, omit: bool) -> _SumPlan | None:
        fixed, free = Fraction(0), list[str]()
        found = matching_values(self.path, payload)
        for slot, value in found:
            omitted = value is MISSING and self.default is not None and omit
            if slot in context.pins or (omitted and context.draw.chance(50)):
                counted = self._counted(value)
                if counted is None:
                    return None
                fixed += counted
            else:
                free.append(slot)
        units = fixed / self.unit
        return _SumPlan(units.numerator, tuple(free)) if found and units.denominator == 1 else None

    def _counted(self, value: Any) -> Fraction | None:
        """Return what a term that stays counts as."""
        if value is MISSING:
            return self.default
        return to_fraction(value) if is_number(value) else None

    def _fill(
        self, payload: Payload, context: GenerationContext, plan: _SumPlan, wanted: Wanted
    ) -> Fraction | None:
        """Choose the sum, then split it among the free terms."""
        made = self.reachable(len(plan.free), wanted, plan.fixed)
        if not made:
            wanted = self._making_up(wanted, plan.fixed)
            made = self.reachable(len(plan.free), wanted, plan.fixed)
        if not made:
            return None
        total = pick(context.draw, made)
        left, values = total - plan.fixed, self._first(wanted)
        for n, slot in enumerate(plan.free):
            others = multiples(self._rest, len(plan.free) - n - 1)
            part = pick(context.draw, meet(differences(left, others), values))
            set_value(payload, slot, to_json_number(part * self.unit))
            left, values = left - part, self._rest
        return total * self.unit

    def _resize(self, payload: Payload, context: GenerationContext, wanted: Wanted) -> None:
        """Remove or add items until the terms can make one of the sums."""
        path = _array_paths(self.path)[-1]
        schema = path.schema(context.schema) or {}
        for pointer, array in list(_arrays(path, payload)):
            if pointer in context.pins:
                continue
            pins = (
                n + 1
                for n in range(len(array))
                if has_pin_within(context, payload, f"{pointer}/{n}")
            )
            least = max(int(schema.get("minItems", 0)), max(pins, default=0))
            most = min(int(schema.get("maxItems", MAX_TERMS)), max(MAX_TERMS, least))
            found = matching_values(self.path, payload)
            pinned = [value for slot, value in found if slot in context.pins]
            fixed = sum((self._counted(value) or Fraction(0) for value in pinned), Fraction(0))
            elsewhere = len([slot for slot, _ in found if not slot.startswith(f"{pointer}/")])
            sizes = range(least, most + 1)
            fit = self._fitting(sizes, elsewhere - len(pinned), wanted, fixed / self.unit)
            self._set_size(
                payload, pointer, array, context.draw.pick(fit) if fit else least, context
            )
            if fit:
                return

    def _fitting(self, sizes: range, more: int, wanted: Wanted, fixed: Fraction) -> list[int]:
        """Return the sizes that, with `more` free terms, make one of the sums; `fixed` is in units."""
        if fixed.denominator != 1:
            return []
        units = fixed.numerator
        making_up = self._making_up(wanted, units)
        possible = [size for size in sizes if size + more > 0 or (size + more == 0 and units)]
        return [
            size
            for size in possible
            if self.reachable(size + more, wanted, units)
            or self.reachable(size + more, making_up, units)
        ]

    def _set_size(
        self,
        payload: Payload,
        pointer: str,
        array: list[Any],
        size: int,
        context: GenerationContext,
    ) -> None:
        depth = len(_array_paths(self.path)[-1].steps) + 1
        item = JsonPath(self.path.steps[:depth]).schema(context.schema) or {}
        holders = [step for step in self.path.steps[depth:-1] if step is not None]
        if len(self.path.steps) > depth:
            item = {**item, "type": "object"}
        while len(array) < size:
            made = context.generate(item)
            array.append(made)
            for n, name in enumerate(holders):
                below = JsonPath(self.path.steps[: depth + n + 1]).schema(context.schema) or {}
                if is_dict(made) and not is_dict(made.get(name)):
                    made[name] = context.generate({**below, "type": "object"})
                made = made[name]
        del array[size:]


@dataclass(frozen=True, slots=True)
class _SumPlan:
    """What the settled terms make, in units, and the pointers of the free ones."""

    fixed: int
    free: tuple[str, ...]


def unit_of(numbers: SchemaNumbers, *others: Fraction | None) -> Fraction:
    """Return the unit in which numbers, and some more, can be added."""
    return shared_unit(*numbers.units(), *(other for other in others if other is not None))


def pinned_numbers(
    path: JsonPath, payload: Payload, context: GenerationContext
) -> Iterator[Fraction]:
    """Yield the numbers at a path that must stay."""
    for slot, value in matching_values(path, payload):
        if slot in context.pins and is_number(value):
            yield to_fraction(value)


def _array_paths(path: JsonPath) -> list[JsonPath]:
    """Return the paths of the arrays on the way, the outermost first."""
    return [JsonPath(path.steps[:n]) for n, step in enumerate(path.steps) if step is EACH_ITEM]


def _arrays(path: JsonPath, payload: Payload) -> Iterator[tuple[str, list[Any]]]:
    return ((pointer, value) for pointer, value in path.values(payload) if isinstance(value, list))
