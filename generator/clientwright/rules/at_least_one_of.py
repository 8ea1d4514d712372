"""`at-least-one-of`: of several fields, one or more must be given.

    {"kind": "at-least-one-of", "fields": ["$.prompt", "$.image_url"]}

Only what is given counts, whatever it holds; a documented default does not.
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
    """One or more of the fields are given."""

    kind: ClassVar[str] = "at-least-one-of"
    fields: tuple[JsonPath, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: a path cannot be parsed, or the fields have no common place.
            KeyError: the fields are missing.
        """
        fields = parse_paths(data["fields"])
        field_refs(fields)
        return cls(fields=fields)

    def as_json(self) -> dict[str, Any]:
        """Give the rule as it stands in a spec."""
        return {"kind": self.kind, "fields": [str(field) for field in self.fields]}

    def paths(self) -> tuple[JsonPath, ...]:
        """List the fields."""
        return self.fields

    def refs(self) -> tuple[FieldRef, ...]:
        """Give the fields as spots."""
        return field_refs(self.fields)

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Look for a field that is given; where one cannot be, because its holder is no object, say nothing."""
        fields = self.refs()
        for base in fields[0].bases(payload):
            found = [field.value(payload, base) for field in fields]
            if NOT_AN_OBJECT not in found and not any(f.is_given(payload, base) for f in fields):
                yield RuleFault(base, f"at least one of {self._labels()} must be given")

    def _labels(self) -> str:
        return join_words([field.label for field in self.refs()])

    def sentence(self) -> str:
        """Say the rule to a person."""
        return (
            f"{scope_prefix(self.refs()[0].scope)}At least one of {self._labels()} must be given."
        )

    def implied_bounds(self, schema: Mapping[str, Any]) -> Iterator[ImpliedBound]:
        """No bound of a single field becomes unreachable."""
        return iter(())

    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Give one of the fields where none is."""
        fields = self.refs()
        for base in fields[0].bases(payload):
            if not any(field.is_given(payload, base) for field in fields):
                moves = [partial(_ensure_given, field, payload, base, context) for field in fields]
                try_in_turn(context.draw, moves)

    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Take away each field when it is the only one; none where the schema requires one."""
        fields = self.refs()
        if all(field.removable(schema) is not None for field in fields):
            for field in fields:
                if not all(f.can_remove_keeping(field, schema) for f in fields if f != field):
                    continue
                said = f"{field.label} was the only one and is left out"
                yield _NoneGiven(f"without-{field.label}", said, self, field)

    def as_schema(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Say that one of the fields is there."""
        fields = self.refs()
        return scoped_schema(
            fields[0].scope, {"anyOf": [presence_schema(field) for field in fields]}
        )

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """A rule over fewer fields keeps the one over more."""
        if isinstance(other, AtLeastOneOf):
            if set(self.fields) <= set(other.fields):
                return True
            return False if any(other.violations(schema)) else None
        return None

    def runtime_call(self, schema: Mapping[str, Any]) -> RuntimeCall:
        """Say the rule for generated code."""
        fields = self.refs()
        return RuntimeCall(
            "AtLeastOneOf",
            {"scope": fields[0].scope.steps, "fields": tuple(f.names for f in fields)},
        )

    @classmethod
    def recognise(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Self | None:
        """Read the rule from prose in English, Chinese, Japanese, Russian or Spanish."""
        fields = read_at_least_one(sentence, at, schema)
        return cls(fields=fields) if fields else None


def _ensure_given(field: FieldRef, payload: Payload, base: str, context: GenerationContext) -> bool:
    if field.can_change(payload, base, context) and field.schema(context.schema):
        field.ensure_present(payload, base, context)
    return field.is_given(payload, base)


@dataclass(frozen=True, slots=True)
class _NoneGiven(RuleViolation):
    """The only field that was given is left out."""

    rule: AtLeastOneOf
    field: FieldRef

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Give one field alone."""
        base = self.field.ensure_base(payload, context, self.rule.repair)
        for field in self.rule.refs():
            if field != self.field:
                field.remove(payload, base, context)
        self.field.ensure_present(payload, base, context)
        return tuple(field.pointer(base) for field in self.rule.refs())

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Take it away."""
        base = self.field.bases(payload)[0]
        self.field.remove(payload, base, context)
        return base, *(field.pointer(base) for field in self.rule.refs())
