"""`requires`: if one field is given, others must be too, or an array must have exactly n items.

    {"kind": "requires", "field": "$.end_image", "needs": ["$.image"]}
    {"kind": "requires", "field": "$.end_image",
     "count": {"array": "$.images", "exactly": 2}}

Defaults do not count as given; an absent array has no items.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

from clientwright.io.json_types import is_list
from clientwright.rules.base import ImpliedBound, Rule, RuleFault, RuleViolation, RuntimeCall
from clientwright.rules.field_refs import FieldRef, field_refs, parse_paths
from clientwright.rules.generation_context import GenerationContext, Payload
from clientwright.rules.json_edit import MISSING
from clientwright.rules.json_path import JsonPath
from clientwright.rules.payload_repair import (
    generate_extra_item,
    pinned_item_count,
    resize_array,
    size_range,
    try_in_turn,
)
from clientwright.rules.requires_prose import read_requires
from clientwright.rules.schema_and_text import (
    all_of,
    if_present_schema,
    item_count_text,
    join_words,
    presence_schema,
    scope_prefix,
    scoped_schema,
)
from clientwright.schema.numbers import is_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Requires(Rule):
    """The field comes with the fields that it needs, and with exactly so many items in an array."""

    kind: ClassVar[str] = "requires"
    field: JsonPath
    needs: tuple[JsonPath, ...] = ()
    array: JsonPath | None = None
    exactly: int = 0

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: A path cannot be parsed, the fields share no object, or nothing is required.
            KeyError: The field is missing.
        """
        field, count = JsonPath.parse(data["field"]), data.get("count")
        needs = parse_paths(data["needs"]) if data.get("needs") else ()
        array = JsonPath.parse(count["array"]) if count else None
        if (not needs and array is None) or field in needs:
            raise ValueError(
                "requires needs other fields (`needs`), or a number of items (`count`)"
            )
        rule = cls(
            field=field, needs=needs, array=array, exactly=int(count["exactly"]) if count else 0
        )
        field_refs(rule.paths())
        return rule

    def as_json(self) -> dict[str, Any]:
        """Return the rule in its spec form."""
        document: dict[str, Any] = {"kind": self.kind, "field": str(self.field)}
        if self.needs:
            document["needs"] = [str(path) for path in self.needs]
        if self.array is not None:
            document["count"] = {"array": str(self.array), "exactly": self.exactly}
        return document

    def paths(self) -> tuple[JsonPath, ...]:
        """Return the field, the fields that it needs, and the array."""
        return self.field, *self.needs, *([self.array] if self.array else [])

    def refs(self) -> tuple[FieldRef, tuple[FieldRef, ...], FieldRef | None]:
        """Return references to the field, the fields that it needs, and the array."""
        field, *rest = field_refs(self.paths())
        needs = tuple(rest[: len(self.needs)])
        return field, needs, rest[-1] if self.array else None

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Yield a fault for each need that is missing where the field is given."""
        field, needs, array = self.refs()
        for base in field.bases(payload):
            if not field.is_given(payload, base):
                continue
            for need in needs:
                if need.value(payload, base) is MISSING:
                    yield RuleFault(need.pointer(base), f"{field.label} requires {need.label}")
            count = item_count(array, payload, base) if array else None
            if array and count is not None and count != self.exactly:
                text = f"{field.label} requires exactly {item_count_text(self.exactly)} in {array.label}; found {count}"
                yield RuleFault(array.pointer(base), text)

    def is_broken(self, payload: Any, base: str) -> bool:
        """Return whether the rule is broken at one base."""
        return any(self._is_at_base(fault, base) for fault in self.check(payload, {}))

    def _is_at_base(self, fault: RuleFault, base: str) -> bool:
        _, needs, array = self.refs()
        refs = (*needs, *([array] if array else []))
        return fault.pointer in {ref.pointer(base) for ref in refs}

    def sentence(self) -> str:
        """Return the rule as an English sentence."""
        field, needs, array = self.refs()
        parts = [need.label for need in needs]
        if array:
            parts.append(f"exactly {item_count_text(self.exactly)} in {array.label}")
        return f"{scope_prefix(field.scope)}{field.label} requires {join_words(parts)}."

    def implied_bounds(self, schema: Mapping[str, Any]) -> Iterator[ImpliedBound]:
        """Yield the array's bound if a required field demands fewer items."""
        field, _, array = self.refs()
        most = array.schema(schema).get("maxItems") if array else None
        if array and field.removable(schema) is None and is_number(most) and most > self.exactly:
            text = f"{field.label} is always given, and requires exactly {item_count_text(self.exactly)} in {array.label}"
            at = array.path.schema_pointer()
            yield ImpliedBound(at, "maxItems", int(most), self.exactly, text)

    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Add what is needed, or remove the field."""
        field, *_ = self.refs()
        for base in field.bases(payload):
            if self.is_broken(payload, base):
                attempts = [
                    partial(self._try_remove, payload, base, context),
                    partial(self._try_add_needs, payload, base, context),
                ]
                try_in_turn(context.draw, attempts)

    def _try_remove(self, payload: Payload, base: str, context: GenerationContext) -> bool:
        field, *_ = self.refs()
        if not field.can_remove(payload, base, context):
            return False
        field.remove(payload, base, context)
        return True

    def _try_add_needs(self, payload: Payload, base: str, context: GenerationContext) -> bool:
        _, needs, array = self.refs()
        missing = [need for need in needs if need.value(payload, base) is MISSING]
        if not all(need.can_change(payload, base, context) for need in missing):
            return False
        if array and not self._resizable(array, payload, base, context):
            return False
        for need in missing:
            need.ensure_present(payload, base, context)
        if array:
            self.set_item_count(array, payload, base, context)
        return True

    def _resizable(
        self, array: FieldRef, payload: Payload, base: str, context: GenerationContext
    ) -> bool:
        count = item_count(array, payload, base)
        if count == self.exactly:
            return True
        least, most = size_range(array.schema(context.schema), max(self.exactly, 1))
        can_add = array.can_change(payload, base, context) if count == 0 else True
        fits = (
            least <= self.exactly <= most
            and pinned_item_count(context, payload, array.pointer(base)) <= self.exactly
        )
        pinned = context.pinned(array.pointer(base))
        return can_add and not pinned and fits

    def set_item_count(
        self, array: FieldRef, payload: Payload, base: str, context: GenerationContext
    ) -> None:
        """Resize the array to exactly the required number of items; one that must be empty may stay absent."""
        if item_count(array, payload, base) != self.exactly:
            array.ensure_present(payload, base, context)
            resize_array(
                payload, array.pointer(base), self.exactly, array.schema(context.schema), context
            )

    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Yield: each need removed; one item more, and one less, in the array."""
        field, needs, array = self.refs()
        for need in needs:
            if need.can_remove_keeping(field, schema):
                sentence = f"{field.label} is given without {need.label}"
                yield _NeedMissing(f"without-{need.label}", sentence, self, need)
        if array:
            least, most = size_range(array.schema(schema), self.exactly + 1)
            for name, step in (("one-too-few", -1), ("one-too-many", 1)):
                if (
                    least <= min(self.exactly, self.exactly + step)
                    and self.exactly + max(step, 0) <= most
                ):
                    sentence = f"{array.label} holds {item_count_text(self.exactly + step)}"
                    yield _CountMissed(name, sentence, self, array, step)

    def as_schema(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return what must be given if the field is."""
        field, needs, array = self.refs()
        then = [presence_schema(need) for need in needs]
        if array:
            exact = {"minItems": self.exactly, "maxItems": self.exactly}
            then.append(
                presence_schema(array, exact) if self.exactly else if_present_schema(array, exact)
            )
        return scoped_schema(field.scope, {"if": presence_schema(field), "then": all_of(*then)})

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """Return True if `other` requires some of the same for the same field, else None."""
        if not isinstance(other, Requires) or other.field != self.field:
            return None
        counts = other.array is None or (other.array, other.exactly) == (self.array, self.exactly)
        return True if counts and set(self.needs) >= set(other.needs) else None

    def runtime_call(self, schema: Mapping[str, Any]) -> RuntimeCall:
        """Return the call that generated code makes for this rule."""
        field, needs, array = self.refs()
        arguments = {
            "scope": field.scope.steps,
            "field": field.names,
            "needs": tuple(need.names for need in needs),
        }
        count = {"array": array.names, "exactly": self.exactly} if array else {}
        return RuntimeCall("Requires", {**arguments, **count})

    @classmethod
    def recognize(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Self | None:
        """Read the rule from an English, Chinese, Japanese, Russian or Spanish sentence."""
        found = read_requires(sentence, at, schema)
        return cls(**found) if found else None


def item_count(array: FieldRef, payload: Any, base: str) -> int | None:
    """Return the number of an array's items: 0 if it is absent, None if it is not an array."""
    found = array.value(payload, base)
    return 0 if found is MISSING else len(found) if is_list(found) else None


def _prepare_requirements(
    rule: Requires, payload: Payload, context: GenerationContext
) -> tuple[str, ...]:
    field, needs, array = rule.refs()
    base = field.ensure_base(payload, context, rule.repair)
    field.ensure_present(payload, base, context)
    for need in needs:
        need.ensure_present(payload, base, context)
    if array:
        rule.set_item_count(array, payload, base, context)
    return tuple(ref.pointer(base) for ref in (field, *needs, *([array] if array else [])))


@dataclass(frozen=True, slots=True)
class _NeedMissing(RuleViolation):
    """One of the needs is removed."""

    rule: Requires
    need: FieldRef

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Add the field with all that it requires."""
        return _prepare_requirements(self.rule, payload, context)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Remove the need."""
        field, *_ = self.rule.refs()
        base = field.bases(payload)[0]
        self.need.remove(payload, base, context)
        return self.need.pointer(base), field.pointer(base)


@dataclass(frozen=True, slots=True)
class _CountMissed(RuleViolation):
    """The array has one item more, or one less, than required."""

    rule: Requires
    array: FieldRef
    step: int

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Add the field with all that it requires, and the array even if it must be empty."""
        pins = _prepare_requirements(self.rule, payload, context)
        base = self.array.bases(payload)[0]
        schema = self.array.schema(context.schema)
        self.array.ensure_present(payload, base, context)
        resize_array(payload, self.array.pointer(base), self.rule.exactly, schema, context)
        return pins

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Remove an item, or add one."""
        field, *_ = self.rule.refs()
        base = field.bases(payload)[0]
        array: list[Any] = self.array.value(payload, base)
        if self.step < 0:
            array.pop()
        else:
            array.append(generate_extra_item(array, self.array.schema(context.schema), context))
        return self.array.pointer(base), field.pointer(base)
