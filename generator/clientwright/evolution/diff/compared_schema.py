"""One side of a comparison: what it takes, judged by the specs' own judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from clientwright.evolution.diff.model.normal_form import to_normal_form
from clientwright.specs.json_text import Schema
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.generation.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import BrokenConstraint, PayloadOracle

OUTPUT_FIELD = "output"
"""The field of an answer in which the output stands."""


@dataclass(frozen=True)
class ComparedSchema:
    """An input, or an output (which is open to unknown fields), as it was or as it is."""

    endpoint: Endpoint
    schemes: tuple[str, ...] = ("https",)
    closed: bool = True

    @cached_property
    def schema(self) -> Schema:
        """The schema in its normal form."""
        return to_normal_form(self.endpoint.input)

    @cached_property
    def generator(self) -> PayloadGenerator:
        """The workshop for values of this side."""
        return PayloadGenerator(self.endpoint, self.schemes)

    @cached_property
    def _oracle(self) -> PayloadOracle:
        return PayloadOracle(self.generator)

    def faults(self, value: Any) -> list[BrokenConstraint]:
        """Find what a value breaks; unknown fields break a closed side only."""
        broken = self._oracle.broken_constraints(value)
        return broken if self.closed else [one for one in broken if one.constraint != "closed"]

    def accepts(self, value: Any) -> bool:
        """Tell whether a value is taken."""
        return not self.faults(value)

    def with_schema(self, schema: Schema) -> ComparedSchema:
        """Give the same side with another schema."""
        return replace(self, endpoint=replace(self.endpoint, input=schema))

    def with_rules(self, *rules: Any) -> ComparedSchema:
        """Give the same side with more rules."""
        own = self.endpoint.rules
        return replace(self, endpoint=replace(self.endpoint, rules=(*own, *rules)))


def compared_input(endpoint: Endpoint, schemes: tuple[str, ...]) -> ComparedSchema:
    """Give the side of an endpoint's input."""
    return ComparedSchema(endpoint, schemes)


def compared_output(
    endpoint: Endpoint,
    output: Mapping[str, Any],
    schemes: tuple[str, ...],
    field: str = OUTPUT_FIELD,
) -> ComparedSchema:
    """Give the side of an output, inside the answer in which it comes, or of another field of an answer."""
    wrapped: Schema = {
        "type": "object",
        "required": [field],
        "properties": {field: {k: v for k, v in output.items() if k != "$defs"}},
    }
    if "$defs" in output:
        wrapped["$defs"] = output["$defs"]
    return ComparedSchema(replace(endpoint, input=wrapped, rules=()), schemes, closed=False)
