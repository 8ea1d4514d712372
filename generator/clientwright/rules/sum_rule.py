"""Shared by the rules about sums: the addends, the field that limits them, and how an addend breaks a rule."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from clientwright.io.json_types import is_dict
from clientwright.rules.base import GenerationContext, ImpliedBound, Payload, Rule, RuleViolation
from clientwright.rules.field_refs import FieldRef, field_refs
from clientwright.rules.json_edit import (
    delete_value,
    ensure_path,
    matching_pointers,
    path_pointer,
    set_value,
    value_at,
)
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.number_sets import NumberSet, SchemaNumbers, number_set, schema_numbers
from clientwright.rules.plain_schema import accepts
from clientwright.rules.sum_bounds import (
    as_fraction,
    default_number,
    guaranteed_bound,
    implied_item_limits,
)
from clientwright.rules.sum_solver import SumTerms, Wanted, pinned_numbers, unit_of
from clientwright.schema.numbers import is_number, to_fraction, to_json_number


@dataclass(frozen=True, slots=True, kw_only=True)
class SumRule(Rule):
    """A rule about the sum of the values at a path."""

    addends: JsonPath

    is_upper_limit: ClassVar[bool]
    """Whether the rule asks for nothing more than that the sum is at most its limit."""

    @abstractmethod
    def upper_limit(self) -> JsonPath | int | float:
        """Return the field or the number that the sum never exceeds."""

    def limit_field(self) -> SumField | None:
        """Return the field that the sum is compared with, or None if that is a number."""
        limit = self.upper_limit()
        return SumField(limit) if isinstance(limit, JsonPath) else None

    def ceiling(self, schema: Mapping[str, Any]) -> Fraction | None:
        """Return the largest sum that there can be, if that is sure."""
        limit = self.upper_limit()
        if isinstance(limit, JsonPath):
            return guaranteed_bound(limit, schema, largest=True)
        return to_fraction(limit)

    def implied_bounds(self, schema: Mapping[str, Any]) -> Iterator[ImpliedBound]:
        """Yield the bound on the array's items that the largest sum and the smallest addend imply."""
        limit, most = self.upper_limit(), self.ceiling(schema)
        if most is not None:
            name = f"the largest {limit.root}" if isinstance(limit, JsonPath) else "the most"
            yield from implied_item_limits(self.addends, most, name, schema)

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """Return True for the same rule, and for an upper limit of the same sum that is no lower, else None."""
        if not isinstance(other, SumRule) or self.addends != other.addends:
            return None
        mine, limit, ceiling = self.upper_limit(), other.upper_limit(), self.ceiling(schema)
        if not other.is_upper_limit:
            return True if type(self) is type(other) and mine == limit else None
        if mine == limit:
            return True
        if isinstance(limit, JsonPath) or ceiling is None:
            return None
        return True if ceiling <= to_fraction(limit) else None

    def addends_text(self, payload: Any = None) -> str:
        """Return the addends as a phrase for messages, with how many of a payload are absent."""
        last, parents = self.addends.steps[-1], JsonPath(self.addends.steps[:-1]).values(payload)
        if last is EACH_ITEM:
            return f"the values in {self.addends.root}"
        absent = [parent for _, parent in parents if is_dict(parent) and last not in parent]
        counted = f" ({len(absent)} of them by default)" if absent else ""
        return f"the values of {last} in {self.addends.root}{counted}"

    def array(self) -> JsonPath:
        """Return the path of the outermost array of addends."""
        return JsonPath(self.addends.steps[: self.addends.steps.index(EACH_ITEM)])

    def added(self, payload: Any, schema: Mapping[str, Any]) -> Fraction | None:
        """Return the sum, absent addends counted by their default; None if there is nothing to add up."""
        name = self.addends.steps[-1]
        if name is EACH_ITEM:
            values = [value for _, value in self.addends.values(payload)]
        else:
            default = default_number(self.addends, schema)
            parents = JsonPath(self.addends.steps[:-1]).values(payload)
            values = [p.get(name, default) if is_dict(p) else None for _, p in parents]
        if not values or not all(map(is_number, values)):
            return None
        if all(type(value) is int for value in values):
            return Fraction(sum(values))
        return sum(map(to_fraction, values), Fraction(0))

    def terms(
        self,
        schema: Mapping[str, Any],
        *others: Fraction | None,
        pins: tuple[Payload, GenerationContext] | None = None,
    ) -> SumTerms | None:
        """Return the terms in a unit that also fits some other numbers; None if they are no numbers."""
        numbers = schema_numbers(self.addends.schema(schema))
        if numbers is None:
            return None
        default = as_fraction(default_number(self.addends, schema))
        field = self.limit_field()
        own = field.numbers(schema) if field else None
        pinned = pinned_numbers(self.addends, *pins) if pins else ()
        limits = [*own.units(), field.default(schema)] if field and own else []
        unit = unit_of(numbers, default, *others, *limits, *pinned)
        return SumTerms(self.addends, numbers, default, unit)

    def stop_counting(self, terms: SumTerms, payload: Payload, context: GenerationContext) -> None:
        """Leave nothing to add up, or no number in one of the fields, since no sum is right."""
        terms.clear_terms(payload, context)
        field = self.limit_field()
        if field and any(self.check(payload, context.schema)):
            field.stop_counting(payload, context)
        slots = [s for s in matching_pointers(self.addends, payload) if s not in context.pins]
        if not slots or not any(self.check(payload, context.schema)):
            return
        holder = JsonPath(self.addends.steps[:-1]).schema(context.schema) or {}
        name = self.addends.steps[-1]
        if (
            name is not EACH_ITEM
            and terms.default is None
            and name not in holder.get("required", ())
        ):
            delete_value(payload, slots[0])
        elif accepts(self.addends.schema(context.schema) or {}, None):
            set_value(payload, slots[0], None)


def parse_addends(text: str) -> JsonPath:
    """Parse the path of the addends.

    Raises:
        ValueError: The path cannot be parsed, or the addends are not items.
    """
    addends = JsonPath.parse(text)
    if EACH_ITEM not in addends.steps or addends.steps[0] is EACH_ITEM:
        raise ValueError(
            f"addends must be the items of a named array, such as $.name[*], not {addends}"
        )
    return addends


@dataclass(frozen=True, slots=True)
class SumField:
    """The field that a sum is compared with."""

    path: JsonPath

    @property
    def pointer(self) -> str:
        """The field's JSON Pointer in a payload."""
        return path_pointer(self.path)

    def ref(self) -> FieldRef:
        """Return a reference to the field."""
        return field_refs([self.path])[0]

    def numbers(self, schema: Mapping[str, Any]) -> SchemaNumbers | None:
        """Return the numbers that the field may be."""
        return schema_numbers(self.path.schema(schema))

    def default(self, schema: Mapping[str, Any]) -> Fraction | None:
        """Return the documented default, if it is a number."""
        return as_fraction(default_number(self.path, schema))

    def can_omit(self, schema: Mapping[str, Any]) -> bool:
        """Return whether the field may be absent while its parent is present."""
        return self.ref().removable(schema) == self.ref()

    def counted(self, payload: Any, schema: Mapping[str, Any]) -> tuple[str | None, Any]:
        """Return the pointer if the field is given, and what counts: its value, else its default."""
        found = next(self.path.values(payload), None)
        return found or (None, default_number(self.path, schema))

    def stop_counting(self, payload: Payload, context: GenerationContext) -> bool:
        """Give the field no number, so that no sum is compared with it; return whether that was possible."""
        if not self.ref().can_change(payload, "", context):
            return False
        if self.default(context.schema) is None and self.ref().can_remove(payload, "", context):
            self.ref().remove(payload, "", context)
            return True
        if not accepts(self.path.schema(context.schema) or {}, None):
            return False
        self.ref().set(payload, "", None, context)
        return True


@dataclass(frozen=True, slots=True)
class AddendMoved(RuleViolation):
    """The sum is right, and the first addend is moved to the next number, up (1) or down (-1).

    The field that the sum is compared with is given the right number, or is absent for its default.
    `sums` returns the sums that are right only before a move by so many units.
    """

    rule: SumRule
    step: int
    by_default: bool
    sums: Callable[[Mapping[str, Any], Fraction, int], NumberSet]

    def is_possible(self, schema: Mapping[str, Any]) -> bool:
        """Return whether the schema has such a sum."""
        terms, field = self.rule.terms(schema), self.rule.limit_field()
        if terms is None or (self.by_default and field and not field.can_omit(schema)):
            return False
        return any(terms.can_reach(schema, wanted) for wanted in self._wanted(terms, schema))

    def _wanted(self, terms: SumTerms, schema: Mapping[str, Any]) -> Iterator[Wanted]:
        movable = terms.numbers.with_neighbour(terms.unit, self.step)
        if terms.numbers.listed is None:
            size = int(terms.numbers.step / terms.unit)
            yield Wanted(self.sums(schema, terms.unit, size), movable)
            return
        for first in movable:
            beyond = terms.numbers.neighbour(first * terms.unit, self.step) or Fraction(0)
            size = abs(int(beyond / terms.unit) - first)
            yield Wanted(self.sums(schema, terms.unit, size), number_set([first]))

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Make the sum right, with a first addend that can be moved."""
        terms, field = self.rule.terms(context.schema), self.rule.limit_field()
        ensure_path(payload, self.rule.addends, context)
        found = None
        for wanted in self._wanted(terms, context.schema) if terms else ():
            if found is None and terms and terms.can_reach(context.schema, wanted):
                found = terms.fit_sum(payload, context, wanted, may_omit=False)
        if field and self.by_default:
            delete_value(payload, field.pointer)
        elif field and found is not None:
            limit = to_json_number(self._limit(found, field, context))
            field.ref().set(payload, "", limit, context)
        pinned = [field.pointer] if field else []
        return *pinned, *matching_pointers(self.rule.addends, payload)

    def _limit(self, found: Fraction, field: SumField, context: GenerationContext) -> Fraction:
        """Return the smallest number of the field that is not below the sum."""
        numbers = field.numbers(context.schema)
        limit = numbers.at_least(found) if numbers else None
        return found if limit is None else limit

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Move the first addend."""
        terms, pointers = (
            self.rule.terms(context.schema),
            matching_pointers(self.rule.addends, payload),
        )
        if not pointers or terms is None:
            return ()
        value = value_at(payload, pointers[0])
        beyond = (
            terms.numbers.neighbour(to_fraction(value), self.step) if is_number(value) else None
        )
        if beyond is not None:
            set_value(payload, pointers[0], to_json_number(beyond))
        field = self.rule.limit_field()
        limit = [field.pointer] if field else []
        return *limit, pointers[0], *pointers[1:], path_pointer(self.rule.array())
