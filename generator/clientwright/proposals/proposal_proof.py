"""What a proposed rule does to an endpoint, shown: payloads that it accepts and refuses, bounds that it makes unreachable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from clientwright.problems import Problem
from clientwright.proposals.proposal_faults import proposal_faults
from clientwright.rules.base import ImpliedBound, Payload, Rule
from clientwright.schema.equality import canonical_json
from clientwright.schema.protocols import GenerationError
from clientwright.schema.references import inline_references
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from clientwright.testing.payloads.violation_pairs import (
    Violation,
    ViolationPair,
    simplest_sources,
)

SHOWN = 3
"""How many payloads of each kind show what a rule does."""

MOST_WAYS = 24
"""In how many ways a rule is broken, at most, to find these payloads."""


@dataclass(frozen=True, slots=True)
class RefusedPayload:
    """A payload that a rule refuses, with the field to look at and the reason."""

    payload: Any
    pointer: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProposalProof:
    """What a rule does to an endpoint: payloads, unreachable bounds, and why it is refused, if it is."""

    endpoint: Endpoint
    accepted: tuple[Payload, ...] = ()
    refused: tuple[RefusedPayload, ...] = ()
    unreachable: tuple[ImpliedBound, ...] = ()
    problems: tuple[Problem, ...] = ()


def prove_rule(
    endpoint: Endpoint, rule: Rule, schemes: tuple[str, ...], *, shown: bool = True
) -> ProposalProof:
    """Return what a rule would do to an endpoint that does not have it yet; only with `shown`, payloads."""
    problems = proposal_faults(endpoint, rule, schemes)
    if problems:
        return ProposalProof(endpoint, problems=problems)
    generator = PayloadGenerator(replace(endpoint, rules=(*endpoint.rules, rule)), schemes)
    schema = inline_references(endpoint.input)
    known = {bound for one in endpoint.rules for bound in one.implied_bounds(schema)}
    return ProposalProof(
        endpoint,
        accepted=tuple(islice(_accepted(generator), SHOWN)) if shown else (),
        refused=tuple(islice(_refused(generator, rule), SHOWN)) if shown else (),
        unreachable=tuple(one for one in rule.implied_bounds(schema) if one not in known),
    )


def _accepted(generator: PayloadGenerator) -> Iterator[Payload]:
    """Yield valid payloads, all different: first those that are one step from breaking the last rule."""
    oracle = PayloadOracle(generator)
    twins = [pair.valid_twin for pair in _pairs(generator) if pair.valid_twin is not None]
    candidates = (*sorted(twins, key=_size), *sorted(_made(generator), key=_size))
    yield from _different(one for one in candidates if oracle.accepts(one))


def _refused(generator: PayloadGenerator, rule: Rule) -> Iterator[RefusedPayload]:
    """Yield payloads that break the last rule, all different: first those that break nothing else."""
    pairs = sorted(_pairs(generator), key=lambda pair: (not pair.isolated, _size(pair.invalid)))
    for payload in _different(pair.invalid for pair in pairs):
        fault = next(iter(rule.check(payload, generator.schema)), None)
        if fault is not None:
            yield RefusedPayload(payload, fault.pointer, fault.message)


def _pairs(generator: PayloadGenerator) -> Iterator[ViolationPair]:
    """Yield pairs that break the last rule, and their twins that keep it: each way to break it in turn."""
    rules = generator.endpoint.rules
    last = f"/rules/{len(rules) - 1}"
    breaking = (one for one in iter_violations(generator) if one.constraint_pointer == last)
    ways: list[Violation] = [*islice(breaking, MOST_WAYS)]
    for choices in simplest_sources():
        for way in ways:
            with suppress(GenerationError):
                yield way.make_pair(generator, choices)


def _made(generator: PayloadGenerator) -> Iterator[Payload]:
    for choices in simplest_sources():
        with suppress(GenerationError):
            yield generator.generate(choices)


def _size(payload: Any) -> int:
    """Return the length of a payload's text: people read the shortest first."""
    return len(canonical_json(payload))


def _different(payloads: Iterable[Any]) -> Iterator[Any]:
    """Yield each different payload once, in order."""
    seen = set[str]()
    for payload in payloads:
        key = canonical_json(payload)
        if key not in seen:
            seen.add(key)
            yield payload
