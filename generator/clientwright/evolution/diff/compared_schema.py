"""One side of a comparison: a schema that checks values with its own oracle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from clientwright.io.json_types import Schema
from clientwright.schema.additional_properties import CLOSED
from clientwright.schema.semantics import to_normal_form
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import BrokenConstraint, PayloadOracle

OUTPUT_FIELD = "output"
"""The field of a response that contains the output."""


@dataclass(frozen=True)
class ComparedSchema:
    """The old or new form of an input, or of an output (which accepts unknown fields)."""

    endpoint: Endpoint
    schemes: tuple[str, ...] = ("https",)
    closed: bool = True

    @cached_property
    def schema(self) -> Schema:
        """The schema in normal form."""
        return to_normal_form(self.endpoint.input)

    @cached_property
    def generator(self) -> PayloadGenerator:
        """Generator of payloads for this side."""
        return PayloadGenerator(self.endpoint, self.schemes)

    @cached_property
    def _oracle(self) -> PayloadOracle:
        return PayloadOracle(self.generator)

    def faults(self, value: Any) -> list[BrokenConstraint]:
        """Return the constraints that a value breaks; an open side ignores unknown fields."""
        broken = self._oracle.broken_constraints(value)
        return broken if self.closed else [one for one in broken if one.constraint != CLOSED]

    def accepts(self, value: Any) -> bool:
        """Return whether this side accepts a value."""
        return self._oracle.accepts(value) if self.closed else not self.faults(value)

    def with_schema(self, schema: Schema) -> ComparedSchema:
        """Return the same side with another schema."""
        return replace(self, endpoint=replace(self.endpoint, input=schema))

    def with_rules(self, *rules: Any) -> ComparedSchema:
        """Return the same side with additional rules."""
        own = self.endpoint.rules
        return replace(self, endpoint=replace(self.endpoint, rules=(*own, *rules)))


def compared_input(endpoint: Endpoint, schemes: tuple[str, ...]) -> ComparedSchema:
    """Return the side for an endpoint's input."""
    return ComparedSchema(endpoint, schemes)


def compared_output(
    endpoint: Endpoint,
    output: Mapping[str, Any],
    schemes: tuple[str, ...],
    field: str = OUTPUT_FIELD,
) -> ComparedSchema:
    """Return the side for an output, wrapped in a response with it under `field`."""
    wrapped: Schema = {
        "type": "object",
        "required": [field],
        "properties": {field: {k: v for k, v in output.items() if k != "$defs"}},
    }
    if "$defs" in output:
        wrapped["$defs"] = output["$defs"]
    return ComparedSchema(replace(endpoint, input=wrapped, rules=()), schemes, closed=False)
