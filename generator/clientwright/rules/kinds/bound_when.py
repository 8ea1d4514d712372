"""`bound-when`: while a field has a certain value, or is given, a bound applies to another.

    {"kind": "bound-when", "field": "$.duration", "keyword": "maximum", "limit": 5, "when": {"field": "$.resolution", "is": "4k"}}
    {"kind": "bound-when", "field": "$.images", "keyword": "maxItems", "limit": 4, "when": {"field": "$.video_url", "present": true}}

The keyword is one of `minimum`, `maximum`, `minItems`, `maxItems`, `minLength`, `maxLength`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar, Self

from clientwright.rules.base import (
    PATH,
    GenerationContext,
    ImpliedBound,
    Payload,
    Rule,
    RuleFault,
    RuleMutation,
    RuleViolation,
    closed_form,
)
from clientwright.rules.field_conditions import PresenceCondition, ValueCondition
from clientwright.rules.field_refs import FieldRef, field_refs
from clientwright.rules.json_edit import MISSING
from clientwright.rules.json_path import JsonPath
from clientwright.rules.payload_repair import try_in_turn, try_shorten
from clientwright.rules.prose_relations import read_bounds
from clientwright.rules.sibling_rule import SiblingRule, if_present_schema, json_literal
from clientwright.rules.value_bounds import BOUND_KEYWORDS, Bound
from clientwright.schema.equality import json_equal
from clientwright.schema.numbers import is_number


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundWhen(SiblingRule):
    """The field keeps the bound while the condition is true; `value` is `MISSING` if the condition is presence."""

    kind: ClassVar[str] = "bound-when"
    form: ClassVar[Mapping[str, Any]] = {
        "description": "If another field has a value, or is given, the field must be within a bound.",
        "required": ["field", "keyword", "limit", "when"],
        "properties": {
            "field": PATH,
            "keyword": {"enum": [*BOUND_KEYWORDS]},
            "limit": {"type": "number"},
            "when": {
                "type": "object",
                "required": ["field"],
                "oneOf": [{"required": ["is"]}, {"required": ["present"]}],
                **closed_form(["field"], {"field": PATH, "is": True, "present": {"const": True}}),
            },
        },
        "if": {"properties": {"keyword": {"enum": ["minimum", "maximum"]}}},
        "else": {"properties": {"limit": {"type": "integer", "minimum": 0}}},
    }

    field: JsonPath
    keyword: str
    limit: int | float
    when: JsonPath
    value: Any = MISSING

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: A path cannot be parsed, the two fields share no object, or the keyword is no bound.
            KeyError: A part is missing.
        """
        when = data["when"]
        field, other = JsonPath.parse(data["field"]), JsonPath.parse(when["field"])
        field_refs((field, other))
        if field == other or data["keyword"] not in BOUND_KEYWORDS:
            raise ValueError("bound-when needs two different fields, and a keyword that is a bound")
        if ("is" in when) == ("present" in when):
            raise ValueError("a condition needs exactly one of `is` and `present`")
        value, limit = when.get("is", MISSING), data["limit"]
        limit = limit if data["keyword"] in ("minimum", "maximum") else int(limit)
        return cls(field=field, keyword=data["keyword"], limit=limit, when=other, value=value)

    def as_json(self) -> dict[str, Any]:
        """Return the rule in its spec form."""
        state = {"present": True} if self.value is MISSING else {"is": self.value}
        return {
            "kind": self.kind,
            "field": str(self.field),
            "keyword": self.keyword,
            "limit": self.limit,
            "when": {"field": str(self.when), **state},
        }

    def paths(self) -> tuple[JsonPath, ...]:
        """Return the field and the one that it depends on."""
        return self.field, self.when

    def condition_values(self) -> tuple[tuple[JsonPath, Any, tuple[JsonPath, ...]], ...]:
        """Return the value of the other field, if its value decides; the bounded field may be given then."""
        return () if self.value is MISSING else ((self.when, self.value, (self.field,)),)

    @property
    def bound(self) -> Bound:
        """The bound that applies while the condition is true."""
        return Bound(self.keyword, self.limit)

    def field_and_condition(self) -> tuple[FieldRef, ValueCondition | PresenceCondition]:
        """Return the field and the condition."""
        field, when = field_refs(self.paths())
        return field, PresenceCondition(when) if self.value is MISSING else ValueCondition(
            when, (self.value,)
        )

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Yield a fault wherever the condition is true and the field breaks the bound."""
        field, when = self.field_and_condition()
        for base in field.bases(payload):
            if self.is_broken(payload, base, schema):
                given = [ref for ref in (field, when.ref) if ref.is_given(payload, base)]
                at = given[0].pointer(base) if given else base
                label, other = (ref.counted_label(payload, base) for ref in (field, when.ref))
                text = f"{label} must {self.bound.phrase()} while {self._condition_text(other)}"
                yield RuleFault(at, text)

    def is_broken(self, payload: Any, base: str, schema: Mapping[str, Any]) -> bool:
        """Return whether the rule is broken at one base."""
        field, when = self.field_and_condition()
        kept = self.bound.is_kept(field.effective_value(payload, base, schema))
        return not kept and when.is_true(payload, base, schema)

    def _condition_text(self, label: str = "") -> str:
        label = label or self.field_and_condition()[1].ref.label
        return f"{label} is {'given' if self.value is MISSING else json_literal(self.value)}"

    def sentence(self) -> str:
        """Return the rule as an English sentence."""
        field, _ = self.field_and_condition()
        must = f"{field.label} must {self.bound.phrase()}"
        return self.in_scope(f"{must} while {self._condition_text()}.")

    def implied_bounds(self, schema: Mapping[str, Any]) -> Iterator[ImpliedBound]:
        """Yield the schema's own bound if the condition is always true and the rule is tighter."""
        field, when = self.field_and_condition()
        own = field.schema(schema).get(self.keyword)
        always = isinstance(when, PresenceCondition) and when.ref.removable(schema) is None
        if always and is_number(own) and self.bound.is_tighter_than(own):
            text = f"{when.ref.label} is always given, and {field.label} must then {self.bound.phrase()}"
            at = field.path.schema_pointer()
            yield ImpliedBound(at, self.keyword, int(own), int(self.limit), text)

    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Bring the field within the bound, remove it, or make the condition false."""
        field, when = self.field_and_condition()
        for base in field.bases(payload):
            if self.is_broken(payload, base, context.schema):
                ways = (self._try_fit, self._try_remove, when.try_change, when.try_remove)
                try_in_turn(context.draw, [partial(w, payload, base, context) for w in ways])

    def _try_fit(self, payload: Payload, base: str, context: GenerationContext) -> bool:
        field, _ = self.field_and_condition()
        schema = field.schema(context.schema)
        if not self.bound.is_possible(schema):
            return False
        if not field.can_change(payload, base, context):
            is_array = self.keyword.endswith("Items")
            return is_array and try_shorten(
                payload, field.pointer(base), int(self.limit), schema, context
            )
        field.set(payload, base, self.bound.make_within(schema, context), context)
        return True

    def _try_remove(self, payload: Payload, base: str, context: GenerationContext) -> bool:
        field, _ = self.field_and_condition()
        counts = field.removable(context.schema) == field
        beyond = counts and not self.bound.is_kept(field.default(context.schema))
        if beyond or not field.is_given(payload, base):
            return False
        return field.try_remove(payload, base, context)

    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Yield: the field one step beyond the bound; the condition becoming true while the default is beyond it."""
        field, when = self.field_and_condition()
        if self.bound.has_boundary(field.schema(schema)):
            sentence = f"{field.label} is one step beyond the bound"
            if when.accepted_values(schema):
                yield _BeyondBound("beyond", sentence, self, by_default=False)
            if when.can_be_true_omitted(schema):
                sentence = f"{sentence}, and {when.ref.label} is left out"
                yield _BeyondBound("beyond-by-default", sentence, self, by_default=True)
        far = not self.bound.is_kept(field.default(schema)) and field.removable(schema) == field
        if far and when.accepted_values(schema) and when.can_be_false(schema):
            beyond = f"the default of {field.label} is beyond the bound"
            sentence = f"{self._condition_text()}, and {beyond}"
            yield _DefaultBeyondBound("default-beyond", sentence, self)

    def mutations(self, schema: Mapping[str, Any]) -> Iterator[RuleMutation]:
        """Yield the ways in which an implementation gets the rule wrong: the limit, too, by one."""
        yield from super(BoundWhen, self).mutations(schema)
        for name, limit in (("lower", self.limit - 1), ("higher", self.limit + 1)):
            if limit >= 0 or self.keyword in ("minimum", "maximum"):
                yield RuleMutation(name, f"the limit is {limit}", replace(self, limit=limit))

    def as_schema(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the condition and its bound; if the default breaks the bound, the field becomes required."""
        field, when = self.field_and_condition()
        needed = not self.bound.is_kept(field.default(schema))
        then = if_present_schema(field, {self.keyword: self.limit}, needed=needed)
        return self.scoped({"if": when.as_schema(schema), "then": then})

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """Return True if `other` has the same condition and a looser bound, else None."""
        if not isinstance(other, BoundWhen) or self.paths() != other.paths():
            return None
        if self.keyword != other.keyword or not json_equal(self.value, other.value):
            return None
        return None if other.bound.is_tighter_than(self.limit) else True

    def runtime_arguments(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the field, its bound, the condition, and what the documented defaults decide."""
        field, when = self.field_and_condition()
        by_value = when if isinstance(when, ValueCondition) else None
        return {
            "field": field.names,
            "keyword": self.keyword,
            "limit": self.limit,
            "when": when.ref.names,
            "values": by_value.values if by_value else None,
            "when_by_default": by_value is not None and by_value.is_true_by_default(schema),
            "beyond_by_default": not self.bound.is_kept(field.default(schema)),
        }

    @classmethod
    def readings(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Iterator[Self]:
        """Yield the rules that a sentence states."""
        for said in read_bounds(sentence, at, schema):
            (value,) = said.state.values or (MISSING,)
            for keyword in () if said.is_about_texts(schema) else said.keywords:
                field, limit, when = said.field, said.limit, said.state.path
                rule = cls(field=field, keyword=keyword, limit=limit, when=when, value=value)
                if not any(rule.check({}, schema)):
                    yield rule


@dataclass(frozen=True, slots=True)
class _BeyondBound(RuleViolation):
    """The field is one step beyond the bound."""

    rule: BoundWhen
    by_default: bool

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Make the condition true, with the field at the bound."""
        field, when = self.rule.field_and_condition()
        base = field.ensure_base(payload, context, self.rule.repair)
        if self.by_default:
            when.use_default(payload, base, context)
        else:
            when.make_true(payload, base, context)
        schema = field.schema(context.schema)
        field.set(payload, base, self.rule.bound.boundary_value(schema, context), context)
        return field.pointer(base), when.ref.pointer(base)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Move the field one step beyond the bound."""
        field, when = self.rule.field_and_condition()
        base = field.bases(payload)[0]
        now, schema = field.value(payload, base), field.schema(context.schema)
        field.set(payload, base, self.rule.bound.value_beyond(now, schema, context), context)
        return field.pointer(base), when.ref.pointer(base)


@dataclass(frozen=True, slots=True)
class _DefaultBeyondBound(RuleViolation):
    """The condition becomes true while the field is absent and its default is beyond the bound."""

    rule: BoundWhen

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Remove the field, and make the condition false."""
        field, when = self.rule.field_and_condition()
        base = field.ensure_base(payload, context, self.rule.repair)
        field.ensure_present(payload, base, context)
        field.remove(payload, base, context)
        when.make_false(payload, base, context)
        return field.pointer(base), when.ref.pointer(base)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Make the condition true."""
        field, when = self.rule.field_and_condition()
        base = field.bases(payload)[0]
        when.make_true(payload, base, context)
        return when.ref.pointer(base), field.pointer(base)
