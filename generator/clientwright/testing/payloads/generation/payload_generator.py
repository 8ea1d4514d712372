"""Whole inputs of an endpoint: a value of its schema, settled until every rule is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from clientwright.json_types import is_dict
from clientwright.rules.base import Rule
from clientwright.rules.generation_context import Payload
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.specs.json_text import Schema
from clientwright.specs.model import Endpoint
from clientwright.specs.references import inline_references
from clientwright.specs.schema_keywords import walk_schemas
from clientwright.testing.payloads.generation.choice_sources import (
    FullestChoiceSource,
    PayloadChoiceSource,
    SimplestChoiceSource,
)
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.required_path import require_path
from clientwright.testing.payloads.generation.value_generator import ValueGenerator

ROOT_PATH = JsonPath(())
"""The path of the whole input."""
_SIZE_KEYWORDS = frozenset(
    "minLength maxLength minItems maxItems minProperties maxProperties".split()
)
MAX_REPAIR_ROUNDS = 6
"""How often every rule is asked before rules count as working against each other."""


@dataclass(frozen=True)
class PayloadGenerator:
    """What one endpoint's payloads are made from: its schema without references, its rules, the schemes."""

    endpoint: Endpoint
    schemes: tuple[str, ...] = ("https",)

    @cached_property
    def schema(self) -> Schema:
        """The input schema, references resolved, sizes as whole numbers."""
        found = inline_references(self.endpoint.input)
        for _, sub in walk_schemas(found):
            sub.update((word, int(sub[word])) for word in _SIZE_KEYWORDS & sub.keys())
        return found

    @cached_property
    def favoured_pointers(self) -> frozenset[str]:
        """The pointers of the schemas that rules speak of, arrays above all."""
        paths = [
            path for rule in self.endpoint.rules for path in rule.paths() if EACH_ITEM in path.steps
        ]
        return frozenset(path.schema_pointer().partition("/items")[0] for path in paths)

    @cached_property
    def _enum_cache(self) -> dict[str, tuple[Any, ...]]:
        return {}

    def session(
        self, choices: PayloadChoiceSource, pins: frozenset[str] = frozenset()
    ) -> GenerationSession:
        """Give a context at which payloads are made."""
        maker = ValueGenerator(choices, self.schemes, self.favoured_pointers, self._enum_cache)
        return GenerationSession(self, choices, maker, pins)

    def generate(self, choices: PayloadChoiceSource, path: JsonPath = ROOT_PATH) -> Payload:
        """Make a payload that keeps schema and rules; something stands at `path` if the rules leave it there.

        Raises:
            NoStrategy: something in the schema cannot be made by construction, or the rules
                work against each other.
        """
        context = self.session(choices)
        made = context.generate(require_path(self.schema, path.steps))
        if not is_dict(made):
            raise GenerationError("", "its values are no objects")
        context.repair(made)
        return made


@dataclass(frozen=True)
class GenerationSession:
    """A `Bench`: choices, schema and pins in one hand."""

    generator: PayloadGenerator
    draw: PayloadChoiceSource
    value_generator: ValueGenerator
    pinned_pointers: frozenset[str] = field(default_factory=frozenset[str])

    @property
    def schema(self) -> Schema:
        """The input schema, references resolved."""
        return self.generator.schema

    def generate(self, schema: Any) -> Any:
        """Make a value that fits a part of the schema."""
        return self.value_generator.generate(schema)

    def pinned(self, pointer: str) -> bool:
        """Tell whether what stands at a pointer must stay."""
        return pointer in self.pinned_pointers

    def with_pins(self, *pointers: str) -> GenerationSession:
        """Give the same context with more pins."""
        return GenerationSession(
            self.generator, self.draw, self.value_generator, self.pinned_pointers.union(pointers)
        )

    def repair(self, payload: Payload) -> None:
        """Ask every rule in turn until all are kept.

        Raises:
            NoStrategy: some rule is still broken after several rounds.
        """
        left = self.try_repair(payload)
        if left:
            kinds = ", ".join(rule.kind for rule in left)
            raise GenerationError("", f"its rules work against each other: {kinds}")

    def try_repair(self, payload: Payload) -> tuple[Rule, ...]:
        """Ask every rule in turn; give those that stay broken."""
        rules = self.generator.endpoint.rules
        for _ in range(MAX_REPAIR_ROUNDS):
            broken = [rule for rule in rules if self._is_broken(rule, payload)]
            if not broken:
                return ()
            for rule in broken:
                rule.repair(payload, self)
        return tuple(rule for rule in rules if self._is_broken(rule, payload))

    def _is_broken(self, rule: Rule, payload: Payload) -> bool:
        return next(iter(rule.check(payload, self.schema)), None) is not None


def minimal_payload(endpoint: Endpoint, schemes: tuple[str, ...] = ("https",)) -> Payload:
    """Make the smallest payload: what is required, each value the simplest."""
    return _generate_from(endpoint, schemes, SimplestChoiceSource())


def full_payload(endpoint: Endpoint, schemes: tuple[str, ...] = ("https",)) -> Payload:
    """Make a payload with every field, each value a plain one."""
    return _generate_from(endpoint, schemes, FullestChoiceSource())


def _generate_from(
    endpoint: Endpoint, schemes: tuple[str, ...], choices: PayloadChoiceSource
) -> Payload:
    return PayloadGenerator(endpoint, schemes).generate(choices)


Builder = Callable[[PayloadChoiceSource], Any]
