"""Can a violation stand alone? Made a few times and judged by the oracle, before anybody is judged by it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clientwright.contract.breaking.violations import Pair, Violation
from clientwright.contract.making.draws import LeastDraw, RandomDraw
from clientwright.contract.making.problems import NoStrategy
from clientwright.contract.oracle import Broken, Oracle

TRIES = 5
"""How often a violation is made, beside its simplest form, to label it."""


class Label(StrEnum):
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

    label: Label
    reason: str = ""


def feasibility(oracle: Oracle, violation: Violation) -> Feasibility:
    """Label a violation."""
    try:
        pairs = [
            violation.build(oracle.shop, LeastDraw()),
            *(
                violation.build(oracle.shop, RandomDraw.seeded(f"{violation.name}:{n}"))
                for n in range(TRIES)
            ),
        ]
    except NoStrategy as error:
        return Feasibility(Label.UNMADE, str(error))
    return _labelled(violation, [_judged(oracle, violation, pair) for pair in pairs], oracle)


@dataclass(frozen=True, slots=True)
class _Judged:
    own: bool
    others: tuple[Broken, ...]
    twin_kept: bool


def _judged(oracle: Oracle, violation: Violation, pair: Pair) -> _Judged:
    found = oracle.faults(pair.bad)
    others = tuple(b for b in found if (b.what, b.where) != (violation.what, violation.where))
    kept = pair.twin is not None and not oracle.faults(pair.twin)
    return _Judged(len(others) < len(found), others, kept)


def _labelled(violation: Violation, judged: list[_Judged], oracle: Oracle) -> Feasibility:
    if not any(one.own for one in judged):
        return Feasibility(Label.VACUOUS, "nothing that is made for it breaks it")
    if not all(one.own for one in judged):
        return Feasibility(Label.UNMADE, "what is made for it does not always break it")
    if all(one.others for one in judged):
        return Feasibility(Label.DOMINATED, _arithmetic(violation, judged[0].others, oracle))
    if any(one.others or not one.twin_kept for one in judged):
        return Feasibility(Label.UNMADE, "what is made for it does not always break it alone")
    return Feasibility(Label.ISOLABLE)


def _arithmetic(violation: Violation, others: tuple[Broken, ...], oracle: Oracle) -> str:
    """Say why something else breaks too: by a rule's own reasoning, else by what the simplest case shows."""
    for rule in oracle.shop.endpoint.rules:
        for implied in rule.implied(oracle.shop.schema):
            if (implied.pointer, implied.keyword) == (violation.where, violation.what):
                return f"{rule.kind} is always broken too: {implied.arithmetic}"
    other = others[0]
    return f"{other.what} is always broken too: {other.why}"
