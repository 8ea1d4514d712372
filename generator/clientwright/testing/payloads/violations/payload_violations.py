"""Every violation of an endpoint: how a payload is made that breaks it, and the accepted twin beside it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from clientwright.rules.base import RuleViolation
from clientwright.rules.generation_context import Payload
from clientwright.rules.json_edit import MISSING, matching_pointers, set_value, value_at
from clientwright.specs.json_text import join_pointer
from clientwright.specs.schema_keywords import ANNOTATION_KEYWORDS, ASSERTION_KEYWORDS
from clientwright.testing.payloads.generation.choice_sources import (
    FullestChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.payload_generator import (
    GenerationSession,
    PayloadGenerator,
)
from clientwright.testing.payloads.input_nodes import InputNode, ensure_present, iter_input_nodes
from clientwright.testing.payloads.payload_oracle import FINITE_NUMBER, PayloadOracle
from clientwright.testing.payloads.violations import (
    arrays,
    bounds,
    enums,
    media,
    properties,
    strings,
    types,
)
from clientwright.testing.payloads.violations.keyword_faults import (
    KeywordFault,
    Schema,
    make_any_valid,
)

FAULT_FINDERS: tuple[Callable[[Schema], Iterator[KeywordFault]], ...] = (
    types.iter_faults,
    bounds.iter_faults,
    strings.iter_faults,
    enums.iter_faults,
    media.iter_faults,
    arrays.iter_faults,
    properties.iter_faults,
)
VIOLATED_KEYWORDS = frozenset(
    "type minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern "
    "enum const x-media minItems maxItems uniqueItems required dependentRequired".split()
)
"""Keywords that a violation is known for."""
APPLICATOR_KEYWORDS = frozenset(("properties", "items"))
"""Keywords that say nothing by themselves: what stands below them is broken."""


@dataclass(frozen=True, slots=True)
class ViolationPair:
    """A payload that breaks something, and its twin, which differs in that and what hangs on it.

    `twin` is None where no accepted payload stands beside it; `named` are the pointers
    that a refusal may name.
    """

    invalid: Any
    valid_twin: Payload | None
    expected_pointers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Violation:
    """One way to break one keyword or rule: `what` and `where` as the oracle names them."""

    name: str
    constraint: str
    constraint_pointer: str
    spec_pointer: str
    sentence: str
    make_pair: Callable[[PayloadGenerator, PayloadChoiceSource], ViolationPair]
    only_client: bool = False

    def is_isolated(self, oracle: PayloadOracle, pair: ViolationPair) -> bool:
        """Tell whether a pair breaks this and nothing else, beside a twin that breaks nothing."""
        broken = {
            (found.constraint, found.constraint_pointer)
            for found in oracle.broken_constraints(pair.invalid)
        }
        kept = pair.valid_twin is not None and not oracle.broken_constraints(pair.valid_twin)
        return kept and broken == {(self.constraint, self.constraint_pointer)}


def simplest_sources() -> tuple[PayloadChoiceSource, ...]:
    """Give choices by which a pair is looked for that breaks one thing alone, the simplest first: always the same."""
    return (
        SimplestChoiceSource(),
        FullestChoiceSource(),
        *(RandomChoiceSource.from_seed(str(n)) for n in range(4)),
    )


def iter_violations(generator: PayloadGenerator) -> Iterator[Violation]:
    """List every violation of an endpoint's keywords, then of its rules.

    Where choices lead to a pair of which more is broken, it is made in a simpler way that
    was seen to break one thing alone, if there is one.
    """
    oracle = PayloadOracle(generator)
    return (
        replace(found, make_pair=IsolatedPairBuilder(oracle, found))
        for found in _iter_violations(generator)
    )


def _iter_violations(generator: PayloadGenerator) -> Iterator[Violation]:
    for site in iter_input_nodes(generator.schema):
        for table in FAULT_FINDERS:
            yield from (
                _keyword_violation(site, fault)
                for fault in table(site.schema)
                if _is_applicable(site, fault)
            )
    for n, rule in enumerate(generator.endpoint.rules):
        for breach in rule.violations(generator.schema):
            yield _rule_violation(n, rule.kind, rule.sentence(), breach)


@dataclass(frozen=True)
class IsolatedPairBuilder:
    """Makes the pairs of a violation; each is judged before it is given."""

    oracle: PayloadOracle
    violation: Violation

    def __call__(self, generator: PayloadGenerator, choices: PayloadChoiceSource) -> ViolationPair:
        """Make a pair by choices, or the first of the simple ones where that one breaks more."""
        try:
            pair = self.violation.make_pair(generator, choices)
        except GenerationError:
            if self._isolated_pair is None:
                raise
            return copy.deepcopy(self._isolated_pair)
        if self._isolated_pair is None or self.violation.is_isolated(self.oracle, pair):
            return pair
        return copy.deepcopy(self._isolated_pair)

    @cached_property
    def _isolated_pair(self) -> ViolationPair | None:
        """Make the first pair that breaks one thing alone."""
        return next(
            (p for p in self._simple_pairs() if self.violation.is_isolated(self.oracle, p)), None
        )

    def _simple_pairs(self) -> Iterator[ViolationPair]:
        for draw in simplest_sources():
            with suppress(GenerationError):
                yield self.violation.make_pair(self.oracle.generator, draw)


def iter_unviolated_keywords(generator: PayloadGenerator) -> Iterator[tuple[str, str]]:
    """List the keywords that assert something and for which no violation is known, each with its schema's pointer."""
    for site in iter_input_nodes(generator.schema):
        for word in sorted(
            site.schema.keys() - VIOLATED_KEYWORDS - APPLICATOR_KEYWORDS - ANNOTATION_KEYWORDS
        ):
            known = word == "additionalProperties" and site.schema[word] in (False, True)
            if word in ASSERTION_KEYWORDS and not known:
                yield word, site.pointer


def _is_applicable(site: InputNode, fault: KeywordFault) -> bool:
    """Leave the root's type to the raw bodies: a payload is an object."""
    return bool(site.path.steps) or fault.keyword not in ("type",)


def _keyword_violation(site: InputNode, fault: KeywordFault) -> Violation:
    name = "/".join(part for part in (site.name, fault.name) if part)
    keyword = {"closed": "properties", FINITE_NUMBER: "type"}.get(fault.keyword, fault.keyword)
    subject = site.name or "the input"
    return Violation(
        name,
        fault.keyword,
        site.pointer,
        join_pointer("/input" + site.pointer, keyword),
        f"{subject} {fault.sentence}.",
        lambda generator, choices: _break_keyword(generator, choices, site, fault),
        fault.only_client,
    )


def _rule_violation(n: int, kind: str, sentence: str, breach: RuleViolation) -> Violation:
    return Violation(
        f"rules/{n}-{kind}/{breach.name}",
        kind,
        f"/rules/{n}",
        f"/rules/{n}",
        f"{sentence} (It is broken when {breach.sentence}.)",
        lambda generator, choices: _break_rule(generator, choices, breach),
    )


def _break_keyword(
    generator: PayloadGenerator, choices: PayloadChoiceSource, site: InputNode, fault: KeywordFault
) -> ViolationPair:
    context = generator.session(choices)
    payload = generator.generate(choices, site.path)
    slot = _choose_pointer(site, payload, context)
    pinned = context.with_pins(slot)
    if fault.make_valid is not make_any_valid:
        payload = _replace(payload, slot, fault.make_valid(context.value_generator, site.schema))
    settled = not pinned.try_repair(payload)
    bad = copy.deepcopy(payload)
    bad = _replace(bad, slot, fault.make_invalid(context.value_generator, value_at(bad, slot)))
    if isinstance(bad, dict):
        pinned.try_repair(bad)
    return ViolationPair(bad, payload if settled else None, (slot,))


def _choose_pointer(site: InputNode, payload: Payload, context: GenerationSession) -> str:
    if not site.path.steps:
        return ""
    ensure_present(payload, site, context)
    there = [
        slot
        for slot in matching_pointers(site.path, payload)
        if value_at(payload, slot) is not MISSING
    ]
    if not there:
        raise GenerationError(site.pointer, "the rules leave no input in which it stands")
    return context.draw.pick(there)


def _replace(payload: Payload, slot: str, value: Any) -> Any:
    if slot:
        set_value(payload, slot, value)
        return payload
    return value


def _break_rule(
    generator: PayloadGenerator, choices: PayloadChoiceSource, breach: RuleViolation
) -> ViolationPair:
    context = generator.session(choices)
    payload = generator.generate(choices)
    touched = breach.prepare(payload, context)
    settled = not context.with_pins(*touched).try_repair(payload)
    bad = copy.deepcopy(payload)
    named = breach.apply(bad, context)
    return ViolationPair(bad, payload if settled else None, named)
