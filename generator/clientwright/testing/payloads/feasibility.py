"""The labels of violations: whether each can be isolated, by the oracle on a few examples."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clientwright.schema.choice_sources import RandomChoiceSource, SimplestChoiceSource
from clientwright.schema.protocols import GenerationError
from clientwright.testing.payloads.payload_oracle import BrokenConstraint, PayloadOracle
from clientwright.testing.payloads.payload_violations import Violation, ViolationPair

FEASIBILITY_ATTEMPTS = 5
"""How many examples of a violation, besides its simplest, decide its label."""


class FeasibilityLabel(StrEnum):
    """What a violation can prove.

    `ISOLABLE`: it breaks its own keyword or rule and nothing else, and has a valid twin.
    `DOMINATED`: whatever breaks it also breaks something else. `VACUOUS`: nothing breaks it.
    `NOT_GENERATED`: no payload can be made for it, or not reliably one that breaks it alone.
    """

    ISOLABLE = "isolable"
    DOMINATED = "dominated"
    VACUOUS = "vacuous"
    NOT_GENERATED = "unmade"


@dataclass(frozen=True, slots=True)
class Feasibility:
    """A violation's label, and the arithmetic or reason for it."""

    label: FeasibilityLabel
    reason: str = ""


def assess_feasibility(oracle: PayloadOracle, violation: Violation) -> Feasibility:
    """Return the feasibility of a violation."""
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
    if pair.isolated:
        return _PairAssessment(breaks_own=True, other_broken=(), has_valid_twin=True)
    found = oracle.broken_constraints(pair.invalid)
    others = tuple(one for one in found if not violation.is_broken_by(one))
    kept = pair.valid_twin is not None and oracle.accepts(pair.valid_twin)
    broken = any(one.involves(violation.constraint, violation.constraint_pointer) for one in found)
    return _PairAssessment(broken, others, kept)


def _label_pairs(
    violation: Violation, assessed: list[_PairAssessment], oracle: PayloadOracle
) -> Feasibility:
    if not any(one.breaks_own for one in assessed):
        return Feasibility(FeasibilityLabel.VACUOUS, "no generated payload breaks it")
    if not all(one.breaks_own for one in assessed):
        return Feasibility(
            FeasibilityLabel.NOT_GENERATED, "the generated payloads do not always break it"
        )
    if all(one.other_broken for one in assessed):
        return Feasibility(
            FeasibilityLabel.DOMINATED,
            _explain_domination(violation, assessed[0].other_broken, oracle),
        )
    if any(one.other_broken or not one.has_valid_twin for one in assessed):
        return Feasibility(
            FeasibilityLabel.NOT_GENERATED, "the generated payloads do not always break it alone"
        )
    return Feasibility(FeasibilityLabel.ISOLABLE)


def _explain_domination(
    violation: Violation, others: tuple[BrokenConstraint, ...], oracle: PayloadOracle
) -> str:
    """Return why something else is broken too: by a rule's arithmetic, else by the simplest example."""
    for rule in oracle.generator.endpoint.rules:
        for implied in rule.implied_bounds(oracle.generator.schema):
            if (implied.pointer, implied.keyword) == (
                violation.constraint_pointer,
                violation.constraint,
            ):
                return f"{rule.kind} is always broken too: {implied.arithmetic}"
    other = others[0]
    return f"{other.constraint} is always broken too: {other.reason}"
