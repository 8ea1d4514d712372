"""`sum-equals`: the values at one path add up to the value at another.

    {"kind": "sum-equals", "addends": "$.multi_prompt[*].duration", "total": "$.duration"}

It applies once there is at least one item: the documentation leaves an absent or empty
array open, so it breaks nothing. Without a number on either side, nothing is checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self, cast

from clientwright.io.json_types import is_dict
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
from clientwright.rules.json_edit import (
    delete_value,
    ensure_path,
    matching_pointers,
    path_pointer,
    value_at,
)
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.number_sets import NumberSet, meet, number_set, schema_numbers
from clientwright.rules.prose_sums import states_sum
from clientwright.rules.sum_bounds import as_fraction, default_number
from clientwright.rules.sum_rule import AddendMoved, SumField, SumRule, parse_addends
from clientwright.rules.sum_solver import Wanted
from clientwright.schema.numbers import format_sum, is_number, to_fraction, to_json_number


@dataclass(frozen=True, slots=True, kw_only=True)
class SumEquals(SumRule):
    """The addends add up to the total."""

    kind: ClassVar[str] = "sum-equals"
    form: ClassVar[Mapping[str, Any]] = {
        "description": "The sum of the values at addends equals the value at total.",
        "required": ["addends", "total"],
        "properties": {"addends": PATH, "total": PATH},
    }

    has_templates: ClassVar[bool] = False
    is_upper_limit: ClassVar[bool] = False
    total: JsonPath

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: A path cannot be parsed, the addends are not items, or the total is not a single field.
            KeyError: A path is missing.
        """
        addends, total = parse_addends(data["addends"]), JsonPath.parse(data["total"])
        if EACH_ITEM in total.steps or not total.steps:
            raise ValueError(f"total must be a single field, such as $.name, not {total}")
        return cls(addends=addends, total=total)

    def as_json(self) -> dict[str, Any]:
        """Return the rule in its spec form."""
        return {"kind": self.kind, "addends": str(self.addends), "total": str(self.total)}

    def paths(self) -> tuple[JsonPath, ...]:
        """Return the addends and the total."""
        return self.addends, self.total

    def upper_limit(self) -> JsonPath:
        """Return the total."""
        return self.total

    def total_field(self) -> SumField:
        """Return the total as a field that can be changed."""
        return SumField(self.total)

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Yield a fault if the sum, defaults included, is not the total."""
        added = self.added(payload, schema)
        pointer, total = self.total_field().counted(payload, schema)
        if added is not None and is_number(total) and added != to_fraction(total):
            by_default = " by default" if pointer is None else ""
            yield RuleFault(
                path_pointer(self.array()) if pointer is None else pointer,
                f"{self.addends_text(payload)} add up to {format_sum(added)}, but {self.total.root} is {total}{by_default}",
            )

    def sentence(self) -> str:
        """Return the rule as an English sentence."""
        last = self.addends.steps[-1]
        what = "all of them" if last is EACH_ITEM else f"the {last} of all of them"
        return f"If {self.addends.root} has items, {what} must add up to {self.total.root}."

    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Choose the total, then split it; change the number of items first if necessary."""
        if not any(self.check(payload, context.schema)):
            return
        field = self.total_field()
        known = as_fraction(field.counted(payload, context.schema)[1])
        terms = self.terms(context.schema, known, pins=(payload, context))
        numbers = field.numbers(context.schema)
        fixed = numbers is None or not field.ref().can_change(payload, "", context)
        if terms is None or known is None:
            return
        units = int(known / terms.unit)
        if (fixed or context.draw.chance(50)) and terms.fit_sum(
            payload, context, Wanted(number_set([units]))
        ) is not None:
            return
        for sums in (
            (numbers.coarse(terms.unit), numbers.fine(terms.unit)) if numbers and not fixed else ()
        ):
            total = terms.fit_sum(payload, context, Wanted(sums))
            if total is not None:
                field.ref().set(payload, "", to_json_number(total), context)
                return
        self.stop_counting(terms, payload, context)

    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Yield sums one step off the total: given, absent, and with an absent addend."""
        for name, step in (("too-low", -1), ("too-high", 1)):
            side = "less" if step < 0 else "more"
            sentence = f"the sum is one step {side} than the total given"
            moved: list[RuleViolation] = [
                each
                for each in (
                    _TotalMoved(name, sentence, self, -step),
                    AddendMoved(name, sentence, self, step, False, self._totals),
                )
                if each.is_possible(schema)
            ]
            yield from moved[:1]
            sentence = f"the sum is one step {side} than the documented default of the total"
            by_default = AddendMoved(
                f"{name}-by-default", sentence, self, step, True, self._default_total
            )
            if by_default.is_possible(schema):
                yield by_default
        sentence = "the sum is one step less than the total, an addend that is left out counted by its documented default"
        omitted = _AddendOmitted("addend-left-out", sentence, self, 1)
        if omitted.is_possible(schema):
            yield omitted

    def field_violations(self, schema: Mapping[str, Any]) -> Iterator[FieldViolation]:
        """Yield addends between two steps that add up to the total."""
        return off_step_violations(self, schema, self._totals)

    def _totals(self, schema: Mapping[str, Any], unit: Fraction, size: int) -> NumberSet:
        numbers = self.total_field().numbers(schema)
        return numbers.fine(unit) if numbers else ()

    def _default_total(self, schema: Mapping[str, Any], unit: Fraction, size: int) -> NumberSet:
        default = self.total_field().default(schema)
        return () if default is None else number_set([int(default / unit)])

    def example_items(self) -> JsonPath:
        """Return the addends: two of them show how they make a total."""
        return self.addends

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
    def readings(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Iterator[Self]:
        """Yield the rules that a sentence states."""
        pairs = [
            (array, name)
            for array, name in _addend_total_pairs(at, schema)
            if states_sum(
                sentence.removeprefix(f"If {array} has items, "), *_called(array, name, schema)
            )
        ]
        for array, name in pairs if len(pairs) == 1 else ():
            yield cls(addends=JsonPath((array, EACH_ITEM, name)), total=JsonPath((name,)))


@dataclass(frozen=True, slots=True)
class _TotalMoved(RuleViolation):
    """The sum is the total that is given, and the total is moved to the next number, up (1) or down (-1)."""

    rule: SumEquals
    step: int

    def is_possible(self, schema: Mapping[str, Any]) -> bool:
        """Return whether the schema has such a total."""
        return self._wanted(schema) is not None

    def _wanted(self, schema: Mapping[str, Any]) -> Wanted | None:
        terms, numbers = self.rule.terms(schema), self.rule.total_field().numbers(schema)
        if terms is None or numbers is None:
            return None
        movable = numbers.with_neighbour(terms.unit, self.step)
        return Wanted(movable) if terms.can_reach(schema, Wanted(movable)) else None

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Choose a total that can be moved, and make the sum equal it."""
        ensure_path(payload, self.rule.addends, context)
        field, terms = self.rule.total_field(), self.rule.terms(context.schema)
        wanted = self._wanted(context.schema)
        if terms and wanted:
            found = terms.fit_sum(payload, context, wanted, may_omit=False)
            if found is not None:
                field.ref().set(payload, "", to_json_number(found), context)
        return field.pointer, *matching_pointers(self.rule.addends, payload)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Move the total."""
        field = self.rule.total_field()
        numbers, value = field.numbers(context.schema), value_at(payload, field.pointer)
        other = (
            numbers.neighbour(to_fraction(value), self.step)
            if numbers and is_number(value)
            else None
        )
        if other is not None:
            field.ref().set(payload, "", to_json_number(other), context)
        return field.pointer, *matching_pointers(self.rule.addends, payload)


@dataclass(frozen=True, slots=True)
class _AddendOmitted(_TotalMoved):
    """The same, while every addend is absent and counts as its default."""

    def is_possible(self, schema: Mapping[str, Any]) -> bool:
        """Return whether the addend has a default that can be counted so often."""
        return self._count(schema) is not None

    def _count(self, schema: Mapping[str, Any]) -> int | None:
        """Return the smallest number of items whose defaults make a total that can be moved."""
        rule = self.rule
        terms, numbers = rule.terms(schema), rule.total_field().numbers(schema)
        holder = JsonPath(rule.addends.steps[:-1]).schema(schema) or {}
        name, nested = rule.addends.steps[-1], rule.addends.steps.count(EACH_ITEM) > 1
        if terms is None or numbers is None or terms.default is None:
            return None
        if nested or name is EACH_ITEM or name in holder.get("required", ()):
            return None
        movable = numbers.with_neighbour(terms.unit, self.step)
        default = int(terms.default / terms.unit)
        fitting = (n for n in terms.counts(schema) if meet(number_set([n * default]), movable))
        return next(fitting, None)

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Keep items without their addend, and set the total to the sum of the defaults."""
        ensure_path(payload, self.rule.addends, context)
        field, terms = self.rule.total_field(), self.rule.terms(context.schema)
        count = self._count(context.schema)
        if terms and terms.default is not None and count is not None:
            terms.set_count(payload, context, count)
            for slot in matching_pointers(self.rule.addends, payload):
                delete_value(payload, slot)
            field.ref().set(payload, "", to_json_number(count * terms.default), context)
        return field.pointer, *matching_pointers(self.rule.addends, payload)


def _called(array: str, name: str, schema: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """Return the names and titles of an array, and those of its items' field and the input's field of that name."""
    steps = ((array,), (array, EACH_ITEM, name), (name,))
    titles = [str((JsonPath(each).schema(schema) or {}).get("title", "")) for each in steps]
    return {array, titles[0]}, {name, *titles[1:]}


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
            if schema_numbers(sub) and schema_numbers(properties.get(name)):
                yield array, name
