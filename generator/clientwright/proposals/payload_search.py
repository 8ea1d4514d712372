"""Search for a valid payload with a certain value, and for what rules leave no payload for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice
from typing import Any

from clientwright.io.json_types import is_list
from clientwright.rules.base import Payload, Rule
from clientwright.rules.json_path import JsonPath
from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
)
from clientwright.schema.equality import canonical_json, json_equal
from clientwright.schema.protocols import GenerationError
from clientwright.schema.references import inline_references
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.input_paths import InputPath
from clientwright.testing.payloads.payload_generator import ROOT_PATH, PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.violation_pairs import simplest_sources

MOST_VALUES = 100
"""How many values of an endpoint are searched for, at most."""
_FURTHER_SEEDS = 12
"""How many further payloads are made where the value has been written into the schema."""


@dataclass(frozen=True, slots=True)
class SoughtValue:
    """A field, perhaps with a certain value (one, or none for any), and fields that are given beside it."""

    path: JsonPath
    values: tuple[Any, ...] = ()
    beside: tuple[JsonPath, ...] = ()


@dataclass(frozen=True)
class PayloadSearch:
    """Searches the payloads of an endpoint under any rules, for a service that takes some URL schemes."""

    endpoint: Endpoint
    schemes: tuple[str, ...]

    def find(self, rules: Sequence[Rule], sought: SoughtValue) -> Payload | None:
        """Return a valid payload with what is sought; None if none can be made."""
        oracle = self._oracle(rules)
        if sought.beside:
            schema = PayloadGenerator(self.endpoint, self.schemes).schema
            for path in sought.beside:
                schema = InputPath(path.steps).narrow(schema)
            narrowed = replace(oracle.generator.endpoint, input=schema)
            oracle = PayloadOracle(PayloadGenerator(narrowed, self.schemes))
        return next(self._payloads(oracle, sought), None)

    def full_payload(self, rules: Sequence[Rule]) -> Payload | None:
        """Return a valid payload with every field, if it can be made at once."""
        oracle = self._oracle(rules)
        with suppress(GenerationError):
            made = oracle.generator.generate(FullestChoiceSource())
            return made if oracle.accepts(made) else None
        return None

    def _oracle(self, rules: Sequence[Rule]) -> PayloadOracle:
        """Return the oracle of the endpoint under some rules; it is asked for many values."""
        if self._asked and self._asked[-1].generator.endpoint.rules == tuple(rules):
            return self._asked[-1]
        endpoint = replace(self.endpoint, rules=tuple(rules))
        self._asked[:] = [PayloadOracle(PayloadGenerator(endpoint, self.schemes))]
        return self._asked[-1]

    @cached_property
    def _asked(self) -> list[PayloadOracle]:
        return []

    def _payloads(self, oracle: PayloadOracle, sought: SoughtValue) -> Iterator[Payload]:
        """Yield valid payloads: first those that rules may repair, then those in which they may not change the value."""
        generator = oracle.generator
        leaf = {"enum": list(sought.values)} if sought.values else None
        for choices in simplest_sources():
            with suppress(GenerationError):
                made = generator.generate(choices, sought.path, leaf)
                if _has(made, sought) and oracle.accepts(made):
                    yield made
        if sought.path == ROOT_PATH:
            return
        narrowed = InputPath(sought.path.steps).narrow(generator.schema, leaf)
        fixed = PayloadGenerator(replace(generator.endpoint, input=narrowed), self.schemes)
        for choices in _further_sources():
            with suppress(GenerationError):
                made = fixed.generate(choices)
                if _has(made, sought) and oracle.accepts(made):
                    yield made

    def lost(
        self, before: Sequence[Rule], after: Sequence[Rule], sought: Iterable[SoughtValue]
    ) -> Iterator[SoughtValue]:
        """Yield what some rules leave a payload for, and others do not."""
        for one in sought:
            if self.find(after, one) is None and self.find(before, one) is not None:
                yield one

    def needed_rules(
        self, rules: Sequence[Rule], lost: SoughtValue, beside: Sequence[Rule] = ()
    ) -> tuple[Rule, ...]:
        """Return as few of the rules as leave, beside some others, no payload with a value."""
        kept = list(rules)
        for rule in rules:
            without = [one for one in kept if one is not rule]
            if self.find((*without, *beside), lost) is None:
                kept = without
        return tuple(kept)

    @cached_property
    def _schema(self) -> dict[str, Any]:
        return inline_references(self.endpoint.input)

    def documented_values(self, rules: Sequence[Rule]) -> list[SoughtValue]:
        """Return the fields that rules name, the values listed for these, and those that rules depend on."""
        paths = dict.fromkeys(chain.from_iterable(rule.paths() for rule in rules))
        sought = dict[str, SoughtValue]()
        for path in paths:
            _note(sought, SoughtValue(path))
        for rule in rules:
            for path, value, _ in rule.condition_values():
                _note(sought, SoughtValue(path, (value,)))
        for path in paths:
            for value in _listed(path.schema(self._schema) or {}):
                _note(sought, SoughtValue(path, (value,)))
        return list(islice(sought.values(), MOST_VALUES))


def _note(sought: dict[str, SoughtValue], one: SoughtValue) -> None:
    sought.setdefault(canonical_json([str(one.path), *one.values]), one)


def _listed(schema: dict[str, Any]) -> Iterator[Any]:
    """Yield the values that a schema lists."""
    if is_list(listed := schema.get("enum")):
        yield from listed
    if "const" in schema:
        yield schema["const"]
    if schema.get("type") == "boolean":
        yield from (False, True)


def shows(payload: Payload | None, sought: SoughtValue) -> bool:
    """Return whether a payload has what is sought."""
    if payload is None or not all(any(path.values(payload)) for path in sought.beside):
        return False
    return _has(payload, sought)


def _has(payload: Payload, sought: SoughtValue) -> bool:
    there = [found for _, found in sought.path.values(payload)]
    if not sought.values:
        return bool(there)
    return any(json_equal(found, sought.values[0]) for found in there)


def _further_sources() -> Iterator[PayloadChoiceSource]:
    yield from simplest_sources()[:2]
    yield from (RandomChoiceSource.from_seed(f"sought:{n}") for n in range(_FURTHER_SEEDS))
