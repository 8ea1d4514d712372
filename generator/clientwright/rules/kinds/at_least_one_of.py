"""`at-least-one-of`: at least one of several fields must be given.

    {"kind": "at-least-one-of", "fields": ["$.prompt", "$.image_url"]}

A field counts as given if it is present, whatever its value; a documented default does not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

from clientwright.rules.base import ImpliedBound, Rule, RuleFault, RuleViolation, RuntimeCall
from clientwright.rules.choice_prose import read_at_least_one
from clientwright.rules.field_refs import NOT_AN_OBJECT, FieldRef, field_refs, parse_paths
from clientwright.rules.generation_context import GenerationContext, Payload
from clientwright.rules.json_path import JsonPath
from clientwright.rules.payload_repair import try_in_turn
from clientwright.rules.schema_and_text import (
    join_words,
    presence_schema,
    scope_prefix,
    scoped_schema,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeastOneOf(Rule):
    """At least one of the fields is given."""

    kind: ClassVar[str] = "at-least-one-of"
    fields: tuple[JsonPath, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: A path cannot be parsed, or the fields share no object.
            KeyError: A part is missing.
        """
        fields = parse_paths(data["fields"])
        field_refs(fields)
        return cls(fields=fields)

    def as_json(self) -> dict[str, Any]:
        """Return the rule in its spec form."""
        return {"kind": self.kind, "fields": [str(field) for field in self.fields]}

    def paths(self) -> tuple[JsonPath, ...]:
        """Return the fields."""
        return self.fields

    def refs(self) -> tuple[FieldRef, ...]:
        """Return a reference to each field."""
        return field_refs(self.fields)

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Yield a fault where no field is given; skip objects where a field's parent is not an object."""
        fields = self.refs()
        for base in fields[0].bases(payload):
            found = [field.value(payload, base) for field in fields]
            if NOT_AN_OBJECT not in found and not any(f.is_given(payload, base) for f in fields):
                yield RuleFault(base, f"at least one of {self._labels()} must be given")

    def _labels(self) -> str:
        return join_words([field.label for field in self.refs()])

    def sentence(self) -> str:
        """Return the rule as an English sentence."""
        return (
            f"{scope_prefix(self.refs()[0].scope)}At least one of {self._labels()} must be given."
        )

    def implied_bounds(self, schema: Mapping[str, Any]) -> Iterator[ImpliedBound]:
        """Yield nothing: no bound of a single field becomes unreachable."""
        return iter(())

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
        return scoped_schema(
            fields[0].scope, {"anyOf": [presence_schema(field) for field in fields]}
        )

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """Return True if `other` has all of these fields, False if `other` can be broken alone, else None."""
        if isinstance(other, AtLeastOneOf):
            if set(self.fields) <= set(other.fields):
                return True
            return False if any(other.violations(schema)) else None
        return None

    def runtime_call(self, schema: Mapping[str, Any]) -> RuntimeCall:
        """Return the call that generated code makes for this rule."""
        fields = self.refs()
        return RuntimeCall(
            "AtLeastOneOf",
            {"scope": fields[0].scope.steps, "fields": tuple(f.names for f in fields)},
        )

    @classmethod
    def recognize(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Self | None:
        """Read the rule from an English, Chinese, Japanese, Russian or Spanish sentence."""
        fields = read_at_least_one(sentence, at, schema)
        return cls(fields=fields) if fields else None


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
