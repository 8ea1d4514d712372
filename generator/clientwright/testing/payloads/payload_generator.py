"""Whole inputs of an endpoint: a value of its schema, repaired until every rule is kept."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from clientwright.io.json_pointer import join_pointer, resolve_pointer, split_pointer
from clientwright.io.json_types import Schema, is_dict
from clientwright.rules.base import Payload, Rule
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.normal_form import NormalForm
from clientwright.schema.protocols import GenerationError
from clientwright.schema.relaxed_schemas import TRIED_KEYWORDS
from clientwright.schema.semantics import ValueGenerator, find_merged_form
from clientwright.schema.validator import make_validator
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.input_paths import InputPath

ROOT_PATH = JsonPath(())
"""The path of the whole input."""
_SIZE_KEYWORDS = frozenset(
    "minLength maxLength minItems maxItems minProperties maxProperties".split()
)
MAX_REPAIR_ROUNDS = 6
"""Rounds over all rules before they count as contradictory."""
OWN_TRIES = 4
"""The payloads that are made by the choices of the caller where rules may break what was tried."""
SEEDED_TRIES = 24
"""The payloads that are made by other sources then."""


@dataclass(frozen=True)
class PayloadGenerator:
    """Generates one endpoint's payloads from its schema, its rules and the allowed URL schemes.

    `elsewhere` has, by the name of a property, values that other endpoints list for it and this one does not.
    """

    endpoint: Endpoint
    schemes: tuple[str, ...] = ("https",)
    elsewhere: Mapping[str, Sequence[Any]] = field(default_factory=dict[str, Sequence[Any]])

    @cached_property
    def form(self) -> NormalForm:
        """The input schema with references resolved, branches merged and sizes as integers."""
        form = find_merged_form(self.endpoint.input)
        for _, part in walk_schemas(form.schema):
            part.update((word, int(part[word])) for word in _SIZE_KEYWORDS & part.keys())
        return form

    @cached_property
    def content(self) -> str:
        """All that payloads are made from, as a text: generators of equal content make equal payloads."""
        return repr((self.endpoint.input, self.endpoint.rules, self.schemes, self.elsewhere))

    @property
    def schema(self) -> Schema:
        """The input schema of this form."""
        return self.form.schema

    def spec_pointer(self, pointer: str, *keyword: str) -> str:
        """Return where the spec has a part of the schema, or a keyword of it."""
        places = (*self.form.written.get(pointer, ()), pointer)
        found = [join_pointer(at, *keyword) for at in places]
        return "/input" + next(filter(self._is_written, found), found[0])

    def _is_written(self, pointer: str) -> bool:
        try:
            resolve_pointer(self.endpoint.input, pointer)
        except LookupError:
            return False
        return True

    @cached_property
    def favoured_pointers(self) -> frozenset[str]:
        """The pointers of the schemas that rules use, arrays first."""
        paths = [
            path for rule in self.endpoint.rules for path in rule.paths() if EACH_ITEM in path.steps
        ]
        return frozenset(path.schema_pointer().partition("/items")[0] for path in paths)

    @cached_property
    def _found(self) -> dict[str, tuple[Any, ...]]:
        return {}

    @cached_property
    def redundant_keywords(self) -> dict[tuple[str, str], bool]:
        """Whether each keyword that was asked for surely decides nothing, by its schema's pointer and its name."""
        return {}

    def session(
        self, choices: PayloadChoiceSource, pins: frozenset[str] = frozenset()
    ) -> GenerationSession:
        """Return a session for making payloads."""
        values = ValueGenerator(choices, self.schemes, self.favoured_pointers, self._found)
        return GenerationSession(self, choices, values, pins)

    def generate(
        self,
        choices: PayloadChoiceSource,
        path: JsonPath | InputPath = ROOT_PATH,
        leaf: Schema | None = None,
    ) -> Payload:
        """Return a payload that keeps schema and rules, with a value at `path` if the rules allow it.

        The value at the path fits `leaf`, if that is given.

        Raises:
            GenerationError: the schema has a part that cannot be constructed, or the rules
                contradict each other.
        """
        return self._generate(choices, InputPath(path.steps).narrow(self.schema, leaf))

    def generate_without(self, choices: PayloadChoiceSource, path: InputPath) -> Payload:
        """Return a payload that keeps schema and rules, with the object of a property, which it lacks unless rules ask for it.

        Raises:
            GenerationError: none can be made.
        """
        above = InputPath(path.steps[:-1])
        schema = copy.deepcopy(self.schema)
        *at, name = split_pointer(path.schema_pointer)
        resolve_pointer(schema, join_pointer("", *at))[name] = False
        return self._generate(choices, above.narrow(schema))

    def _generate(self, choices: PayloadChoiceSource, wanted: Schema) -> Payload:
        if not (self.tried_keywords and self.endpoint.rules):
            return self._make(choices, wanted)
        seeded = (RandomChoiceSource.from_seed(f"repaired:{n}") for n in range(SEEDED_TRIES))
        for source in (*([choices] * OWN_TRIES), SimplestChoiceSource(), *seeded):
            made = self._make(source, wanted)
            if self._validator.is_valid(made):
                return made
        words = ", ".join(sorted(self.tried_keywords))
        raise GenerationError("", f"its rules and {words} work against each other")

    @cached_property
    def tried_keywords(self) -> frozenset[str]:
        """The keywords of the schema that no choice keeps, and that the repair of a rule may break."""
        parts = (part.keys() for _, part in walk_schemas(self.schema))
        return frozenset(word for words in parts for word in TRIED_KEYWORDS & words)

    @cached_property
    def _validator(self) -> Any:
        return make_validator(self.schema, self.schemes)

    def _make(self, choices: PayloadChoiceSource, schema: Schema) -> Payload:
        """Return an object that fits a schema, after its rules have repaired it."""
        context = self.session(choices)
        made = context.generate(schema)
        if not is_dict(made):
            raise GenerationError("", "its values are no objects")
        context.repair(made)
        return made


@dataclass(frozen=True)
class GenerationSession:
    """The generation context of one payload: choices, schema and pinned pointers."""

    generator: PayloadGenerator
    draw: PayloadChoiceSource
    value_generator: ValueGenerator
    pins: frozenset[str] = field(default_factory=frozenset[str])

    @property
    def schema(self) -> Schema:
        """The input schema with references resolved."""
        return self.generator.schema

    def generate(self, schema: Any) -> Any:
        """Return a value that fits a part of the schema."""
        return self.value_generator.generate(schema)

    def with_pins(self, *pointers: str) -> GenerationSession:
        """Return the same session with more pinned pointers."""
        return GenerationSession(
            self.generator, self.draw, self.value_generator, self.pins.union(pointers)
        )

    def repair(self, payload: Payload) -> None:
        """Let every rule repair the payload in turn until all are kept.

        Raises:
            GenerationError: a rule is still broken after several rounds.
        """
        left = self.try_repair(payload)
        if left:
            kinds = ", ".join(rule.kind for rule in left)
            raise GenerationError("", f"its rules work against each other: {kinds}")

    def try_repair(self, payload: Payload) -> tuple[Rule, ...]:
        """Let every rule repair the payload in turn; return the rules that stay broken."""
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
    """Return the smallest payload: required fields only, each value the simplest."""
    return _generate_from(endpoint, schemes, SimplestChoiceSource())


def full_payload(endpoint: Endpoint, schemes: tuple[str, ...] = ("https",)) -> Payload:
    """Return a payload with every field and plain values."""
    return _generate_from(endpoint, schemes, FullestChoiceSource())


def _generate_from(
    endpoint: Endpoint, schemes: tuple[str, ...], choices: PayloadChoiceSource
) -> Payload:
    return PayloadGenerator(endpoint, schemes).generate(choices)
