"""`sum-at-most`: the values at one path add up to at most a number, or the value at another path.

    {"kind": "sum-at-most", "addends": "$.shots[*].duration", "most": 15}
    {"kind": "sum-at-most", "addends": "$.shots[*].duration", "most": "$.duration"}

As with `sum-equals`, an absent or empty array breaks nothing, and an absent value
counts as its documented default; without a default, nothing is checked.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from clientwright.rules.addends import (
    addend_values,
    array_path,
    default_number,
    guaranteed_bound,
    implied_item_limits,
)
from clientwright.rules.base import ImpliedBound, Rule, RuleFault, RuleViolation, RuntimeCall
from clientwright.rules.field_refs import field_refs
from clientwright.rules.generation_context import GenerationContext, Payload
from clientwright.rules.json_edit import (
    delete_value,
    ensure_path,
    matching_pointers,
    path_pointer,
    set_value,
    value_at,
)
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.limit_prose import read_sum_at_most
from clientwright.rules.sum_solver import SumTerms
from clientwright.schema.numbers import (
    NumberGrid,
    common_step,
    format_sum,
    grid_unit,
    is_number,
    to_fraction,
)

_UNBOUNDED = 10**15
"""A lower limit that no sum reaches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SumAtMost(Rule):
    """The addends add up to at most a number, or at most the value at a path."""

    kind: ClassVar[str] = "sum-at-most"
    addends: JsonPath
    most: JsonPath | int | float

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: A path cannot be parsed, the addends are not items, or the limit is not a single field.
            KeyError: A part is missing.
        """
        addends, most = JsonPath.parse(data["addends"]), data["most"]
        if EACH_ITEM not in addends.steps or addends.steps[0] is EACH_ITEM:
            raise ValueError(
                f"addends must be the items of a named array, such as $.name[*], not {addends}"
            )
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

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Yield a fault if the sum, defaults included, exceeds the limit."""
        array, values = addend_values(self.addends, payload, schema)
        pointer, most = self._limit(payload, schema)
        if not values or not is_number(most) or not all(map(is_number, values)):
            return
        added = sum(map(to_fraction, values), Fraction(0))
        if added > to_fraction(most):
            by_default = (
                " by default" if isinstance(self.most, JsonPath) and pointer is None else ""
            )
            limit = self.most.root if isinstance(self.most, JsonPath) else "the most"
            text = f"{self._addends_text()} add up to {format_sum(added)}, but {limit} is {most}{by_default}"
            yield RuleFault(pointer or array, text)

    def _limit(self, payload: Any, schema: Mapping[str, Any]) -> tuple[str | None, Any]:
        if not isinstance(self.most, JsonPath):
            return None, self.most
        found = next(self.most.values(payload), None)
        return found or (None, default_number(self.most, schema))

    def _addends_text(self) -> str:
        last = self.addends.steps[-1]
        return f"the values{'' if last is EACH_ITEM else f' of {last}'} in {self.addends.root}"

    def sentence(self) -> str:
        """Return the rule as an English sentence."""
        most = self.most.root if isinstance(self.most, JsonPath) else self.most
        text = self._addends_text()
        return f"{text[0].upper()}{text[1:]} must add up to at most {most}."

    def implied_bounds(self, schema: Mapping[str, Any]) -> Iterator[ImpliedBound]:
        """Yield the bound on the array's items that the limit and the smallest addend imply."""
        if not isinstance(self.most, JsonPath):
            yield from implied_item_limits(self.addends, self.most, "the most", schema)
            return
        most = guaranteed_bound(self.most, "maximum", max, schema)
        if most is not None:
            yield from implied_item_limits(
                self.addends, most, f"the largest {self.most.root}", schema
            )

    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Lower the sum, or raise the limit if it is a field."""
        if not any(self.check(payload, context.schema)):
            return
        terms, units = _terms(self, context.schema), _units(self, context.schema)
        _, most = self._limit(payload, context.schema)
        known = math.floor(to_fraction(most) / units) if is_number(most) else None
        path = self.most if isinstance(self.most, JsonPath) else None
        fixed = path is None or not field_refs([path])[0].can_change(payload, "", context)
        if known is not None and (fixed or context.draw.chance(50)):
            found = terms.fit_sum(payload, context, -_UNBOUNDED, known)
            if fixed and found is None:
                terms.clear_terms(payload, context)
            fixed = fixed or found is not None
        if path is not None and not fixed:
            grid = _grid(path, context.schema, units)
            found = terms.fit_sum(payload, context, -_UNBOUNDED, grid.high)
            if found is not None:
                value = context.draw.integer(max(found, grid.low), grid.high)
                set_value(payload, path_pointer(path), grid.value(value))

    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Yield sums one step above the limit: the number, the given value, or its default."""
        units, sentence = _units(self, schema), "the sum is one step more than the most"
        if not isinstance(self.most, JsonPath):
            if _can_sum_between(self, schema, math.floor(to_fraction(self.most) / units)):
                yield _SumRaised("too-high", sentence, self)
            return
        grid, known = _grid(self.most, schema, units), default_number(self.most, schema)
        if grid.low < grid.high and _can_sum_between(self, schema, grid.low + 1, grid.high):
            yield _MostLowered("too-high", sentence, self)
        if known is not None and _can_sum_between(
            self, schema, math.floor(to_fraction(known) / units)
        ):
            yield _SumRaised("too-high-by-default", f"{sentence} by default", self)

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """Return True if `other` has the same addends and no lower limit, else None."""
        if not isinstance(other, SumAtMost) or self.addends != other.addends:
            return None
        if self.most == other.most:
            return True
        ceiling = (
            guaranteed_bound(self.most, "maximum", max, schema)
            if isinstance(self.most, JsonPath)
            else self.most
        )
        if isinstance(other.most, JsonPath) or ceiling is None:
            return None
        return True if to_fraction(ceiling) <= to_fraction(other.most) else None

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
    def recognize(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Self | None:
        """Read the rule from an English or Chinese sentence."""
        found = read_sum_at_most(sentence, at, schema)
        return cls(**found) if found else None


def _units(rule: SumAtMost, schema: Mapping[str, Any]) -> Fraction:
    parts = [grid_unit(path.schema(schema) or {}) for path in rule.paths()]
    return common_step(*parts)


def _grid(path: JsonPath, schema: Mapping[str, Any], unit: Fraction) -> NumberGrid:
    return NumberGrid.from_schema(path.schema(schema) or {}, unit)


def _terms(rule: SumAtMost, schema: Mapping[str, Any], room: int = 0) -> SumTerms:
    grid = _grid(rule.addends, schema, _units(rule, schema))
    known = default_number(rule.addends, schema)
    return SumTerms(rule.addends, grid, None if known is None else grid.units(known), room)


def _can_sum_between(
    rule: SumAtMost, schema: Mapping[str, Any], low: int, high: int | None = None
) -> bool:
    """Return whether some number of addends can sum to between the ends; one end alone needs a step of room."""
    grid = _terms(rule, schema).grid
    inner = array_path(rule.addends)
    array = (inner.schema(schema) if inner else None) or {}
    least = max(1, int(array.get("minItems", 0)))
    counts = range(least, min(int(array.get("maxItems", 1000)), 1000) + 1)
    top = low if high is None else high
    return any(n * grid.low <= top and n * grid.high - (high is None) >= low for n in counts)


@dataclass(frozen=True, slots=True)
class _SumRaised(RuleViolation):
    """The sum is at the limit (a number, or the default of an absent field); an addend is raised."""

    rule: SumAtMost

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Bring the sum to the limit, with a first addend that can be raised."""
        rule = self.rule
        ensure_path(payload, rule.addends, context)
        if isinstance(rule.most, JsonPath):
            delete_value(payload, path_pointer(rule.most))
        _, most = rule._limit(payload, context.schema)
        wanted = math.floor(to_fraction(most) / _units(rule, context.schema))
        _terms(rule, context.schema, room=1).fit_sum(
            payload, context, wanted, wanted, may_omit=False
        )
        limit = [path_pointer(rule.most)] if isinstance(rule.most, JsonPath) else []
        return *limit, *matching_pointers(rule.addends, payload)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Raise the first addend by a step."""
        pointers = matching_pointers(self.rule.addends, payload)
        if not pointers:
            return ()
        first, *rest = pointers
        grid = _terms(self.rule, context.schema).grid
        set_value(payload, first, grid.value((grid.units(value_at(payload, first)) or 0) + 1))
        array = array_path(self.rule.addends)
        return path_pointer(array) if array else "", first, *rest


@dataclass(frozen=True, slots=True)
class _MostLowered(RuleViolation):
    """The sum is at a limit that is given; the limit is lowered."""

    rule: SumAtMost

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Choose a sum that can be lowered, and set the limit to it."""
        rule, (_, path) = self.rule, self.rule.paths()
        ensure_path(payload, rule.addends, context)
        grid = _grid(path, context.schema, _units(rule, context.schema))
        terms = _terms(rule, context.schema)
        found = terms.fit_sum(payload, context, grid.low + 1, grid.high, may_omit=False)
        if found is not None:
            set_value(payload, path_pointer(path), grid.value(found))
        return path_pointer(path), *matching_pointers(rule.addends, payload)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Lower the limit by a step."""
        _, path = self.rule.paths()
        grid = _grid(path, context.schema, _units(self.rule, context.schema))
        limit = path_pointer(path)
        set_value(payload, limit, grid.value((grid.units(value_at(payload, limit)) or 0) - 1))
        return limit, *matching_pointers(self.rule.addends, payload)
