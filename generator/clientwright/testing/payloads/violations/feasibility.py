"""Can a violation stand alone? Made a few times and judged by the oracle, before anybody is judged by it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clientwright.testing.payloads.generation.choice_sources import (
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.payload_oracle import BrokenConstraint, PayloadOracle
from clientwright.testing.payloads.violations.payload_violations import Violation, ViolationPair

FEASIBILITY_ATTEMPTS = 5
"""How often a violation is made, beside its simplest form, to label it."""


class FeasibilityLabel(StrEnum):
    """What a violation is worth as evidence.

    `ISOLABLE`: it breaks its own keyword or rule and nothing else, beside an accepted twin.
    `DOMINATED`: whatever breaks it breaks something else too. `VACUOUS`: nothing breaks it.
    `UNMADE`: no payload is made for it, or not surely one that breaks it alone.
    """

    ISOLABLE = "isolable"
    DOMINATED = "dominated"
    VACUOUS = "vacuous"
    NOT_GENERATED = "unmade"


@dataclass(frozen=True, slots=True)
class Feasibility:
    """A violation's label, and the arithmetic or the reason behind it."""

    label: FeasibilityLabel
    reason: str = ""


def assess_feasibility(oracle: PayloadOracle, violation: Violation) -> Feasibility:
    """Label a violation."""
    try:
        pairs = [
            violation.make_pair(oracle.generator, SimplestChoiceSource()),
            *(
                violation.make_pair(
                    oracle.generator, RandomChoiceSource.from_seed(f"{violation.name}:{n}")
                )
                for n in range(FEASIBILITY_ATTEMPTS)
            ),
        ]
    except GenerationError as error:
        return Feasibility(FeasibilityLabel.NOT_GENERATED, str(error))
    return _label_pairs(
        violation, [_assess_pair(oracle, violation, pair) for pair in pairs], oracle
    )


@dataclass(frozen=True, slots=True)
class _PairAssessment:
    breaks_own: bool
    other_broken: tuple[BrokenConstraint, ...]
    has_valid_twin: bool


def _assess_pair(
    oracle: PayloadOracle, violation: Violation, pair: ViolationPair
) -> _PairAssessment:
    found = oracle.broken_constraints(pair.invalid)
    others = tuple(
        b
        for b in found
        if (b.constraint, b.constraint_pointer)
        != (violation.constraint, violation.constraint_pointer)
    )
    kept = pair.valid_twin is not None and not oracle.broken_constraints(pair.valid_twin)
    return _PairAssessment(len(others) < len(found), others, kept)


def _label_pairs(
    violation: Violation, judged: list[_PairAssessment], oracle: PayloadOracle
) -> Feasibility:
    if not any(one.breaks_own for one in judged):
        return Feasibility(FeasibilityLabel.VACUOUS, "nothing that is made for it breaks it")
    if not all(one.breaks_own for one in judged):
        return Feasibility(
            FeasibilityLabel.NOT_GENERATED, "what is made for it does not always break it"
        )
    if all(one.other_broken for one in judged):
        return Feasibility(
            FeasibilityLabel.DOMINATED,
            _explain_domination(violation, judged[0].other_broken, oracle),
        )
    if any(one.other_broken or not one.has_valid_twin for one in judged):
        return Feasibility(
            FeasibilityLabel.NOT_GENERATED, "what is made for it does not always break it alone"
        )
    return Feasibility(FeasibilityLabel.ISOLABLE)


def _explain_domination(
    violation: Violation, others: tuple[BrokenConstraint, ...], oracle: PayloadOracle
) -> str:
    """Say why something else breaks too: by a rule's own reasoning, else by what the simplest case shows."""
    for rule in oracle.generator.endpoint.rules:
        for implied in rule.implied_bounds(oracle.generator.schema):
            if (implied.pointer, implied.keyword) == (
                violation.constraint_pointer,
                violation.constraint,
            ):
                return f"{rule.kind} is always broken too: {implied.arithmetic}"
    other = others[0]
    return f"{other.constraint} is always broken too: {other.reason}"
