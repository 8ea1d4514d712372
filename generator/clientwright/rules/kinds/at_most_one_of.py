"""`at-most-one-of`: no two of the fields may be given together.

{"kind": "at-most-one-of", "fields": ["$.image_url", "$.video_url"]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar, Self

from clientwright.rules.base import (
    GenerationContext,
    Payload,
    Rule,
    RuleFault,
    RuleViolation,
    join_words,
)
from clientwright.rules.field_refs import FieldRef
from clientwright.rules.json_path import JsonPath
from clientwright.rules.prose_relations import read_exclusions, read_listed
from clientwright.rules.sibling_rule import (
    FieldCountRule,
    all_of,
    field_count_form,
    presence_schema,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMostOneOf(FieldCountRule):
    """No two of the fields are given."""

    kind: ClassVar[str] = "at-most-one-of"
    form: ClassVar[Mapping[str, Any]] = field_count_form("At most one of the fields is given.", 2)

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Yield a fault where more than one field is given."""
        fields = self.refs()
        for base in fields[0].bases(payload):
            given = [field for field in fields if field.is_given(payload, base)]
            if len(given) > 1:
                found = join_words([field.label for field in given])
                text = f"at most one of {self.labels()} may be given; found {found}"
                yield RuleFault(given[-1].pointer(base), text)

    def sentence(self) -> str:
        """Return the rule as an English sentence."""
        return self.in_scope(f"At most one of {self.labels()} may be given.")

    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Remove all given fields but one, or but those that must stay."""
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
        """Yield one violation per pair of fields: give the second beside the first, required ones first."""
        for one, two in combinations(self.refs(), 2):
            first, second = (two, one) if two.removable(schema) is None else (one, two)
            if all(f.can_remove_keeping(first, schema) for f in self.refs() if f != first):
                sentence = f"{first.label} and {second.label} are both given"
                yield _BothGiven(
                    f"{first.label}-with-{second.label}", sentence, self, first, second
                )

    def as_schema(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return a schema that rejects every pair of the fields."""
        pairs = [
            {"not": all_of(presence_schema(one), presence_schema(two))}
            for one, two in combinations(self.refs(), 2)
        ]
        return self.scoped(all_of(*pairs)) if pairs else {}

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """Return True if `other` has some of these fields, False if it can be broken alone, else None."""
        if isinstance(other, AtMostOneOf):
            if set(self.fields) >= set(other.fields):
                return True
            return False if any(map(self._allows, other.violations(schema))) else None
        return None

    def _allows(self, violation: RuleViolation) -> bool:
        """Return whether a violation of another rule keeps this one: one of its two fields is not in this rule."""
        pair = (
            {violation.first.path, violation.second.path}
            if isinstance(violation, _BothGiven)
            else set()
        )
        return not pair <= set(self.fields)

    def leaves_each_field(self, schema: Mapping[str, Any]) -> bool:
        """Return whether none of the fields is always given."""
        return all(field.removable(schema) for field in self.refs())

    def forbidden_together(self) -> tuple[JsonPath, ...]:
        """Return the fields."""
        return self.fields

    def affected_calls(self, names: Sequence[str]) -> str:
        """Return the calls that set several of the fields."""
        return f"that set more than one of {join_words(names)}"

    @classmethod
    def readings(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Iterator[Self]:
        """Yield the rules that a sentence states."""
        listed = read_listed(sentence, cls.kind, at, schema)
        pairs = [] if listed else read_exclusions(sentence, at, schema)
        both_given = [(a.path, b.path) for a, b in pairs if not a.values and not b.values]
        yield from (cls(fields=fields) for fields in ([listed] if listed else both_given))


@dataclass(frozen=True, slots=True)
class _BothGiven(RuleViolation):
    """A second field is given beside the first."""

    rule: AtMostOneOf
    first: FieldRef
    second: FieldRef

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Add the first field and remove the others."""
        base = self.first.ensure_base(payload, context, self.rule.repair)
        self.first.ensure_present(payload, base, context)
        for field in self.rule.refs():
            if field != self.first:
                field.remove(payload, base, context)
        return tuple(field.pointer(base) for field in self.rule.refs())

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Add the second field too."""
        base = self.first.bases(payload)[0]
        self.second.ensure_present(payload, base, context)
        return self.second.pointer(base), self.first.pointer(base)
