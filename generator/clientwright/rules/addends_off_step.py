"""Addends between two steps whose sum is right all the same: only their type or step tells that they are wrong.

An implementation that adds up first and rounds, or that checks nothing but the sum, takes 2.5 and 4.5
for a total of 7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from clientwright.rules.base import FieldViolation, GenerationContext, Payload
from clientwright.rules.json_edit import ensure_path, matching_pointers, set_value, value_at
from clientwright.rules.number_sets import NumberSet, meet
from clientwright.rules.plain_schema import accepts
from clientwright.rules.sum_rule import AddendMoved, SumRule
from clientwright.rules.sum_solver import SumTerms, Wanted
from clientwright.schema.numbers import is_number, to_fraction, to_json_number

Sums = Callable[[Mapping[str, Any], Fraction, int], NumberSet]


def off_step_violations(
    rule: SumRule, schema: Mapping[str, Any], sums: Sums
) -> Iterator[FieldViolation]:
    """Yield the violation of the addends' type or step in which the sum is right, if there is one."""
    terms = rule.terms(schema)
    numbers = terms.numbers if terms else None
    if numbers is None or numbers.listed is not None or numbers.continuous:
        return
    keyword = numbers.step_keyword
    name = "type-fractions-in-sum" if keyword == "type" else f"{keyword}-in-sum"
    sentence = "two addends are between two steps, and the sum is right"
    found = _OffStep(name, sentence, rule, 1, False, sums)
    if found.is_possible(schema):
        yield FieldViolation(rule.addends, keyword, found)


@dataclass(frozen=True, slots=True)
class _OffStep(AddendMoved):
    """The sum is right, and one addend is moved by less than a step, another one back by as much."""

    def is_possible(self, schema: Mapping[str, Any]) -> bool:
        """Return whether the schema has such a sum of two addends or more."""
        terms = self.rule.terms(schema)
        return terms is not None and self._count(terms, schema) is not None

    def _count(self, terms: SumTerms, schema: Mapping[str, Any]) -> int | None:
        """Return the smallest number of addends, two or more, that have such a sum."""
        wanted = [*self._wanted(terms, schema)]
        several = (count for count in terms.counts(schema) if count > 1)
        return next((n for n in several if any(terms.reachable(n, one) for one in wanted)), None)

    def _wanted(self, terms: SumTerms, schema: Mapping[str, Any]) -> Iterator[Wanted]:
        """Yield the sums with a first addend that has a number on both sides."""
        numbers = terms.numbers
        inner = meet(numbers.with_neighbour(terms.unit, 1), numbers.with_neighbour(terms.unit, -1))
        yield Wanted(self.sums(schema, terms.unit, int(numbers.step / terms.unit)), inner)

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Make the sum of two addends or more right."""
        terms = self.rule.terms(context.schema)
        count = self._count(terms, context.schema) if terms else None
        ensure_path(payload, self.rule.addends, context)
        if terms and count is not None:
            terms.set_count(payload, context, count)
        return AddendMoved.prepare(self, payload, context)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Move the first addend, and another one back, so that both stay within their bounds."""
        terms = self.rule.terms(context.schema)
        first, *others = matching_pointers(self.rule.addends, payload) or [""]
        for other in others:
            for way in (1, -1):
                steps = {first: way, other: -way}
                moved = [_move(payload, at, step, terms) for at, step in steps.items()]
                if None not in moved:
                    for at, value in zip(steps, moved, strict=True):
                        set_value(payload, at, value)
                    return first, other
        return ()


def _move(payload: Payload, pointer: str, way: int, terms: SumTerms | None) -> int | float | None:
    """Return an addend moved by less than a step, or None if it is beyond its bounds then."""
    value = value_at(payload, pointer)
    if terms is None or not is_number(value):
        return None
    numbers = terms.numbers
    whole = numbers.schema["type"] == "integer" and numbers.step > 1
    moved = to_json_number(to_fraction(value) + way * (Fraction(1) if whole else numbers.step / 2))
    return moved if accepts(numbers.bounds, moved) else None
