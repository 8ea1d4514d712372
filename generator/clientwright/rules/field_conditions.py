"""Conditions on one field (its value, or its presence), and how to make them true or false in a payload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clientwright.rules.base import GenerationContext, Payload
from clientwright.rules.field_refs import FieldRef
from clientwright.rules.json_edit import MISSING
from clientwright.rules.payload_repair import generate_other_value, has_other_value
from clientwright.rules.plain_schema import accepts
from clientwright.rules.sibling_rule import SchemaDict, effective_value_schema, presence_schema
from clientwright.schema.equality import equals_any


@dataclass(frozen=True, slots=True)
class ValueCondition:
    """The field has one of some values, given or by its documented default."""

    ref: FieldRef
    values: Sequence[Any]

    def is_true(self, payload: Any, base: str, schema: Mapping[str, Any]) -> bool:
        """Return whether the field has one of the values."""
        found = self.ref.effective_value(payload, base, schema)
        return found is not MISSING and equals_any(found, self.values)

    def is_true_by_default(self, schema: Mapping[str, Any]) -> bool:
        """Return whether the documented default is one of the values."""
        default = self.ref.default(schema)
        return default is not MISSING and equals_any(default, self.values)

    def as_schema(self, schema: Mapping[str, Any]) -> SchemaDict:
        """Return the condition as JSON Schema."""
        return effective_value_schema(
            self.ref, {"enum": list(self.values)}, schema, self.is_true_by_default(schema)
        )

    def can_be_true_omitted(self, schema: Mapping[str, Any]) -> bool:
        """Return whether the field alone can be absent, with a default among the values."""
        return self.is_true_by_default(schema) and self.ref.removable(schema) == self.ref

    def use_default(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Remove the field from an existing parent, so that its default counts."""
        self.ref.ensure_present(payload, base, context)
        self.ref.remove(payload, base, context)

    def make_true(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Set the field to the first of the values that its schema accepts."""
        self.ref.set(payload, base, self.accepted_values(context.schema)[0], context)

    def accepted_values(self, schema: Mapping[str, Any]) -> list[Any]:
        """Return the values that the field's schema accepts."""
        return [value for value in self.values if accepts(self.ref.schema(schema), value)]

    def can_be_false(self, schema: Mapping[str, Any]) -> bool:
        """Return whether the field can have none of the values."""
        can_omit = self.ref.removable(schema) is not None and not self.is_true_by_default(schema)
        return can_omit or has_other_value(self.ref.schema(schema), self.values)

    def try_remove(self, payload: Payload, base: str, context: GenerationContext) -> bool:
        """Remove the field if that makes the condition false; return whether it was removed."""
        ref = self.ref
        if not ref.is_given(payload, base) or not ref.can_remove(payload, base, context):
            return False
        removable = ref.removable(context.schema)
        if removable == ref and self.is_true_by_default(context.schema):
            return False
        ref.remove(payload, base, context)
        return True

    def try_change(self, payload: Payload, base: str, context: GenerationContext) -> bool:
        """Set the field to another value; return whether that was possible."""
        ref = self.ref
        if not ref.can_change(payload, base, context):
            return False
        value = generate_other_value(ref.schema(context.schema), self.values, context)
        if value is MISSING:
            return False
        ref.set(payload, base, value, context)
        return True

    def make_false(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Make the condition false, by removing the field if that is enough."""
        if self.is_true(payload, base, context.schema) and not self.try_remove(
            payload, base, _WithoutPins(context)
        ):
            self.try_change(payload, base, _WithoutPins(context))


@dataclass(frozen=True, slots=True)
class PresenceCondition:
    """The field is given, whatever its value; same interface as `ValueCondition`."""

    ref: FieldRef

    def is_true(self, payload: Any, base: str, schema: Mapping[str, Any]) -> bool:
        """Return whether the field is given."""
        return self.ref.is_given(payload, base)

    def can_be_true_omitted(self, schema: Mapping[str, Any]) -> bool:
        """Return False: an absent field is never given."""
        return False

    def use_default(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Do nothing: a default does not count as given."""

    def make_true(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Add the field."""
        self.ref.ensure_present(payload, base, context)

    def accepted_values(self, schema: Mapping[str, Any]) -> list[Any]:
        """Return one placeholder if the schema has the field, since any value will do."""
        return [True] if self.ref.path.schema(schema) is not None else []

    def can_be_false(self, schema: Mapping[str, Any]) -> bool:
        """Return whether the field can be absent."""
        return self.ref.removable(schema) is not None

    def as_schema(self, schema: Mapping[str, Any]) -> SchemaDict:
        """Return the condition as JSON Schema."""
        return presence_schema(self.ref)

    def try_remove(self, payload: Payload, base: str, context: GenerationContext) -> bool:
        """Remove the field; return whether that was possible."""
        return self.ref.try_remove(payload, base, context)

    def try_change(self, payload: Payload, base: str, context: GenerationContext) -> bool:
        """Return False: another value does not make the condition false."""
        return False

    def make_false(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Remove the field, even if it is pinned."""
        self.ref.remove(payload, base, context)


class _WithoutPins:
    """A context without pins: a violation may change anything."""

    def __init__(self, context: GenerationContext) -> None:
        self.draw, self.schema, self.generate = context.draw, context.schema, context.generate
        self.pins = frozenset[str]()
