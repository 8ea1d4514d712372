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
    UNMADE = "unmade"


@dataclass(frozen=True, slots=True)
class Feasibility:
    """A violation's label, and the arithmetic or the reason behind it."""

    label: FeasibilityLabel
    reason: str = ""


def assess_feasibility(oracle: PayloadOracle, violation: Violation) -> Feasibility:
    """Label a violation."""
    try:
        pairs = [
            violation.build(oracle.shop, SimplestChoiceSource()),
            *(
                violation.build(oracle.shop, RandomChoiceSource.seeded(f"{violation.name}:{n}"))
                for n in range(FEASIBILITY_ATTEMPTS)
            ),
        ]
    except GenerationError as error:
        return Feasibility(FeasibilityLabel.UNMADE, str(error))
    return _label_pairs(
        violation, [_assess_pair(oracle, violation, pair) for pair in pairs], oracle
    )


@dataclass(frozen=True, slots=True)
class _PairAssessment:
    own: bool
    others: tuple[BrokenConstraint, ...]
    twin_kept: bool


def _assess_pair(
    oracle: PayloadOracle, violation: Violation, pair: ViolationPair
) -> _PairAssessment:
    found = oracle.faults(pair.bad)
    others = tuple(b for b in found if (b.what, b.where) != (violation.what, violation.where))
    kept = pair.twin is not None and not oracle.faults(pair.twin)
    return _PairAssessment(len(others) < len(found), others, kept)


def _label_pairs(
    violation: Violation, judged: list[_PairAssessment], oracle: PayloadOracle
) -> Feasibility:
    if not any(one.own for one in judged):
        return Feasibility(FeasibilityLabel.VACUOUS, "nothing that is made for it breaks it")
    if not all(one.own for one in judged):
        return Feasibility(FeasibilityLabel.UNMADE, "what is made for it does not always break it")
    if all(one.others for one in judged):
        return Feasibility(
            FeasibilityLabel.DOMINATED, _explain_domination(violation, judged[0].others, oracle)
        )
    if any(one.others or not one.twin_kept for one in judged):
        return Feasibility(
            FeasibilityLabel.UNMADE, "what is made for it does not always break it alone"
        )
    return Feasibility(FeasibilityLabel.ISOLABLE)


def _explain_domination(
    violation: Violation, others: tuple[BrokenConstraint, ...], oracle: PayloadOracle
) -> str:
    """Say why something else breaks too: by a rule's own reasoning, else by what the simplest case shows."""
    for rule in oracle.shop.endpoint.rules:
        for implied in rule.implied(oracle.shop.schema):
            if (implied.pointer, implied.keyword) == (violation.where, violation.what):
                return f"{rule.kind} is always broken too: {implied.arithmetic}"
    other = others[0]
    return f"{other.what} is always broken too: {other.why}"
