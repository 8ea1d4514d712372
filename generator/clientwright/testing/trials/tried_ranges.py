"""What a trial gave to a target: the values of every number, and the size of every text, array and object."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain
from operator import attrgetter
from typing import Any

from clientwright.io.json_pointer import split_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.rules.json_edit import MISSING, value_at
from clientwright.schema.numbers import is_number
from clientwright.schema.types import NUMBERS, schema_types
from clientwright.testing.payloads.input_nodes import iter_input_nodes
from clientwright.testing.payloads.input_paths import InputPath
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.violation_pairs import Violation, ViolationPair
from clientwright.testing.promises import Promise, Quantity, Target, TriedPoint, TriedRange
from clientwright.testing.targets.decision import Decision, dotted_path

MAX_POINTS = 40
"""The most values of one range that a report has."""
_MAX_WRONG, _AROUND_BOUND = 10, 3

_ACCEPTED, _REFUSED, _WRONG = range(3)
"""The places of the three numbers of a value."""

_SIZES = {
    Quantity.LENGTH: ("string", "minLength", "maxLength"),
    Quantity.ITEMS: ("array", "minItems", "maxItems"),
    Quantity.FIELDS: ("object", "minProperties", "maxProperties"),
}
"""The type whose values have a size, and the keywords that bound it."""


@dataclass(frozen=True, slots=True)
class RangedField:
    """A field of an input whose value, or its size, has a range; `empty` is the range without points."""

    path: InputPath
    schema_pointer: str
    empty: TriedRange
    breaking: frozenset[str] = frozenset()
    """The keywords whose violations are about the quantity; empty if all are."""
    is_integer: bool = False

    def is_spelling(self, value: Any) -> bool:
        """Return whether a value spells an integer as a fraction, as 3.0: its refusal is not about 3."""
        return self.is_integer and isinstance(value, float) and value.is_integer()

    def measure(self, value: Any) -> int | float | None:
        """Return the quantity of a value, or None if it has none."""
        match self.empty.quantity:
            case Quantity.VALUE:
                return value if is_number(value) else None
            case Quantity.LENGTH:
                return len(value) if isinstance(value, str) else None
            case Quantity.ITEMS:
                return len(value) if is_list(value) else None
            case Quantity.FIELDS:
                return len(value) if is_dict(value) else None


def iter_ranged_fields(generator: PayloadGenerator) -> Iterator[RangedField]:
    """Yield every number of an endpoint's input, and every text, array and object of bounded size."""
    for node in iter_input_nodes(generator.schema):
        if not node.path.steps:
            continue
        schema, types = node.schema, frozenset(schema_types(node.schema))
        at = (node.path, node.pointer)
        known = ("", Target.CLIENT, node.name, generator.spec_pointer(node.pointer))
        if types & NUMBERS and "type" in schema:
            empty = TriedRange(*known, Quantity.VALUE, *_number_bounds(schema))
            yield RangedField(*at, empty, is_integer="number" not in types)
        for quantity, (kind, low, high) in _SIZES.items():
            if kind in types and schema.keys() & {low, high}:
                bounds = (schema.get(low), schema.get(high))
                yield RangedField(
                    *at, TriedRange(*known, quantity, *bounds), frozenset((low, high))
                )


def _number_bounds(
    schema: Mapping[str, Any],
) -> tuple[int | float | None, int | float | None, bool, bool]:
    """Return the tighter bound on each side, and whether each is excluded."""
    lows = [
        (schema[word], word.startswith("exclusive"))
        for word in ("minimum", "exclusiveMinimum")
        if word in schema
    ]
    highs = [
        (schema[word], not word.startswith("exclusive"))
        for word in ("maximum", "exclusiveMaximum")
        if word in schema
    ]
    low, excludes_low = max(lows, default=(None, False))
    high, includes_high = min(highs, default=(None, True))
    return low, high, excludes_low, not includes_high


@dataclass(slots=True)
class RangeLog:
    """Writes down the values that the trial of a promise gives to a target.

    A wrong answer is only held against the fields that it names, or else that the promise is about.
    """

    fields: Sequence[RangedField]
    target: Target
    promise: Promise
    counts: dict[int, dict[int | float, list[int]]] = field(
        default_factory=dict[int, dict[int | float, list[int]]]
    )

    def note_valid(self, payload: Any, decision: Decision) -> None:
        """Note every value of a valid payload that was accepted; else those that the refusal may mean."""
        is_accepted = decision.accepted and not decision.malfunction
        for n, one in enumerate(self.fields):
            for pointer, value in one.path.values(payload):
                if is_accepted:
                    self._count(n, value, _ACCEPTED)
                elif not one.is_spelling(value) and self._is_blamed(one, pointer, decision):
                    self._count(n, value, _WRONG)

    def note_violation(
        self, violation: Violation, pair: ViolationPair, *, is_refused: bool
    ) -> None:
        """Note the value that breaks a promise about it; the rest of such a payload proves nothing."""
        for n, one in enumerate(self.fields):
            about = violation.constraint in one.breaking or not one.breaking
            if about and violation.constraint_pointer == one.schema_pointer:
                for pointer in pair.expected_pointers:
                    self._count(
                        n, value_at(pair.invalid, pointer), _REFUSED if is_refused else _WRONG
                    )

    def take_ranges(self, *, is_broken: bool) -> tuple[TriedRange, ...]:
        """Return the ranges of the fields that had a value, and forget them.

        Unless the promise `is_broken`, another one reports what was wrong.
        """
        noted, self.counts = self.counts, {}
        return tuple(
            replace(
                self.fields[n].empty,
                endpoint=self.promise.endpoint,
                target=self.target,
                points=tuple(
                    TriedPoint(value, accepted, refused, wrong if is_broken else 0)
                    for value, (accepted, refused, wrong) in sorted(counts.items())
                    if accepted or refused or is_broken
                ),
            )
            for n, counts in sorted(noted.items())
        )

    def _is_blamed(self, one: RangedField, pointer: str, decision: Decision) -> bool:
        """Return whether a refusal is about a field: it names it, or what contains it, or nothing.

        A size is only blamed by a promise about it: who names an array may mean its items.
        """
        is_about = self._is_about(one)
        if not decision.named_fields:
            return is_about
        path = dotted_path(split_pointer(pointer))
        named = [dotted_path(steps) for steps in decision.named_fields]
        if path in named and one.empty.quantity is Quantity.VALUE:
            return True
        return is_about and any(path.startswith(other) for other in named)

    def _is_about(self, one: RangedField) -> bool:
        subject = self.promise.place.pointer
        return one.empty.pointer in (subject, subject.rpartition("/")[0])

    def _count(self, n: int, value: Any, outcome: int) -> None:
        quantity = None if value is MISSING else self.fields[n].measure(value)
        if quantity is not None:
            self.counts.setdefault(n, {}).setdefault(quantity, [0, 0, 0])[outcome] += 1


def merge_ranges(ranges: Iterable[TriedRange]) -> tuple[TriedRange, ...]:
    """Return the ranges of several trials, each field of a target once, with at most `MAX_POINTS` points."""
    found: dict[object, list[TriedRange]] = {}
    for one in ranges:
        found.setdefault(_subject(one), []).append(one)
    return tuple(
        _merged(replace(those[0], points=(), omitted=0), those) for those in found.values()
    )


_subject = attrgetter(
    *(one.name for one in fields(TriedRange) if one.name not in ("points", "omitted"))
)
"""What a range is about, apart from what was tried."""


def _merged(key: TriedRange, ranges: Sequence[TriedRange]) -> TriedRange:
    sums: dict[int | float, tuple[int, int, int]] = {}
    for point in chain.from_iterable(one.points for one in ranges):
        accepted, refused, wrong = sums.get(point.value, (0, 0, 0))
        sums[point.value] = (
            accepted + point.accepted,
            refused + point.refused,
            wrong + point.wrong,
        )
    points = [TriedPoint(value, *sums[value]) for value in sorted(sums)]
    kept = _most_telling(points, [one for one in (key.low, key.high) if one is not None])
    omitted = len(points) - len(kept) + sum(one.omitted for one in ranges)
    return replace(key, points=tuple(points[n] for n in kept), omitted=omitted)


def _most_telling(points: Sequence[TriedPoint], bounds: Iterable[int | float]) -> list[int]:
    """Return which points to keep: wrong ones, those around bounds and at the ends, some of the rest."""
    if len(points) <= MAX_POINTS:
        return list(range(len(points)))
    values = [one.value for one in points]
    wrong = [n for n, one in enumerate(points) if one.wrong]
    kept = {0, len(points) - 1, *wrong[:_MAX_WRONG]}
    for bound in bounds:
        at = bisect_left(values, bound)
        kept.update(range(max(0, at - _AROUND_BOUND), min(len(points), at + _AROUND_BOUND + 1)))
    rest = [n for n in range(len(points)) if n not in kept]
    room = MAX_POINTS - len(kept)
    kept.update(rest[n * len(rest) // room] for n in range(room))
    return sorted(kept)
