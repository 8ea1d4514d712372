"""`at-most-one-of`: of several fields, no two may be given together.

    {"kind": "at-most-one-of", "fields": ["$.image_url", "$.video_url"]}

Only what is given counts, whatever it holds; a documented default does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar, Self

from clientwright.rules.base import ImpliedBound, Rule, RuleFault, RuleViolation, RuntimeCall
from clientwright.rules.choice_prose import read_at_most_one
from clientwright.rules.field_refs import FieldRef, field_refs, parse_paths
from clientwright.rules.generation_context import GenerationContext, Payload
from clientwright.rules.json_path import JsonPath
from clientwright.rules.schema_and_text import (
    all_of,
    join_words,
    presence_schema,
    scope_prefix,
    scoped_schema,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMostOneOf(Rule):
    """No two of the fields are given."""

    kind: ClassVar[str] = "at-most-one-of"
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
        """Count the fields that are given."""
        fields = self.refs()
        for base in fields[0].bases(payload):
            given = [field for field in fields if field.is_given(payload, base)]
            if len(given) > 1:
                found = join_words([field.label for field in given])
                text = f"at most one of {self._labels()} may be given; found {found}"
                yield RuleFault(given[-1].pointer(base), text)

    def _labels(self) -> str:
        return join_words([field.label for field in self.refs()])

    def sentence(self) -> str:
        """Say the rule to a person."""
        return f"{scope_prefix(self.refs()[0].scope)}At most one of {self._labels()} may be given."

    def implied_bounds(self, schema: Mapping[str, Any]) -> Iterator[ImpliedBound]:
        """No bound of a single field becomes unreachable."""
        return iter(())

    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Keep one of those given, by choice where none has to stay, and take the others away."""
        fields = self.refs()
        for base in fields[0].bases(payload):
            given = [field for field in fields if field.is_given(payload, base)]
            stay = [field for field in given if not field.can_remove(payload, base, context)]
            if len(given) > 1:
                kept = stay or [context.draw.pick(given)]
                for field in given:
                    if field not in kept:
                        field.remove(payload, base, context)

    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Give a second field beside each; where the schema requires one, beside that."""
        for one, two in combinations(self.refs(), 2):
            first, second = (two, one) if two.removable(schema) is None else (one, two)
            if all(f.can_remove_keeping(first, schema) for f in self.refs() if f != first):
                said = f"{first.label} and {second.label} are both given"
                yield _BothGiven(f"{first.label}-with-{second.label}", said, self, first, second)

    def as_schema(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Say of each two fields that they are not there together."""
        fields = self.refs()
        pairs = [
            {"not": all_of(presence_schema(one), presence_schema(two))}
            for one, two in combinations(fields, 2)
        ]
        return scoped_schema(fields[0].scope, all_of(*pairs)) if pairs else {}

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """A rule over more fields keeps the one over fewer."""
        if isinstance(other, AtMostOneOf):
            if set(self.fields) >= set(other.fields):
                return True
            return False if any(map(self._allows, other.violations(schema))) else None
        return None

    def _allows(self, breach: RuleViolation) -> bool:
        """Tell whether what breaks another rule keeps this one: one of the two is none of its fields."""
        pair = {breach.first.path, breach.second.path} if isinstance(breach, _BothGiven) else set()
        return not pair <= set(self.fields)

    def runtime_call(self, schema: Mapping[str, Any]) -> RuntimeCall:
        """Say the rule for generated code."""
        fields = self.refs()
        return RuntimeCall(
            "AtMostOneOf",
            {"scope": fields[0].scope.steps, "fields": tuple(f.names for f in fields)},
        )

    @classmethod
    def recognise(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Self | None:
        """Read the rule from prose in English, Chinese, Japanese, Russian or Spanish."""
        fields = read_at_most_one(sentence, at, schema)
        return cls(fields=fields) if fields else None


@dataclass(frozen=True, slots=True)
class _BothGiven(RuleViolation):
    """A second field is given beside a first one."""

    rule: AtMostOneOf
    first: FieldRef
    second: FieldRef

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Give the first field alone."""
        base = self.first.ensure_base(payload, context, self.rule.repair)
        self.first.ensure_present(payload, base, context)
        for field in self.rule.refs():
            if field != self.first:
                field.remove(payload, base, context)
        return tuple(field.pointer(base) for field in self.rule.refs())

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Give the second field, too."""
        base = self.first.bases(payload)[0]
        self.second.ensure_present(payload, base, context)
        return self.second.pointer(base), self.first.pointer(base)
