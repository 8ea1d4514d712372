"""`sum-at-most`: the values at one path add up to at most a number, or at most the value at another path.

    {"kind": "sum-at-most", "addends": "$.shots[*].duration", "most": 15}
    {"kind": "sum-at-most", "addends": "$.shots[*].duration", "most": "$.duration"}

As with `sum-equals`, an absent or empty array breaks nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any, ClassVar, Self

from clientwright.rules.addends_off_step import off_step_violations
from clientwright.rules.base import (
    PATH,
    FieldViolation,
    GenerationContext,
    Payload,
    RuleFault,
    RuleViolation,
    RuntimeCall,
)
from clientwright.rules.field_mentions import find_field
from clientwright.rules.json_edit import ensure_path, matching_pointers, path_pointer, value_at
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.number_sets import NumberSet, between, pick, schema_numbers
from clientwright.rules.prose_templates import match_templates
from clientwright.rules.sum_bounds import as_fraction, default_number
from clientwright.rules.sum_rule import AddendMoved, SumField, SumRule, parse_addends
from clientwright.rules.sum_solver import SumTerms, Wanted
from clientwright.schema.numbers import format_sum, is_number, to_fraction, to_json_number

_UNBOUNDED = 10**15
"""So many units below the limit, no sum is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SumAtMost(SumRule):
    """The addends add up to at most a number, or at most the value at a path."""

    kind: ClassVar[str] = "sum-at-most"
    form: ClassVar[Mapping[str, Any]] = {
        "description": "The sum of the values at addends is at most a number, or the value at a path.",
        "required": ["addends", "most"],
        "properties": {
            "addends": PATH,
            "most": {"if": {"type": "string"}, "then": PATH, "else": {"type": "number"}},
        },
    }

    is_upper_limit: ClassVar[bool] = True
    most: JsonPath | int | float

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: A path cannot be parsed, the addends are not items, or the limit is not a single field.
            KeyError: A part is missing.
        """
        addends, most = parse_addends(data["addends"]), data["most"]
        if isinstance(most, str):
            most = JsonPath.parse(most)
            if EACH_ITEM in most.steps or not most.steps:
                raise ValueError(
                    f"most must be a number or a single field, such as $.name, not {most}"
                )
        return cls(addends=addends, most=most)

    def as_json(self) -> dict[str, Any]:
        """Return the rule in its spec form."""
        most = str(self.most) if isinstance(self.most, JsonPath) else self.most
        return {"kind": self.kind, "addends": str(self.addends), "most": most}

    def paths(self) -> tuple[JsonPath, ...]:
        """Return the paths that the rule names."""
        return self.addends, *([self.most] if isinstance(self.most, JsonPath) else [])

    def upper_limit(self) -> JsonPath | int | float:
        """Return the limit."""
        return self.most

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Yield a fault if the sum, defaults included, exceeds the limit."""
        added = self.added(payload, schema)
        pointer, most = self._counted_limit(payload, schema)
        if added is not None and is_number(most) and added > to_fraction(most):
            limit = self.most.root if isinstance(self.most, JsonPath) else "the most"
            by_default = (
                " by default" if isinstance(self.most, JsonPath) and pointer is None else ""
            )
            text = f"{self.addends_text(payload)} add up to {format_sum(added)}, but {limit} is {most}{by_default}"
            yield RuleFault(path_pointer(self.array()) if pointer is None else pointer, text)

    def _counted_limit(self, payload: Any, schema: Mapping[str, Any]) -> tuple[str | None, Any]:
        field = self.limit_field()
        return field.counted(payload, schema) if field else (None, self.most)

    def sentence(self) -> str:
        """Return the rule as an English sentence."""
        most = self.most.root if isinstance(self.most, JsonPath) else self.most
        text = self.addends_text()
        return f"{text[0].upper()}{text[1:]} must add up to at most {most}."

    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Lower the sum, or raise the limit if it is a field."""
        if not any(self.check(payload, context.schema)):
            return
        field = self.limit_field()
        known = as_fraction(self._counted_limit(payload, context.schema)[1])
        terms = self.terms(context.schema, pins=(payload, context))
        numbers = field.numbers(context.schema) if field else None
        if terms is None or known is None:
            return
        fixed = field is None or not field.ref().can_change(payload, "", context)
        if fixed or context.draw.chance(50):
            wanted = Wanted(_at_most(floor(known / terms.unit)))
            if terms.fit_sum(payload, context, wanted) is not None:
                return
        for limits in (
            (numbers.coarse(terms.unit), numbers.fine(terms.unit)) if numbers and not fixed else ()
        ):
            found = terms.fit_sum(payload, context, Wanted(_at_most(limits[-1])))
            above = (
                between(limits, int(found / terms.unit), limits[-1]) if found is not None else ()
            )
            if field and above:
                limit = to_json_number(pick(context.draw, above) * terms.unit)
                field.ref().set(payload, "", limit, context)
                return
        self.stop_counting(terms, payload, context)

    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Yield sums one step above the limit: the number, the given value, or its default."""
        sentence = "the sum is one step more than the most"
        field = self.limit_field()
        ways: list[AddendMoved | _MostLowered] = [
            *([_MostLowered("too-high", sentence, self)] if field else []),
            AddendMoved("too-high", sentence, self, 1, False, self._sums_at_limit),
        ]
        yield from [way for way in ways if way.is_possible(schema)][:1]
        by_default = AddendMoved(
            "too-high-by-default", f"{sentence} by default", self, 1, True, self._sums_at_default
        )
        if field and by_default.is_possible(schema):
            yield by_default

    def field_violations(self, schema: Mapping[str, Any]) -> Iterator[FieldViolation]:
        """Yield addends between two steps whose sum is within the limit."""
        return off_step_violations(self, schema, self._sums_within)

    def _sums_within(self, schema: Mapping[str, Any], unit: Fraction, size: int) -> NumberSet:
        field = self.limit_field()
        if field is None and not isinstance(self.most, JsonPath):
            return _at_most(floor(to_fraction(self.most) / unit))
        numbers = field.numbers(schema) if field else None
        limits = numbers.fine(unit) if numbers else ()
        return _at_most(limits[-1]) if limits else ()

    def _sums_at_limit(self, schema: Mapping[str, Any], unit: Fraction, size: int) -> NumberSet:
        """Return the sums that a step of some units lifts above the limit, if there is but one."""
        field = self.limit_field()
        numbers = field.numbers(schema) if field else None
        if field is None and not isinstance(self.most, JsonPath):
            return _just_below(to_fraction(self.most), unit, size)
        one = numbers.listed if numbers and numbers.listed else ()
        return _just_below(one[0], unit, size) if len(one) == 1 else ()

    def _sums_at_default(self, schema: Mapping[str, Any], unit: Fraction, size: int) -> NumberSet:
        field = self.limit_field()
        default = field.default(schema) if field else None
        return () if default is None else _just_below(default, unit, size)

    def runtime_call(self, schema: Mapping[str, Any]) -> RuntimeCall:
        """Return the call that generated code makes, with the documented defaults."""
        return RuntimeCall(
            "SumAtMost",
            {
                "addends": self.addends.steps,
                "total": self.most.steps if isinstance(self.most, JsonPath) else None,
                "addend_default": default_number(self.addends, schema),
                "most": default_number(self.most, schema)
                if isinstance(self.most, JsonPath)
                else self.most,
            },
        )

    @classmethod
    def readings(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Iterator[Self]:
        """Yield the rules that a sentence states."""
        for found in match_templates(sentence, cls.kind, at, schema):
            flat, most = found.get("flat"), _read_limit(found["most"] or "", at, schema)
            steps = (flat, EACH_ITEM) if flat else (found["array"], EACH_ITEM, found["name"])
            addends = JsonPath(steps)
            if most is not None and schema_numbers(addends.schema(schema)):
                yield cls(addends=addends, most=most)
                return


def _read_limit(text: str, at: str, schema: Mapping[str, Any]) -> JsonPath | int | float | None:
    """Return the number, or the single field of a number, that a text means."""
    if text[:1].isdigit() or text[:1] == "-":
        number: int | float = json.loads(text)
        return number
    path = find_field(text, at, schema)
    if path is None or EACH_ITEM in path.steps or not schema_numbers(path.schema(schema)):
        return None
    return path


def _at_most(limit: int) -> NumberSet:
    return range(limit - _UNBOUNDED, limit + 1)


def _just_below(limit: Fraction, unit: Fraction, size: int) -> NumberSet:
    """Return the sums up to a limit that a step of some units lifts above it."""
    units = floor(limit / unit)
    return range(units - size + 1, units + 1)


@dataclass(frozen=True, slots=True)
class _MostLowered(RuleViolation):
    """The sum is within the limit that is given, and the limit is lowered below it."""

    rule: SumAtMost

    def is_possible(self, schema: Mapping[str, Any]) -> bool:
        """Return whether the schema has such a sum and limit."""
        terms = self.rule.terms(schema)
        return terms is not None and any(
            terms.can_reach(schema, wanted) for wanted in self._wanted(terms, schema)
        )

    def _wanted(self, terms: SumTerms, schema: Mapping[str, Any]) -> Iterator[Wanted]:
        """Yield the limits that can be lowered, then all sums above the lowest limit."""
        field = self.rule.limit_field()
        numbers = field.numbers(schema) if field else None
        limits = numbers.with_neighbour(terms.unit, -1) if numbers else ()
        if numbers and limits:
            yield Wanted(limits)
            yield Wanted(range(numbers.coarse(terms.unit)[0] + 1, limits[-1] + 1))

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Choose a sum above the lowest limit, and set the limit to the next number from there."""
        field, terms = self.rule.limit_field(), self.rule.terms(context.schema)
        ensure_path(payload, self.rule.addends, context)
        for wanted in self._wanted(terms, context.schema) if terms else ():
            if field and terms and terms.can_reach(context.schema, wanted):
                found = terms.fit_sum(payload, context, wanted, may_omit=False)
                if found is not None:
                    field.ref().set(payload, "", self._limit(found, field, context), context)
                    break
        limit = [field.pointer] if field else []
        return *limit, *matching_pointers(self.rule.addends, payload)

    def _limit(self, found: Fraction, field: SumField, context: GenerationContext) -> int | float:
        """Return the smallest limit that allows the sum."""
        numbers = field.numbers(context.schema)
        limit = numbers.at_least(found) if numbers else None
        return to_json_number(found if limit is None else limit)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Lower the limit to the next number."""
        field = self.rule.limit_field()
        if field is None:
            return ()
        numbers, value = field.numbers(context.schema), value_at(payload, field.pointer)
        lower = numbers.neighbour(to_fraction(value), -1) if numbers and is_number(value) else None
        if lower is not None:
            field.ref().set(payload, "", to_json_number(lower), context)
        return field.pointer, *matching_pointers(self.rule.addends, payload)
