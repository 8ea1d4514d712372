"""`requires`: if a field is given, others must be given too, or an array must have exactly so many items, or both.

    {"kind": "requires", "field": "$.end_image", "needs": ["$.image"]}
    {"kind": "requires", "field": "$.end_image", "count": {"array": "$.images", "exactly": 2}}

An absent array has no items.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

from clientwright.rules.base import (
    PATH,
    PATHS,
    GenerationContext,
    ImpliedBound,
    Payload,
    Rule,
    RuleFault,
    RuleViolation,
    closed_form,
    join_words,
)
from clientwright.rules.field_mentions import find_fields
from clientwright.rules.field_refs import FieldRef, field_refs, parse_paths
from clientwright.rules.json_edit import MISSING
from clientwright.rules.json_path import JsonPath
from clientwright.rules.payload_repair import (
    allowed_sizes,
    can_set_count,
    item_count,
    must_be_absent,
    resize_array,
    set_count,
    try_in_turn,
    with_size,
)
from clientwright.rules.prose_relations import read_needs
from clientwright.rules.prose_states import is_presence_clear
from clientwright.rules.prose_templates import is_array_schema, match_templates, split_names
from clientwright.rules.sibling_rule import (
    SiblingRule,
    all_of,
    if_present_schema,
    item_count_text,
    presence_schema,
)
from clientwright.schema.numbers import is_number

_COUNT: Mapping[str, Any] = {"type": "integer", "minimum": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Requires(SiblingRule):
    """The field comes with the fields that it needs, and with exactly so many items in an array."""

    kind: ClassVar[str] = "requires"
    form: ClassVar[Mapping[str, Any]] = {
        "description": "If the field is given, its needs must be given, too; an array must have exactly count items.",
        "required": ["field"],
        "anyOf": [{"required": ["needs"]}, {"required": ["count"]}],
        "properties": {
            "field": PATH,
            "needs": PATHS,
            "count": {
                "type": "object",
                **closed_form(["array", "exactly"], {"array": PATH, "exactly": _COUNT}),
            },
        },
    }

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
            raise ValueError("requires needs fields (`needs`), or a number of items (`count`)")
        exactly = int(count["exactly"]) if count else 0
        rule = cls(field=field, needs=needs, array=array, exactly=exactly)
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

    def parts(self) -> tuple[FieldRef, tuple[FieldRef, ...], FieldRef | None]:
        """Return references to the field, the fields that it needs, and the array."""
        field, *rest = self.refs()
        needs = tuple(rest[: len(self.needs)])
        return field, needs, rest[-1] if self.array else None

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Yield a fault for each need that is missing where the field is given."""
        for base in self.refs()[0].bases(payload):
            yield from self._faults_at(base, payload)

    def _faults_at(self, base: str, payload: Any) -> Iterator[RuleFault]:
        field, needs, array = self.parts()
        if not field.is_given(payload, base):
            return
        for need in needs:
            if need.value(payload, base) is MISSING:
                yield RuleFault(need.pointer(base), f"{field.label} requires {need.label}")
        count = item_count(array, payload, base) if array else None
        if array and count is not None and count != self.exactly:
            text = f"{field.label} requires exactly {item_count_text(self.exactly)} in {array.label}; found {count}"
            yield RuleFault(array.pointer(base), text)

    def sentence(self) -> str:
        """Return the rule as an English sentence."""
        field, needs, array = self.parts()
        parts = [need.label for need in needs]
        if array:
            parts.append(f"exactly {item_count_text(self.exactly)} in {array.label}")
        return self.in_scope(f"{field.label} requires {join_words(parts)}.")

    def implied_bounds(self, schema: Mapping[str, Any]) -> Iterator[ImpliedBound]:
        """Yield the array's bound if a required field demands fewer items."""
        field, _, array = self.parts()
        most = array.schema(schema).get("maxItems") if array else None
        if array and field.removable(schema) is None and is_number(most) and most > self.exactly:
            text = f"{field.label} is always given, and requires exactly {item_count_text(self.exactly)} in {array.label}"
            at = array.path.schema_pointer()
            yield ImpliedBound(at, "maxItems", int(most), self.exactly, text)

    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Add what is needed, or remove the field."""
        field, *_ = self.parts()
        for base in field.bases(payload):
            if any(self._faults_at(base, payload)):
                attempts = [
                    partial(field.try_remove, payload, base, context),
                    partial(self._try_add_needs, payload, base, context),
                ]
                try_in_turn(context.draw, attempts)

    def _try_add_needs(self, payload: Payload, base: str, context: GenerationContext) -> bool:
        _, needs, array = self.parts()
        missing = [need for need in needs if need.value(payload, base) is MISSING]
        if not all(need.can_change(payload, base, context) for need in missing):
            return False
        if array and not can_set_count(array, self.exactly, payload, base, context):
            return False
        self.add_needs(payload, base, context)
        return True

    def add_needs(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Add what the field needs where it is missing."""
        _, needs, array = self.parts()
        for need in needs:
            need.ensure_present(payload, base, context)
        if array:
            set_count(array, self.exactly, payload, base, context)

    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Yield: each need removed; one item more, and one less, in the array."""
        field, needs, array = self.parts()
        sizes = allowed_sizes(array.schema(schema), self.exactly + 1) if array else range(1)
        absent = array is None or must_be_absent(array, self.exactly, schema)
        for need in needs if absent or self.exactly in sizes else ():
            if need.can_remove_keeping(field, schema):
                sentence = f"{field.label} is given without {need.label}"
                yield _NeedMissing(f"without-{need.label}", sentence, self, need)
        if array:
            for name, step in (("one-too-few", -1), ("one-too-many", 1)):
                if {self.exactly, self.exactly + step} <= set(sizes):
                    sentence = f"{array.label} holds {item_count_text(self.exactly + step)}"
                    yield _CountMissed(name, sentence, self, array, step)

    def as_schema(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return what must be given if the field is."""
        field, needs, array = self.parts()
        then = [presence_schema(need) for need in needs]
        if array:
            exact = {"minItems": self.exactly, "maxItems": self.exactly}
            then.append(
                presence_schema(array, exact) if self.exactly else if_present_schema(array, exact)
            )
        return self.scoped({"if": presence_schema(field), "then": all_of(*then)})

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """Return True if `other` requires some of the same for the same field, else None."""
        if not isinstance(other, Requires) or other.field != self.field:
            return None
        counts = other.array is None or (other.array, other.exactly) == (self.array, self.exactly)
        return True if counts and set(self.needs) >= set(other.needs) else None

    def runtime_arguments(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the names of the fields, and the number of items."""
        field, needs, array = self.parts()
        count = {"array": array.names, "exactly": self.exactly} if array else {}
        return {"field": field.names, "needs": tuple(need.names for need in needs), **count}

    def needed_with(self, field: JsonPath) -> tuple[JsonPath, ...]:
        """Return the needs of the field."""
        return self.needs if field == self.field else ()

    def affected_calls(self, names: Sequence[str]) -> str:
        """Return the calls that set the field."""
        return f"that set {names[0]}"

    @classmethod
    def readings(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Iterator[Self]:
        """Yield the rules that a sentence states."""
        for found in match_templates(sentence, cls.kind, at, schema):
            needs, counted = split_names(found.get("list") or ""), found.get("array")
            names = [found["field"] or "", *needs, *([counted] if counted else [])]
            paths = find_fields(names, at, schema)
            if paths is None or (counted and not is_array_schema(paths[-1].schema(schema))):
                continue
            array, exactly = (paths[-1], int(found["n"] or 0)) if counted else (None, 0)
            needed = paths[1 : len(needs) + 1]
            if counted or all(is_presence_clear(path, schema) for path in (paths[0], *needed)):
                yield cls(field=paths[0], needs=needed, array=array, exactly=exactly)
            return
        pairs = [(a.path, b) for a, b in read_needs(sentence, at, schema) if not a.values]
        if needed := tuple(two.path for _, two in pairs if not two.values):
            yield cls(field=pairs[0][0], needs=needed)


def _prepare_requirements(
    rule: Requires, payload: Payload, context: GenerationContext
) -> tuple[str, ...]:
    field, needs, array = rule.parts()
    base = field.ensure_base(payload, context, rule.repair)
    field.ensure_present(payload, base, context)
    rule.add_needs(payload, base, context)
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
        field, *_ = self.rule.parts()
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
        field, *_ = self.rule.parts()
        base = field.bases(payload)[0]
        schema, size = self.array.schema(context.schema), self.rule.exactly + self.step
        array = with_size(self.array.value(payload, base), size, schema, context)
        self.array.set(payload, base, array, context)
        return self.array.pointer(base), field.pointer(base)
