"""One field, and values that it may be made to have or not to have: what settles rules about values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clientwright.rules.equality import equals_any
from clientwright.rules.field_refs import FieldRef
from clientwright.rules.generation_context import GenerationContext, Payload
from clientwright.rules.json_edit import MISSING
from clientwright.rules.payload_repair import accepts, generate_other_value, has_other_value
from clientwright.rules.schema_and_text import SchemaDict, effective_value_schema, presence_schema


@dataclass(frozen=True, slots=True)
class ValueCondition:
    """A field that counts as one of some values, given or by its documented default."""

    ref: FieldRef
    values: Sequence[Any]

    def holds(self, payload: Any, base: str, schema: Mapping[str, Any]) -> bool:
        """Tell whether the field counts as one of the values."""
        found = self.ref.effective_value(payload, base, schema)
        return found is not MISSING and equals_any(found, self.values)

    def holds_by_default(self, schema: Mapping[str, Any]) -> bool:
        """Tell whether the documented default is one of the values."""
        default = self.ref.default(schema)
        return default is not MISSING and equals_any(default, self.values)

    def as_schema(self, schema: Mapping[str, Any]) -> SchemaDict:
        """Say that it counts as one of the values."""
        return effective_value_schema(
            self.ref, {"enum": list(self.values)}, schema, self.holds_by_default(schema)
        )

    def can_hold_omitted(self, schema: Mapping[str, Any]) -> bool:
        """Tell whether the field alone can be left out and then counts as one of the values."""
        return self.holds_by_default(schema) and self.ref.removable(schema) == self.ref

    def use_default(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Leave a silent field out, so that its default counts: what holds it has to stand."""
        self.ref.ensure_present(payload, base, context)
        self.ref.remove(payload, base, context)

    def make_true(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Give the field the first of the values that it takes."""
        self.ref.set(payload, base, self.accepted_values(context.schema)[0], context)

    def accepted_values(self, schema: Mapping[str, Any]) -> list[Any]:
        """List the values that the field's schema takes."""
        return [value for value in self.values if accepts(self.ref.schema(schema), value)]

    def can_be_false(self, schema: Mapping[str, Any]) -> bool:
        """Tell whether the field can be made to count as none of the values."""
        loose = self.ref.removable(schema) is not None and not self.holds_by_default(schema)
        return loose or has_other_value(self.ref.schema(schema), self.values)

    def try_remove(self, payload: Payload, base: str, context: GenerationContext) -> bool:
        """Take the field away, if it then counts as none of the values."""
        spot = self.ref
        if not spot.is_given(payload, base) or not spot.can_remove(payload, base, context):
            return False
        loose = spot.removable(context.schema)
        if loose == spot and self.holds_by_default(context.schema):
            return False
        spot.remove(payload, base, context)
        return True

    def try_change(self, payload: Payload, base: str, context: GenerationContext) -> bool:
        """Give the field a value that is none of these."""
        spot = self.ref
        if not spot.can_change(payload, base, context):
            return False
        value = generate_other_value(spot.schema(context.schema), self.values, context)
        if value is MISSING:
            return False
        spot.set(payload, base, value, context)
        return True

    def make_false(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Make it count as none of the values, by leaving it out where that is enough."""
        if self.holds(payload, base, context.schema) and not self.try_remove(
            payload, base, _WithoutPins(context)
        ):
            self.try_change(payload, base, _WithoutPins(context))


@dataclass(frozen=True, slots=True)
class PresenceCondition:
    """A field that is given, whatever it holds; it has the same abilities as one with values."""

    ref: FieldRef

    def holds(self, payload: Any, base: str, schema: Mapping[str, Any]) -> bool:
        """Tell whether the field is there."""
        return self.ref.is_given(payload, base)

    def can_hold_omitted(self, schema: Mapping[str, Any]) -> bool:
        """A field that is left out is never there."""
        return False

    def use_default(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Do nothing: no absence counts as presence."""

    def make_true(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Give the field."""
        self.ref.ensure_present(payload, base, context)

    def accepted_values(self, schema: Mapping[str, Any]) -> list[Any]:
        """Any value will do: there is one if the schema knows the field."""
        return [True] if self.ref.path.schema(schema) is not None else []

    def can_be_false(self, schema: Mapping[str, Any]) -> bool:
        """Tell whether the field can be left out."""
        return self.ref.removable(schema) is not None

    def as_schema(self, schema: Mapping[str, Any]) -> SchemaDict:
        """Say that it is there."""
        return presence_schema(self.ref)

    def try_remove(self, payload: Payload, base: str, context: GenerationContext) -> bool:
        """Take the field away."""
        if not self.ref.can_remove(payload, base, context):
            return False
        self.ref.remove(payload, base, context)
        return True

    def try_change(self, payload: Payload, base: str, context: GenerationContext) -> bool:
        """No other value takes a presence back."""
        return False

    def make_false(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Take the field away, whatever is pinned."""
        self.ref.remove(payload, base, context)


class _WithoutPins:
    """A context without pins: what a breach prepares comes first."""

    def __init__(self, context: GenerationContext) -> None:
        self.draw, self.schema, self.generate = context.draw, context.schema, context.generate

    def pinned(self, pointer: str) -> bool:
        """Pin nothing."""
        return False
