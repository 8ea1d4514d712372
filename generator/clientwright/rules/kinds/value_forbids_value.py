"""`value-forbids-value`: while one field has a certain value, or is given, another must not have any of the forbidden values.

{"kind": "value-forbids-value", "field": "$.mode", "value": "fast", "other": "$.resolution", "forbidden": ["4k"]}
{"kind": "value-forbids-value", "field": "$.style", "present": true, "other": "$.resolution", "forbidden": ["720p"]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

from clientwright.rules.base import (
    PATH,
    GenerationContext,
    Payload,
    Rule,
    RuleFault,
    RuleViolation,
    join_words,
)
from clientwright.rules.field_conditions import PresenceCondition, ValueCondition
from clientwright.rules.field_mentions import find_fields
from clientwright.rules.field_refs import field_refs
from clientwright.rules.json_edit import MISSING
from clientwright.rules.json_path import JsonPath
from clientwright.rules.payload_repair import try_in_turn
from clientwright.rules.prose_relations import forbidden_pairs
from clientwright.rules.prose_templates import match_templates, parse_value, parse_values
from clientwright.rules.sibling_rule import SiblingRule, all_of, json_literal
from clientwright.schema.equality import equals_any, json_equal


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueForbidsValue(SiblingRule):
    """While the field has the value, the other has none of the forbidden ones; `MISSING` is any value at all."""

    kind: ClassVar[str] = "value-forbids-value"
    form: ClassVar[Mapping[str, Any]] = {
        "description": "If the field has the value, or is given, the other field has none of the forbidden values.",
        "required": ["field", "other", "forbidden"],
        "oneOf": [{"required": ["value"]}, {"required": ["present"]}],
        "properties": {
            "field": PATH,
            "value": True,
            "other": PATH,
            "forbidden": {"type": "array", "minItems": 1},
            "present": {"const": True},
        },
    }

    field: JsonPath
    value: Any
    other: JsonPath
    forbidden: tuple[Any, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: A path cannot be parsed, the two fields share no object, nothing is forbidden,
                or the rule has not exactly one of `value` and `present`.
            KeyError: A part is missing.
        """
        field, other = JsonPath.parse(data["field"]), JsonPath.parse(data["other"])
        field_refs((field, other))
        if field == other or not data["forbidden"]:
            raise ValueError(
                "value-forbids-value needs two different fields, and at least one forbidden value"
            )
        if ("value" in data) == ("present" in data):
            raise ValueError("value-forbids-value needs exactly one of `value` and `present`")
        value, forbidden = data.get("value", MISSING), tuple(data["forbidden"])
        return cls(field=field, value=value, other=other, forbidden=forbidden)

    def as_json(self) -> dict[str, Any]:
        """Return the rule in its spec form."""
        return {
            "kind": self.kind,
            "field": str(self.field),
            **({"present": True} if self.value is MISSING else {"value": self.value}),
            "other": str(self.other),
            "forbidden": list(self.forbidden),
        }

    def paths(self) -> tuple[JsonPath, ...]:
        """Return the two fields."""
        return self.field, self.other

    def condition_values(self) -> tuple[tuple[JsonPath, Any, tuple[JsonPath, ...]], ...]:
        """Return the value of the first field, if its value decides."""
        return () if self.value is MISSING else ((self.field, self.value, ()),)

    def conditions(self) -> tuple[ValueCondition | PresenceCondition, ValueCondition]:
        """Return the field with its value, or given, and the other with the forbidden values."""
        field, other = field_refs(self.paths())
        given = PresenceCondition(field) if self.value is MISSING else None
        return given or ValueCondition(field, (self.value,)), ValueCondition(other, self.forbidden)

    def _state(self) -> str:
        return "given" if self.value is MISSING else json_literal(self.value)

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Yield a fault where both conditions are true, defaults included."""
        field, other = self.conditions()
        for base in field.ref.bases(payload):
            if field.is_true(payload, base, schema) and other.is_true(payload, base, schema):
                found = other.ref.effective_value(payload, base, schema)
                given = [v.ref for v in (other, field) if v.ref.is_given(payload, base)]
                one, two = (each.ref.counted_label(payload, base) for each in (field, other))
                text = f"{two} may not be {json_literal(found)} while {one} is {self._state()}"
                yield RuleFault(given[0].pointer(base) if given else base, text)

    def sentence(self) -> str:
        """Return the rule as an English sentence."""
        field, other = self.conditions()
        values = join_words([json_literal(value) for value in self.forbidden], "or")
        while_ = f"while {field.ref.label} is {self._state()}"
        return self.in_scope(f"{other.ref.label} may not be {values} {while_}.")

    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Change one of the two, or remove it if its default is allowed."""
        field, other = self.conditions()
        for base in field.ref.bases(payload):
            if field.is_true(payload, base, context.schema) and other.is_true(
                payload, base, context.schema
            ):
                ways = (other.try_change, other.try_remove, field.try_change, field.try_remove)
                try_in_turn(context.draw, [partial(w, payload, base, context) for w in ways])

    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Yield one violation per forbidden value, with the field given and by default; then the field's value last."""
        field, other = self.conditions()
        if other.can_be_false(schema):
            for n, value in enumerate(other.accepted_values(schema)):
                name = f"forbidden-{n + 1}"
                if field.accepted_values(schema):
                    sentence = f"{other.ref.label} becomes {json_literal(value)}"
                    yield _ForbiddenValue(name, sentence, self, value, by_default=False)
                if field.can_be_true_omitted(schema):
                    sentence = f"{other.ref.label} becomes {json_literal(value)} while {field.ref.label} is left out"
                    yield _ForbiddenValue(
                        f"{name}-by-default", sentence, self, value, by_default=True
                    )
        if (
            other.can_be_true_omitted(schema)
            and field.accepted_values(schema)
            and field.can_be_false(schema)
        ):
            sentence = (
                f"{field.ref.label} becomes {self._state()} while {other.ref.label} is left out"
            )
            yield _OtherForbiddenByDefault("other-by-default", sentence, self)

    def as_schema(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return a schema that rejects both conditions together."""
        field, other = self.conditions()
        parts = all_of(field.as_schema(schema), other.as_schema(schema))
        return self.scoped({"not": parts})

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """Return True if `other` forbids some of these values for the same value, else None."""
        if not isinstance(other, ValueForbidsValue) or self.paths() != other.paths():
            return None
        more = all(equals_any(value, self.forbidden) for value in other.forbidden)
        return True if more and json_equal(self.value, other.value) else None

    def runtime_arguments(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the fields, their values, and what the documented defaults decide."""
        field, other = self.conditions()
        by_value = field if isinstance(field, ValueCondition) else None
        return {
            "field": field.ref.names,
            "values": by_value.values if by_value else None,
            "other": other.ref.names,
            "forbidden": self.forbidden,
            "field_by_default": by_value is not None and by_value.is_true_by_default(schema),
            "other_by_default": other.is_true_by_default(schema),
        }

    @classmethod
    def readings(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Iterator[Self]:
        """Yield the rules that a sentence states."""
        for found in match_templates(sentence, cls.kind, at, schema, quotes=True):
            paths = find_fields((found["field"] or "", found["other"] or ""), at, schema)
            given = parse_value(found["value"] or "", paths[0], schema) if paths else []
            forbidden = parse_values(found["list"] or "", paths[1], schema) if paths else []
            if paths and given and forbidden:
                field, other = paths
                yield cls(field=field, value=given[0], other=other, forbidden=tuple(forbidden))
                return
        for one, two in forbidden_pairs(sentence, at, schema):
            (value,) = one.values or (MISSING,)
            rule = cls(field=one.path, value=value, other=two.path, forbidden=two.values)
            can_be_kept = one.values or field_refs([one.path])[0].removable(schema)
            if can_be_kept and not any(rule.check({}, schema)):
                yield rule


@dataclass(frozen=True, slots=True)
class _ForbiddenValue(RuleViolation):
    """The other field gets a forbidden value."""

    rule: ValueForbidsValue
    value: Any
    by_default: bool

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Set the field to its value, or remove it for its default, and the other an allowed value."""
        field, other = self.rule.conditions()
        base = field.ref.ensure_base(payload, context, self.rule.repair)
        if self.by_default:
            field.use_default(payload, base, context)
        else:
            field.make_true(payload, base, context)
        other.make_false(payload, base, context)
        return field.ref.pointer(base), other.ref.pointer(base)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Set the other field to the forbidden value."""
        field, other = self.rule.conditions()
        base = field.ref.bases(payload)[0]
        other.ref.set(payload, base, self.value, context)
        return other.ref.pointer(base), field.ref.pointer(base)


@dataclass(frozen=True, slots=True)
class _OtherForbiddenByDefault(RuleViolation):
    """The field gets its value while the other is absent with a forbidden default."""

    rule: ValueForbidsValue

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Remove the other field, and give the field another value."""
        field, other = self.rule.conditions()
        base = field.ref.ensure_base(payload, context, self.rule.repair)
        other.use_default(payload, base, context)
        field.make_false(payload, base, context)
        return field.ref.pointer(base), other.ref.pointer(base)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Set the field to its value."""
        field, other = self.rule.conditions()
        base = field.ref.bases(payload)[0]
        field.make_true(payload, base, context)
        return field.ref.pointer(base), other.ref.pointer(base)
