"""`bound-when`: a bound that applies only while another field has a value, or is given.

    {"kind": "bound-when", "field": "$.duration", "keyword": "maximum", "limit": 5,
     "when": {"field": "$.resolution", "is": "4k"}}
    {"kind": "bound-when", "field": "$.images", "keyword": "maxItems", "limit": 4,
     "when": {"field": "$.video_url", "present": true}}

Absent fields have the value of their documented default, but do not count as given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

from clientwright.rules import value_bounds
from clientwright.rules.base import ImpliedBound, Rule, RuleFault, RuleViolation, RuntimeCall
from clientwright.rules.bound_prose import read_bound_when
from clientwright.rules.field_conditions import PresenceCondition, ValueCondition
from clientwright.rules.field_refs import FieldRef, field_refs
from clientwright.rules.generation_context import GenerationContext, Payload
from clientwright.rules.json_edit import MISSING
from clientwright.rules.json_path import JsonPath
from clientwright.rules.payload_repair import pinned_item_count, resize_array, try_in_turn
from clientwright.rules.schema_and_text import (
    if_present_schema,
    json_literal,
    scope_prefix,
    scoped_schema,
)
from clientwright.schema.equality import json_equal
from clientwright.schema.numbers import is_number


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundWhen(Rule):
    """The field keeps the bound while the condition is true; `value` is `MISSING` if the condition is presence."""

    kind: ClassVar[str] = "bound-when"
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
        if field == other or data["keyword"] not in value_bounds.MEASURES:
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
                yield RuleFault(
                    at, f"{field.label} must {self._bound_text()} while {self._condition_text()}"
                )

    def is_broken(self, payload: Any, base: str, schema: Mapping[str, Any]) -> bool:
        """Return whether the rule is broken at one base."""
        field, when = self.field_and_condition()
        if not when.is_true(payload, base, schema):
            return False
        return not value_bounds.satisfies_bound(
            self.keyword, self.limit, field.effective_value(payload, base, schema)
        )

    def _bound_text(self) -> str:
        phrase = value_bounds.BOUND_PHRASES[self.keyword].format(json_literal(self.limit))
        return phrase[:-1] if self.limit == 1 and phrase.endswith("s") else phrase

    def _condition_text(self) -> str:
        label = self.field_and_condition()[1].ref.label
        return f"{label} is {'given' if self.value is MISSING else json_literal(self.value)}"

    def sentence(self) -> str:
        """Return the rule as an English sentence."""
        field, _ = self.field_and_condition()
        return f"{scope_prefix(field.scope)}{field.label} must {self._bound_text()} while {self._condition_text()}."

    def implied_bounds(self, schema: Mapping[str, Any]) -> Iterator[ImpliedBound]:
        """Yield the schema's own bound if the condition is always true and the rule is tighter."""
        field, when = self.field_and_condition()
        own = field.schema(schema).get(self.keyword)
        always = isinstance(when, PresenceCondition) and when.ref.removable(schema) is None
        if (
            always
            and is_number(own)
            and value_bounds.tighten_bound({}, self.keyword, own)
            != value_bounds.tighten_bound({self.keyword: own}, self.keyword, self.limit)
        ):
            text = f"{when.ref.label} is always given, and {field.label} must then {self._bound_text()}"
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
        if not value_bounds.can_satisfy_bound(schema, self.keyword, self.limit):
            return False
        if not field.can_change(payload, base, context):
            return self._try_shorten(payload, field.pointer(base), schema, context)
        field.set(
            payload,
            base,
            value_bounds.generate_within(schema, self.keyword, self.limit, context),
            context,
        )
        return True

    def _try_shorten(
        self, payload: Payload, pointer: str, schema: Mapping[str, Any], context: GenerationContext
    ) -> bool:
        """Shorten an array with pinned items to the limit, or return False."""
        long = pinned_item_count(context, payload, pointer) > self.limit
        if not self.keyword.endswith("Items") or context.pinned(pointer) or long:
            return False
        resize_array(payload, pointer, int(self.limit), schema, context)
        return True

    def _try_remove(self, payload: Payload, base: str, context: GenerationContext) -> bool:
        field, _ = self.field_and_condition()
        alone = field.removable(context.schema) == field
        kept = value_bounds.satisfies_bound(self.keyword, self.limit, field.default(context.schema))
        if not field.is_given(payload, base) or not field.can_remove(payload, base, context):
            return False
        if alone and not kept:
            return False
        field.remove(payload, base, context)
        return True

    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Yield: the field one step beyond the bound; the condition becoming true while the default is beyond it."""
        field, when = self.field_and_condition()
        if value_bounds.has_boundary(field.schema(schema), self.keyword, self.limit):
            sentence = f"{field.label} is one step beyond the bound"
            if when.accepted_values(schema):
                yield _BeyondBound("beyond", sentence, self, by_default=False)
            if when.can_be_true_omitted(schema):
                yield _BeyondBound(
                    "beyond-by-default",
                    f"{sentence}, and {when.ref.label} is left out",
                    self,
                    by_default=True,
                )
        far = not value_bounds.satisfies_bound(self.keyword, self.limit, field.default(schema))
        if (
            far
            and field.removable(schema) == field
            and when.accepted_values(schema)
            and when.can_be_false(schema)
        ):
            sentence = (
                f"{self._condition_text()}, and the default of {field.label} is beyond the bound"
            )
            yield _DefaultBeyondBound("default-beyond", sentence, self)

    def as_schema(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the condition and its bound; if the default breaks the bound, the field becomes required."""
        field, when = self.field_and_condition()
        needed = not value_bounds.satisfies_bound(self.keyword, self.limit, field.default(schema))
        then = if_present_schema(field, {self.keyword: self.limit}, needed=needed)
        return scoped_schema(field.scope, {"if": when.as_schema(schema), "then": then})

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """Return True if `other` has the same condition and a looser bound, else None."""
        if not isinstance(other, BoundWhen) or self.paths() != other.paths():
            return None
        if self.keyword != other.keyword or not json_equal(self.value, other.value):
            return None
        tight = (
            self.limit >= other.limit
            if self.keyword.startswith("min")
            else self.limit <= other.limit
        )
        return True if tight else None

    def runtime_call(self, schema: Mapping[str, Any]) -> RuntimeCall:
        """Return the call that generated code makes, with what the documented defaults decide."""
        field, when = self.field_and_condition()
        default = field.default(schema)
        arguments = {
            "scope": field.scope.steps,
            "field": field.names,
            "keyword": self.keyword,
            "limit": self.limit,
            "when": when.ref.names,
            "values": when.values if isinstance(when, ValueCondition) else None,
            "when_by_default": isinstance(when, ValueCondition) and when.is_true_by_default(schema),
        }
        return RuntimeCall(
            "BoundWhen",
            {
                **arguments,
                "beyond_by_default": not value_bounds.satisfies_bound(
                    self.keyword, self.limit, default
                ),
            },
        )

    @classmethod
    def recognize(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Self | None:
        """Read the rule from an English sentence."""
        found = read_bound_when(sentence, at, schema)
        return cls(**found) if found else None


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
        edge = value_bounds.boundary_value(schema, self.rule.keyword, self.rule.limit, context)
        field.set(payload, base, edge, context)
        return field.pointer(base), when.ref.pointer(base)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Move the field one step beyond the bound."""
        field, when = self.rule.field_and_condition()
        base = field.bases(payload)[0]
        now, schema = field.value(payload, base), field.schema(context.schema)
        beyond = value_bounds.value_beyond(now, schema, self.rule.keyword, self.rule.limit, context)
        field.set(payload, base, beyond, context)
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
