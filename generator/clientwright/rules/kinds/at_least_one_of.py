"""`at-least-one-of`: at least one of the fields must be given.

{"kind": "at-least-one-of", "fields": ["$.prompt", "$.image_url"]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

from clientwright.rules.base import (
    GenerationContext,
    Payload,
    Rule,
    RuleFault,
    RuleViolation,
    join_words,
)
from clientwright.rules.field_refs import NOT_AN_OBJECT, FieldRef
from clientwright.rules.payload_repair import try_in_turn
from clientwright.rules.prose_relations import read_listed
from clientwright.rules.sibling_rule import FieldCountRule, field_count_form, presence_schema


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeastOneOf(FieldCountRule):
    """At least one of the fields is given."""

    kind: ClassVar[str] = "at-least-one-of"
    form: ClassVar[Mapping[str, Any]] = field_count_form("At least one of the fields is given.", 1)

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Yield a fault where no field is given; skip objects where a field's parent is not an object."""
        fields = self.refs()
        for base in fields[0].bases(payload):
            found = [field.value(payload, base) for field in fields]
            if NOT_AN_OBJECT not in found and not any(f.is_given(payload, base) for f in fields):
                yield RuleFault(base, f"at least one of {self.labels()} must be given")

    def sentence(self) -> str:
        """Return the rule as an English sentence."""
        return self.in_scope(f"At least one of {self.labels()} must be given.")

    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Add one of the fields where none is given."""
        fields = self.refs()
        for base in fields[0].bases(payload):
            if not any(field.is_given(payload, base) for field in fields):
                attempts = [
                    partial(_ensure_given, field, payload, base, context) for field in fields
                ]
                try_in_turn(context.draw, attempts)

    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Yield one violation per field: remove it while it is the only one. Required fields allow none."""
        fields = self.refs()
        if all(field.removable(schema) is not None for field in fields):
            for field in fields:
                if not all(f.can_remove_keeping(field, schema) for f in fields if f != field):
                    continue
                sentence = f"{field.label} was the only one and is left out"
                yield _NoneGiven(f"without-{field.label}", sentence, self, field)

    def as_schema(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return a schema that requires one of the fields."""
        fields = self.refs()
        return self.scoped({"anyOf": [presence_schema(field) for field in fields]})

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """Return True if `other` has all of these fields, False if `other` can be broken alone, else None."""
        if isinstance(other, AtLeastOneOf):
            if set(self.fields) <= set(other.fields):
                return True
            return False if any(other.violations(schema)) else None
        return None

    def affected_calls(self, names: Sequence[str]) -> str:
        """Return the calls that set none of the fields."""
        return f"that set none of {join_words(names)}: set one of them"

    @classmethod
    def readings(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Iterator[Self]:
        """Yield the rules that a sentence states."""
        fields = read_listed(sentence, cls.kind, at, schema)
        if fields:
            yield cls(fields=fields)


def _ensure_given(field: FieldRef, payload: Payload, base: str, context: GenerationContext) -> bool:
    if field.can_change(payload, base, context) and field.schema(context.schema):
        field.ensure_present(payload, base, context)
    return field.is_given(payload, base)


@dataclass(frozen=True, slots=True)
class _NoneGiven(RuleViolation):
    """The only field that was given is removed."""

    rule: AtLeastOneOf
    field: FieldRef

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Add one field and remove the others."""
        base = self.field.ensure_base(payload, context, self.rule.repair)
        for field in self.rule.refs():
            if field != self.field:
                field.remove(payload, base, context)
        self.field.ensure_present(payload, base, context)
        return tuple(field.pointer(base) for field in self.rule.refs())

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Remove it."""
        base = self.field.bases(payload)[0]
        self.field.remove(payload, base, context)
        return base, *(field.pointer(base) for field in self.rule.refs())
