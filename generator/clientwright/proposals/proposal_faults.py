"""Why a proposed rule is refused: what it names, what it repeats, and which inputs it leaves."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.problems import Problem, nearest_name
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
from clientwright.schema.equality import json_equal
from clientwright.schema.protocols import GenerationError
from clientwright.schema.references import inline_references
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.payload_generator import ROOT_PATH, PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.violation_pairs import simplest_sources


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
        for path in missing_fields(self.rule, self.endpoint.input):
            near = nearest_name(str(path), known)
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
        for path in (ROOT_PATH, *dict.fromkeys(self.rule.paths())):
            if self.make((*present, self.rule), path) or not self.make(present, path):
                continue
            yield self._impossible(path)
            if path == ROOT_PATH:
                return

    def _impossible(self, path: JsonPath) -> Problem:
        """Return why no valid input could have a value at a path: the rule alone, or another beside it."""
        field = "" if path == ROOT_PATH else str(path)
        pointer = join_pointer("/input") + path.schema_pointer()
        if self.make((self.rule,), path) is None:
            return RuleUnsatisfiable(self.endpoint.location(pointer), self.id, field)
        others = list(enumerate(self.endpoint.rules))
        pairs = (one for one in others if self.make((one[1], self.rule), path) is None)
        n, other = next(pairs, others[-1])
        location = other.shared or self.endpoint.location(f"/rules/{n}")
        return RuleContradicts(location, self.id, field, other.sentence(), describe_source(other))

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
                reason = f"no valid input could have {value!r} at {path}"
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
        generator = PayloadGenerator(replace(self.endpoint, rules=rules), self.schemes)
        oracle = PayloadOracle(generator)
        leaf = {"enum": list(value)} if value else None
        for choices in simplest_sources():
            with suppress(GenerationError):
                made = generator.generate(choices, path, leaf)
                there = [found for _, found in path.values(made)]
                has_value = any(json_equal(found, value[0]) for found in there) if value else there
                if has_value and oracle.accepts(made):
                    return made
        return None


def _documented_values(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the default and the examples of a field, each with its place below the field's schema."""
    if "default" in schema:
        yield "default", schema["default"]
    examples = schema.get("examples")
    for n, value in enumerate(examples if is_list(examples) else ()):
        yield f"examples/{n}", value
