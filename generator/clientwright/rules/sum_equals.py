"""`sum-equals`: the values at one path add up to the value at another.

    {"kind": "sum-equals", "addends": "$.multi_prompt[*].duration", "total": "$.duration"}

It applies once there is at least one item: the documentation leaves an absent or empty
array open, so it breaks nothing. An absent value counts as its documented default;
without a default, nothing is checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self, cast

from clientwright.io.json_types import is_dict
from clientwright.rules.addends import (
    addend_values,
    array_path,
    default_number,
    guaranteed_bound,
    implied_item_limits,
    is_numeric_schema,
)
from clientwright.rules.base import ImpliedBound, Rule, RuleFault, RuleViolation, RuntimeCall
from clientwright.rules.field_refs import field_refs
from clientwright.rules.generation_context import GenerationContext, Payload
from clientwright.rules.json_edit import (
    MISSING,
    delete_value,
    ensure_path,
    matching_pointers,
    path_pointer,
    set_value,
    value_at,
)
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.sum_at_most import SumAtMost
from clientwright.rules.sum_prose import mentions_property, states_sum_equals
from clientwright.rules.sum_solver import SumTerms
from clientwright.schema.numbers import (
    NumberGrid,
    common_step,
    format_sum,
    grid_unit,
    is_number,
    to_fraction,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SumEquals(Rule):
    """The addends add up to the total."""

    kind: ClassVar[str] = "sum-equals"
    addends: JsonPath
    total: JsonPath

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: A path cannot be parsed, the addends are not items, or the total is not a single field.
            KeyError: A path is missing.
        """
        addends, total = JsonPath.parse(data["addends"]), JsonPath.parse(data["total"])
        if EACH_ITEM not in addends.steps or addends.steps[0] is EACH_ITEM:
            raise ValueError(
                f"addends must be the items of a named array, such as $.name[*], not {addends}"
            )
        if EACH_ITEM in total.steps or not total.steps:
            raise ValueError(f"total must be a single field, such as $.name, not {total}")
        return cls(addends=addends, total=total)

    def as_json(self) -> dict[str, Any]:
        """Return the rule in its spec form."""
        return {"kind": self.kind, "addends": str(self.addends), "total": str(self.total)}

    def paths(self) -> tuple[JsonPath, ...]:
        """Return the addends and the total."""
        return self.addends, self.total

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Yield a fault if the sum, defaults included, is not the total."""
        array, values = addend_values(self.addends, payload, schema)
        found = list(self.total.values(payload))
        total = found[0][1] if found else default_number(self.total, schema)
        if not values or not is_number(total) or not all(map(is_number, values)):
            return
        added = sum(map(to_fraction, values), Fraction(0))
        if added != to_fraction(total):
            at = found[0][0] if found else array
            by_default = "" if found else " by default"
            yield RuleFault(
                at,
                f"{self.addends_text()} add up to {format_sum(added)}, but {self.total.root} is {total}{by_default}",
            )

    def addends_text(self) -> str:
        """Return the addends as a phrase for messages."""
        last = self.addends.steps[-1]
        of = "" if last is EACH_ITEM else f" of {last}"
        return f"the values{of} in {self.addends.root}"

    def sentence(self) -> str:
        """Return the rule as an English sentence."""
        last = self.addends.steps[-1]
        what = "all of them" if last is EACH_ITEM else f"the {last} of all of them"
        return f"If {self.addends.root} has items, {what} must add up to {self.total.root}."

    def implied_bounds(self, schema: Mapping[str, Any]) -> Iterator[ImpliedBound]:
        """Yield the bound on the array's items that the largest total and the smallest addend imply."""
        most = guaranteed_bound(self.total, "maximum", max, schema)
        if most is not None:
            yield from implied_item_limits(
                self.addends, most, f"the largest {self.total.root}", schema
            )

    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Choose the total, then split it; change the number of items first if necessary."""
        grids = _grids(self, context.schema)
        terms = SumTerms(
            self.addends, grids.addend, grids.units(default_number(self.addends, context.schema))
        )
        pointer = path_pointer(self.total)
        given, absent = value_at(payload, pointer), value_at(payload, pointer) is MISSING
        known = (
            grids.units(default_number(self.total, context.schema))
            if absent
            else grids.units(given)
        )
        fixed = not field_refs([self.total])[0].can_change(payload, "", context)
        keep_total = known is not None and (fixed or context.draw.chance(50))
        if keep_total and terms.fit_sum(payload, context, known or 0, known or 0) is not None:
            return
        if fixed:
            terms.clear_terms(payload, context)
            return
        total = terms.fit_sum(payload, context, grids.total.low, grids.total.high)
        if total is not None:
            set_value(payload, pointer, grids.total.value(total))

    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Yield sums one step off the total: given, absent, and with an absent addend."""
        grids = _grids(self, schema)
        for name, step in (("too-low", -1), ("too-high", 1)):
            side = "less" if step < 0 else "more"
            if grids.total.low < grids.total.high:
                yield _TotalMissed(
                    name, f"the sum is one step {side} than the total given", self, step
                )
            if grids.units(default_number(self.total, schema)) is not None:
                sentence = f"the sum is one step {side} than the documented default of the total"
                yield _DefaultMissed(f"{name}-by-default", sentence, self, step)
        named = self.addends.steps[-1] is not EACH_ITEM
        if named and grids.units(default_number(self.addends, schema)) is not None:
            sentence = "the sum is one step less than the total, an addend that is left out counted by its documented default"
            yield _AddendOmitted("addend-left-out", sentence, self, -1)

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """Return True for the same rule, and for a `sum-at-most` that follows from the total, else None."""
        if isinstance(other, SumAtMost):
            at_most = SumAtMost(addends=self.addends, most=self.total)
            return at_most.implies(other, schema)
        same = isinstance(other, SumEquals) and self.paths() == other.paths()
        return True if same else None

    def runtime_call(self, schema: Mapping[str, Any]) -> RuntimeCall:
        """Return the call that generated code makes, with the documented defaults."""
        return RuntimeCall(
            "SumEquals",
            {
                "addends": self.addends.steps,
                "total": self.total.steps,
                "addend_default": default_number(self.addends, schema),
                "total_default": default_number(self.total, schema),
            },
        )

    @classmethod
    def recognize(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Self | None:
        """Read the rule from an English, Chinese, Japanese, Russian or Spanish sentence."""
        if not states_sum_equals(sentence):
            return None
        pairs = [
            pair for pair in _addend_total_pairs(at, schema) if mentions_property(sentence, pair[1])
        ]
        if len(pairs) != 1:
            return None
        array, name = pairs[0]
        return cls(addends=JsonPath((array, EACH_ITEM, name)), total=JsonPath((name,)))


@dataclass(frozen=True, slots=True)
class _Grids:
    """The grids of addends and total, with the same unit."""

    addend: NumberGrid
    total: NumberGrid

    def units(self, value: Any) -> int | None:
        return self.total.units(value) if is_number(value) else None


def _units(grid: NumberGrid, value: Any) -> int | None:
    return grid.units(value) if is_number(value) else None


def _grids(rule: SumEquals, schema: Mapping[str, Any]) -> _Grids:
    addend, total = rule.addends.schema(schema) or {}, rule.total.schema(schema) or {}
    unit = common_step(grid_unit(addend), grid_unit(total))
    return _Grids(NumberGrid.from_schema(addend, unit), NumberGrid.from_schema(total, unit))


@dataclass(frozen=True, slots=True)
class _TotalMissed(RuleViolation):
    """The sum is one step (-1 less, 1 more) off a total that is given; the total is changed."""

    rule: SumEquals
    step: int

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Choose a total that can be changed by a step."""
        ensure_path(payload, self.rule.addends, context)
        total = _grids(self.rule, context.schema).total
        low, high = total.low + (self.step > 0), total.high - (self.step < 0)
        pointer = path_pointer(self.rule.total)
        found = _terms(self.rule, context).fit_sum(
            payload, context, low, high, may_omit=self._may_omit_terms()
        )
        if found is not None:
            set_value(payload, pointer, total.value(found))
        return pointer, *matching_pointers(self.rule.addends, payload)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Change the total."""
        pointer = path_pointer(self.rule.total)
        total = _grids(self.rule, context.schema).total
        set_value(
            payload,
            pointer,
            total.value((_units(total, value_at(payload, pointer)) or 0) - self.step),
        )
        return pointer, *matching_pointers(self.rule.addends, payload)

    def _may_omit_terms(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class _AddendOmitted(_TotalMissed):
    """The sum is one step off the total; the first addend is absent and counts as its default."""

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Keep one item without its addend, and set the total to the addend's default."""
        ensure_path(payload, self.rule.addends, context)
        pointer = path_pointer(self.rule.total)
        for slot in matching_pointers(self.rule.addends, payload)[:0:-1]:
            delete_value(payload, slot.rpartition("/")[0])
        for slot in matching_pointers(self.rule.addends, payload):
            delete_value(payload, slot)
        set_value(payload, pointer, default_number(self.rule.addends, context.schema))
        return pointer, *matching_pointers(self.rule.addends, payload)


@dataclass(frozen=True, slots=True)
class _DefaultMissed(RuleViolation):
    """The sum is one step off the default of an absent total; an addend is changed."""

    rule: SumEquals
    step: int

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Make the sum equal the default, with a first addend that can be changed by a step."""
        ensure_path(payload, self.rule.addends, context)
        pointer = path_pointer(self.rule.total)
        delete_value(payload, pointer)
        wanted = (
            _grids(self.rule, context.schema).units(default_number(self.rule.total, context.schema))
            or 0
        )
        terms = _terms(self.rule, context, room=self.step)
        terms.fit_sum(payload, context, wanted, wanted, may_omit=False)
        return pointer, *matching_pointers(self.rule.addends, payload)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Change the first addend."""
        pointers = matching_pointers(self.rule.addends, payload)
        if not pointers:
            return ()
        first, *rest = pointers
        grid = _grids(self.rule, context.schema).addend
        set_value(
            payload, first, grid.value((_units(grid, value_at(payload, first)) or 0) + self.step)
        )
        array = array_path(self.rule.addends)
        return path_pointer(self.rule.total), first, *rest, path_pointer(array) if array else ""


def _terms(rule: SumEquals, context: GenerationContext, room: int = 0) -> SumTerms:
    grids = _grids(rule, context.schema)
    return SumTerms(
        rule.addends, grids.addend, grids.units(default_number(rule.addends, context.schema)), room
    )


def _addend_total_pairs(at: str, schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (array, property) where a numeric property of an array's items is also one of the input."""
    properties = cast(dict[str, Any], schema.get("properties", {}))
    own = at.split("/")[2] if at.startswith("/properties/") else ""
    arrays = [
        n
        for n, s in properties.items()
        if isinstance(s, dict) and cast(dict[str, Any], s).get("type") == "array"
    ]
    for array in [own] if own in arrays else arrays:
        items = properties[array].get("items")
        inner: dict[str, Any] = items.get("properties", {}) if is_dict(items) else {}
        for name, sub in inner.items():
            if is_numeric_schema(sub) and is_numeric_schema(properties.get(name)):
                yield array, name
