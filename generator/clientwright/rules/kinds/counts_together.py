"""`counts-together`: several arrays together have at most so many items.

{"kind": "counts-together", "arrays": ["$.images", "$.videos"], "at_most": 7}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import comb
from typing import Any, ClassVar, Self

from clientwright.io.json_types import is_list
from clientwright.rules.base import (
    PATHS,
    GenerationContext,
    ImpliedBound,
    Payload,
    Rule,
    RuleFault,
    RuleViolation,
    join_words,
)
from clientwright.rules.field_mentions import find_fields
from clientwright.rules.field_refs import FieldRef, field_refs, parse_paths
from clientwright.rules.json_edit import MISSING
from clientwright.rules.json_path import JsonPath
from clientwright.rules.number_sets import NumberSet, between, meet, shifted, split, sums_of_each
from clientwright.rules.payload_repair import (
    allowed_sizes,
    is_surely_array,
    pinned_item_count,
    resize_array,
    with_size,
)
from clientwright.rules.prose_templates import is_array_schema, match_templates, split_names
from clientwright.rules.sibling_rule import SiblingRule, all_of, item_count_text, presence_schema
from clientwright.schema.numbers import is_number

_MAX_COMBINATIONS = 500
"""Up to this many distributions of items are written out as JSON Schema."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsTogether(SiblingRule):
    """The arrays together have at most `at_most` items."""

    kind: ClassVar[str] = "counts-together"
    form: ClassVar[Mapping[str, Any]] = {
        "description": "The arrays have at most so many items in total.",
        "required": ["arrays", "at_most"],
        "properties": {
            "arrays": {**PATHS, "minItems": 2},
            "at_most": {"type": "integer", "minimum": 0},
        },
    }

    arrays: tuple[JsonPath, ...]
    at_most: int

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: A path cannot be parsed, or the arrays share no object.
            KeyError: A part is missing.
        """
        arrays = parse_paths(data["arrays"])
        field_refs(arrays)
        return cls(arrays=arrays, at_most=int(data["at_most"]))

    def as_json(self) -> dict[str, Any]:
        """Return the rule in its spec form."""
        return {"kind": self.kind, "arrays": list(map(str, self.arrays)), "at_most": self.at_most}

    def paths(self) -> tuple[JsonPath, ...]:
        """Return the arrays."""
        return self.arrays

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Yield a fault where there are too many items; skip objects where a value is not an array."""
        arrays = self.refs()
        for base in arrays[0].bases(payload):
            found = [array.value(payload, base) for array in arrays]
            if not all(value is MISSING or is_list(value) for value in found):
                continue
            counts = [0 if value is MISSING else len(value) for value in found]
            if sum(counts) > self.at_most:
                last = max(n for n, count in enumerate(counts) if count)
                text = f"{self._labels()} together hold {item_count_text(sum(counts))}, more than {self.at_most}"
                yield RuleFault(arrays[last].pointer(base), text)

    def _labels(self) -> str:
        return join_words([array.label for array in self.refs()])

    def sentence(self) -> str:
        """Return the rule as an English sentence."""
        most = item_count_text(self.at_most)
        return self.in_scope(f"{self._labels()} together may hold at most {most}.")

    def implied_bounds(self, schema: Mapping[str, Any]) -> Iterator[ImpliedBound]:
        """Yield the bound of each array that can never use what the others must leave."""
        arrays = self.refs()
        least = [_fewest_items(array, schema) for array in arrays]
        for n, array in enumerate(arrays):
            most = array.schema(schema).get("maxItems")
            others = sum(least) - least[n]
            left = max(0, self.at_most - others)
            counted = all(
                is_surely_array(other.schema(schema)) for other in arrays if other != array
            )
            if is_number(most) and most > left and counted:
                rest = f", of which the others take at least {others}" if others else ""
                text = f"{self._labels()} together may hold at most {item_count_text(self.at_most)}{rest}"
                yield ImpliedBound(array.path.schema_pointer(), "maxItems", int(most), left, text)

    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Shorten the arrays so that they share the limit."""
        arrays = self.refs()
        for base in arrays[0].bases(payload):
            given = [array for array in arrays if is_list(array.value(payload, base))]
            if sum(len(array.value(payload, base)) for array in given) > self.at_most:
                self._distribute(given, payload, base, context)

    def _distribute(
        self, arrays: list[FieldRef], payload: Payload, base: str, context: GenerationContext
    ) -> None:
        sizes = {array: _sizes_below(array, payload, base, context) for array in arrays}
        for array in reversed(arrays):
            least = sum(numbers[0] for numbers in sizes.values())
            if least > self.at_most and array.can_remove(payload, base, context):
                array.remove(payload, base, context)
                del sizes[array]
        totals = between(sums_of_each([*sizes.values()]), 0, self.at_most)
        if totals:
            parts = split(context.draw, totals[-1], [*sizes.values()])
            for array, size in zip(sizes, parts, strict=True):
                schema = array.schema(context.schema)
                resize_array(payload, array.pointer(base), size, schema, context)

    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Yield one violation per array that has room: add one item too many."""
        for array in self.refs():
            if _full_sizes(self, array, schema) is not None:
                sentence = f"{array.label} holds one item more than the others leave"
                yield _OneTooMany(f"one-too-many-in-{array.label}", sentence, self, array)

    def as_schema(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return a schema that rejects every distribution of one item too many, or None if there are too many."""
        arrays = self.refs()
        if comb(self.at_most + len(arrays), len(arrays) - 1) > _MAX_COMBINATIONS:
            return None
        ways = _distributions(self.at_most + 1, len(arrays))
        parts = [
            {
                "not": all_of(
                    *(_min_items_schema(a, n) for a, n in zip(arrays, way, strict=True) if n)
                )
            }
            for way in ways
        ]
        return self.scoped(all_of(*parts))

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """Return True if `other` has some of these arrays and no lower limit, else None."""
        if not isinstance(other, CountsTogether):
            return None
        more = set(self.arrays) >= set(other.arrays)
        return True if more and self.at_most <= other.at_most else None

    def runtime_arguments(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the names of the arrays and their limit."""
        return {"arrays": tuple(array.names for array in self.refs()), "at_most": self.at_most}

    @classmethod
    def readings(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Iterator[Self]:
        """Yield the rules that a sentence states."""
        for found in match_templates(sentence, cls.kind, at, schema):
            arrays = find_fields(split_names(found["list"] or ""), at, schema) or ()
            if len(arrays) > 1 and all(is_array_schema(path.schema(schema)) for path in arrays):
                yield cls(arrays=arrays, at_most=int(found["n"] or 0))
                return

    def leaves_each_field(self, schema: Mapping[str, Any]) -> bool:
        """Return whether each array can be given with its fewest items."""
        fewest = {array: _fewest_items(array, schema) for array in self.refs()}
        total = sum(fewest.values())
        return all(
            total - least + array.schema(schema).get("minItems", 0) <= self.at_most
            for array, least in fewest.items()
        )


def _fewest_items(array: FieldRef, schema: Mapping[str, Any]) -> int:
    """Return the number of items that an array always has."""
    always_given = array.removable(schema) is None and is_surely_array(array.schema(schema))
    return int(array.schema(schema).get("minItems", 0)) if always_given else 0


def _sizes_below(
    array: FieldRef, payload: Payload, base: str, context: GenerationContext
) -> NumberSet:
    """Return the numbers of items to which an array can be shortened, its own included."""
    count = len(array.value(payload, base))
    pinned = pinned_item_count(context, payload, array.pointer(base))
    sizes = between(allowed_sizes(array.schema(context.schema), count), pinned, count)
    return sizes or range(count, count + 1)


def _min_items_schema(array: FieldRef, count: int) -> dict[str, Any]:
    return presence_schema(array, {"type": "array", "minItems": count})


def _distributions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Yield all ways to split a total into so many parts."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in _distributions(total - first, parts - 1))


def _full_sizes(
    rule: CountsTogether, full: FieldRef, schema: Mapping[str, Any]
) -> dict[FieldRef, NumberSet] | None:
    """Return the sizes of each array when all together are full and `full` has room for one more, or None."""
    sizes = {ref: allowed_sizes(ref.schema(schema), rule.at_most + 1) for ref in rule.refs()}
    sizes[full] = meet(sizes[full], shifted(sizes[full], -1))
    for array in rule.refs():
        least = sum(numbers[0] if numbers else 0 for numbers in sizes.values())
        if least > rule.at_most and array != full and array.can_remove_keeping(full, schema):
            sizes[array] = range(1)
    return (
        sizes
        if meet(sums_of_each([*sizes.values()]), range(rule.at_most, rule.at_most + 1))
        else None
    )


@dataclass(frozen=True, slots=True)
class _OneTooMany(RuleViolation):
    """The arrays together are full, and one of them gets one item more."""

    rule: CountsTogether
    array: FieldRef

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Distribute exactly as many items as allowed."""
        base = self.array.ensure_base(payload, context, self.rule.repair)
        plan = _full_sizes(self.rule, self.array, context.schema) or {}
        shares = split(context.draw, self.rule.at_most, [*plan.values()]) if plan else []
        for array, size in zip(plan, shares, strict=True):
            schema = array.schema(context.schema)
            if plan[array] == range(1) and array != self.array:
                array.remove(payload, base, context)
            else:
                array.ensure_present(payload, base, context)
                resize_array(payload, array.pointer(base), size, schema, context)
        return tuple(array.pointer(base) for array in self.rule.refs())

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Add the one item."""
        base = self.array.bases(payload)[0]
        found, schema = self.array.value(payload, base), self.array.schema(context.schema)
        more = with_size(found, len(found) + 1, schema, context)
        self.array.set(payload, base, more, context)
        others = (array.pointer(base) for array in self.rule.refs() if array != self.array)
        return self.array.pointer(base), *others
