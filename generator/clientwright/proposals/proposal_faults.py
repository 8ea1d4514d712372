"""Why a proposed rule is refused: what it names, what it repeats, and which inputs it leaves."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.problems import Problem, nearest_name
from clientwright.proposals.payload_search import PayloadSearch, SoughtValue
from clientwright.proposals.problems import (
    ExampleRefused,
    FieldUnknown,
    RuleContradicts,
    RuleNeverBroken,
    RuleRepeats,
    RuleUnproven,
    RuleUnsatisfiable,
)
from clientwright.rules.base import Payload, Rule
from clientwright.rules.json_edit import delete_value, set_value
from clientwright.rules.json_path import JsonPath
from clientwright.rules.rule_source import describe_field, describe_source
from clientwright.rules.shared_rules import missing_fields
from clientwright.rules.sibling_rule import json_literal
from clientwright.schema.references import inline_references
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.payload_generator import ROOT_PATH, PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle

MOST_NEAREST = 20
"""For how many unknown fields the nearest one is named."""


def proposal_faults(
    endpoint: Endpoint, rule: Rule, schemes: tuple[str, ...]
) -> tuple[Problem, ...]:
    """Return why an endpoint must not get a rule; what makes further checks pointless ends them."""
    proposal = _Proposal(endpoint, rule, schemes)
    checks = (
        proposal.unknown_fields,
        proposal.repeated,
        proposal.impossible_inputs,
        proposal.never_broken,
        proposal.refused_examples,
    )
    return next((found for check in checks if (found := tuple(check()))), ())


def implying_rule(
    endpoint: Endpoint, rule: Rule, schemes: tuple[str, ...]
) -> tuple[int, Rule] | None:
    """Return the rule of an endpoint from which another follows, with its number; an equal one, if there is one."""
    schema = PayloadGenerator(endpoint, schemes).schema
    found = [one for one in enumerate(endpoint.rules) if one[1].implies(rule, schema)]
    equal = [one for one in found if one[1].without_source() == rule.without_source()]
    return next(iter([*equal, *found]), None)


@dataclass(frozen=True)
class _Proposal:
    """A rule that an endpoint may get, and the URL schemes that its service takes."""

    endpoint: Endpoint
    rule: Rule
    schemes: tuple[str, ...]

    @cached_property
    def search(self) -> PayloadSearch:
        return PayloadSearch(self.endpoint, self.schemes)

    @property
    def id(self) -> str:
        return str(self.endpoint.id)

    def unknown_fields(self) -> Iterator[Problem]:
        """Yield the fields that the input does not have."""
        known = {
            f"${'.' if field else ''}{field}"
            for pointer, _ in walk_schemas(inline_references(self.endpoint.input))
            if not (field := describe_field(pointer)).startswith("/")
        }
        for n, path in enumerate(missing_fields(self.rule, self.endpoint.input)):
            near = nearest_name(str(path), known) if n < MOST_NEAREST else ""
            location = self.endpoint.location("/input")
            yield FieldUnknown(location, self.rule.kind, str(path), near)

    def repeated(self) -> Iterator[Problem]:
        """Yield the rule from which this one follows."""
        if found := implying_rule(self.endpoint, self.rule, self.schemes):
            n, other = found
            location = other.shared or self.endpoint.location(f"/rules/{n}")
            yield RuleRepeats(location, self.id, other.sentence(), describe_source(other))

    def never_broken(self) -> Iterator[Problem]:
        """Yield that no input could break the rule."""
        schema = PayloadGenerator(self.endpoint, self.schemes).schema
        if next(iter(self.rule.violations(schema)), None) is None:
            yield RuleNeverBroken(self.endpoint.location("/input"), self.id, self.rule.sentence())

    def impossible_inputs(self) -> Iterator[Problem]:
        """Yield what no valid input could have any more: any value at all, or a field that the rule names."""
        present = self.endpoint.rules
        if self.make(present) is None:
            yield RuleUnproven(self.endpoint.location("/input"), self.id)
            return
        every = (*present, self.rule)
        if self.make(every) is None:
            yield self._impossible(SoughtValue(ROOT_PATH))
            return
        sought = self.search.documented_values(every)
        lost = list(self.search.lost(present, every, sought))
        fields = {one.path for one in lost if not one.values}
        for one in lost:
            if not one.values or one.path not in fields:
                yield self._impossible(one)
        if not lost:
            yield from self._never_together()

    def _never_together(self) -> Iterator[Problem]:
        """Yield that nothing fits a bound wherever its condition is true, which the field's absence alone would hide."""
        present = self.endpoint.rules
        conditions = self.rule.condition_values()
        sought = [
            SoughtValue(path, (value,), beside) for path, value, beside in conditions if beside
        ]
        yield from map(self._impossible, self.search.lost(present, (*present, self.rule), sought))

    def _impossible(self, lost: SoughtValue) -> Problem:
        """Return why no valid input could have a value: the rule alone, or with one or more others beside it."""
        field = "" if lost.path == ROOT_PATH else str(lost.path)
        value = json_literal(lost.values[0]) if lost.values else ""
        beside = tuple(map(str, lost.beside))
        if self.search.find((self.rule,), lost) is None:
            pointer = join_pointer("/input") + lost.path.schema_pointer()
            location = self.endpoint.location(pointer)
            return RuleUnsatisfiable(location, self.id, field, value, beside)
        present, new = self.endpoint.rules, (self.rule,)
        pairs = (one for one in present if self.search.find((one, *new), lost) is None)
        first = next(pairs, None)
        others = (first,) if first else self.search.needed_rules(present, lost, new) or present
        *further, other = others
        location = other.shared or self.endpoint.location(f"/rules/{present.index(other)}")
        return RuleContradicts(
            location,
            self.id,
            field,
            other.sentence(),
            describe_source(other),
            value,
            beside,
            tuple(one.sentence() for one in further),
        )

    def refused_examples(self) -> Iterator[Problem]:
        """Yield the documented examples and defaults that the rule refuses."""
        yield from self._refused_inputs()
        yield from self._refused_values()
        yield from self._refused_defaults()

    def _refused_inputs(self) -> Iterator[Problem]:
        """Yield the examples of whole inputs that only this rule refuses."""
        generator = PayloadGenerator(self.endpoint, self.schemes)
        oracle = PayloadOracle(generator)
        examples = self.endpoint.input.get("examples")
        for n, example in enumerate(examples if is_list(examples) else ()):
            faults = list(self.rule.check(example, generator.schema))
            if is_dict(example) and faults and oracle.accepts(example):
                location = self.endpoint.location(f"/input/examples/{n}")
                yield ExampleRefused(location, self.id, "example", faults[0].message)

    def _refused_values(self) -> Iterator[Problem]:
        """Yield the examples and defaults of the rule's fields that no valid input could have any more."""
        schema, present = inline_references(self.endpoint.input), self.endpoint.rules
        for path in dict.fromkeys(self.rule.paths()):
            for keyword, value in _documented_values(path.schema(schema) or {}):
                if self.make((*present, self.rule), path, value) or not self.make(
                    present, path, value
                ):
                    continue
                pointer = f"/input{path.schema_pointer()}/{keyword}"
                what = keyword.partition("/")[0].removesuffix("s")
                reason = f"no valid input could have {json_literal(value)} at {path}"
                yield ExampleRefused(self.endpoint.location(pointer), self.id, what, reason)

    def _refused_defaults(self) -> Iterator[Problem]:
        """Yield that the documented defaults break the rule, whether they are given or left out."""
        generator = PayloadGenerator(self.endpoint, self.schemes)
        paths = self.rule.paths()
        parts = [path.schema(generator.schema) or {} for path in paths]
        bare = self.make(self.endpoint.rules)
        if bare is None or any(
            "default" not in part or None in path.steps
            for path, part in zip(paths, parts, strict=True)
        ):
            return
        filled = copy.deepcopy(bare)
        for path, part in zip(paths, parts, strict=True):
            pointer = join_pointer("", *(step for step in path.steps if step is not None))
            with suppress(LookupError, TypeError):
                delete_value(bare, pointer)
            with suppress(LookupError, TypeError):
                set_value(filled, pointer, part["default"])
        faults = [list(self.rule.check(one, generator.schema)) for one in (bare, filled)]
        if all(faults):
            location = self.endpoint.location("/input")
            yield ExampleRefused(location, self.id, "defaults", faults[0][0].message)

    def make(
        self, rules: tuple[Rule, ...], path: JsonPath = ROOT_PATH, *value: Any
    ) -> Payload | None:
        """Return a valid payload with a value at a path, perhaps a certain one; None if none can be made."""
        return self.search.find(rules, SoughtValue(path, value))


def _documented_values(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the default and the examples of a field, each with its place below the field's schema."""
    if "default" in schema:
        yield "default", schema["default"]
    examples = schema.get("examples")
    for n, value in enumerate(examples if is_list(examples) else ()):
        yield f"examples/{n}", value
