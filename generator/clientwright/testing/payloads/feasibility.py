"""The labels of violations: whether each can be isolated, by arithmetic where it says so, else by a few examples."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from clientwright.io.json_pointer import join_pointer, resolve_pointer
from clientwright.io.json_types import is_dict
from clientwright.schema.additional_properties import DESCRIBING_KEYWORDS
from clientwright.schema.choice_sources import RandomChoiceSource, SimplestChoiceSource
from clientwright.schema.keywords import ASSERTION_KEYWORDS, BY_KEYWORD
from clientwright.schema.protocols import GenerationError
from clientwright.schema.proven_equality import surely_accept_the_same
from clientwright.schema.semantics import SEMANTICS
from clientwright.testing.payloads.input_nodes import iter_input_nodes
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import BrokenConstraint, PayloadOracle
from clientwright.testing.payloads.violation_pairs import Violation, ViolationPair

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


class FeasibilityBasis(StrEnum):
    """How a label is known.

    `ARITHMETIC`: rules and keywords say so of every payload. `TRIES`: so it was with those that
    were made, and the oracle decided about each.
    """

    ARITHMETIC = "arithmetic"
    TRIES = "tries"


@dataclass(frozen=True, slots=True)
class Feasibility:
    """A violation's label, how it is known, and the arithmetic or reason for it."""

    label: FeasibilityLabel
    reason: str = ""
    basis: FeasibilityBasis = FeasibilityBasis.TRIES


def assess_feasibility(oracle: PayloadOracle, violation: Violation) -> Feasibility:
    """Return the feasibility of a violation; that it is dominated, by arithmetic if there is some.

    Examples are made in any case: what is dominated is sent, too, so it must be no valid input.
    """
    found = label_by_tries(oracle, violation)
    arithmetic = ""
    if found.label is FeasibilityLabel.DOMINATED:
        arithmetic = _domination_by_arithmetic(violation, oracle.generator)
    elif found.label is FeasibilityLabel.VACUOUS:
        arithmetic = redundancy(
            oracle.generator, violation.constraint_pointer, violation.constraint
        )
    if not arithmetic:
        return found
    return Feasibility(found.label, f"by arithmetic: {arithmetic}", FeasibilityBasis.ARITHMETIC)


def redundancy(generator: PayloadGenerator, pointer: str, word: str) -> str:
    """Return that a keyword surely decides about no value, "" if that is not known."""
    try:
        written = resolve_pointer(generator.schema, pointer)
    except LookupError:
        return ""
    if not is_dict(written) or word not in written:
        return ""
    known = generator.redundant_keywords
    if (pointer, word) not in known:
        without = copy.deepcopy(generator.schema)
        del resolve_pointer(without, pointer)[word]
        known[pointer, word] = surely_accept_the_same(generator.schema, without)
    return f"without {word} the schema accepts the same values" if known[pointer, word] else ""


def label_by_tries(oracle: PayloadOracle, violation: Violation) -> Feasibility:
    """Return the feasibility of a violation by its simplest example and a few others."""
    try:
        simplest = violation.make_pair(oracle.generator, SimplestChoiceSource())
        if simplest.isolated:
            return Feasibility(FeasibilityLabel.ISOLABLE)
        pairs = [
            simplest,
            *(
                violation.make_pair(
                    oracle.generator, RandomChoiceSource.from_seed(f"{violation.name}:{n}")
                )
                for n in range(FEASIBILITY_ATTEMPTS)
            ),
        ]
    except GenerationError as error:
        return Feasibility(FeasibilityLabel.NOT_GENERATED, str(error))
    return _label_pairs([_assess_pair(oracle, violation, pair) for pair in pairs])


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


def _label_pairs(assessed: list[_PairAssessment]) -> Feasibility:
    tries = f"in {len(assessed)} tries" if len(assessed) > 1 else "in one try"
    if not any(one.breaks_own for one in assessed):
        return Feasibility(FeasibilityLabel.VACUOUS, f"{tries} no payload breaks it")
    if not all(one.breaks_own for one in assessed):
        return Feasibility(
            FeasibilityLabel.NOT_GENERATED, f"{tries} the payloads do not always break it"
        )
    if all(one.other_broken for one in assessed):
        other = assessed[0].other_broken[0]
        return Feasibility(
            FeasibilityLabel.DOMINATED,
            f"{tries} {other.constraint} is broken too: {other.reason}",
        )
    if any(one.other_broken or not one.has_valid_twin for one in assessed):
        return Feasibility(
            FeasibilityLabel.NOT_GENERATED, f"{tries} the payloads do not always break it alone"
        )
    return Feasibility(FeasibilityLabel.ISOLABLE)


def _domination_by_arithmetic(violation: Violation, generator: PayloadGenerator) -> str:
    """Return why whatever breaks a constraint breaks another one too, "" if nothing is known without trying.

    The bounds that a rule implies are sums and products of numbers in the specs; a keyword without
    which its schema has the same normal form accepts no value less than the others.
    """
    for rule in generator.endpoint.rules:
        for implied in rule.implied_bounds(generator.schema):
            if (implied.pointer, implied.keyword) == (
                violation.constraint_pointer,
                violation.constraint,
            ):
                return f"{rule.kind} is always broken too: {implied.arithmetic}"
    pointer, word = violation.constraint_pointer, violation.constraint
    with suppress(LookupError):
        schema = resolve_pointer(generator.schema, pointer)
        listing = is_dict(schema) and next((one for one in ("enum", "const") if one in schema), "")
        if listing and listing != word and word in schema and _is_implied(schema, word):
            return f"{listing} refuses whatever {word} refuses"
    return redundancy(generator, pointer, word)


def _is_implied(schema: Mapping[str, Any], word: str) -> bool:
    """Return whether a schema has the same normal form without a keyword."""
    rest = {other: value for other, value in schema.items() if other != word}
    return bool(SEMANTICS.normal_form(rest) == SEMANTICS.normal_form(schema))


def iter_unviolated_keywords(
    generator: PayloadGenerator, violations: Iterable[Violation]
) -> Iterator[tuple[str, str]]:
    """Yield the assertion keywords that decide something and that no violation breaks, each with its schema's pointer."""
    broken = {(one.constraint_pointer, one.constraint) for one in violations}
    for node in iter_input_nodes(generator.schema):
        for word in sorted(node.own.keys() & ASSERTION_KEYWORDS - _HOLDING):
            group = next((g for g in BY_KEYWORD[word].interdependent if word in g), (word,))
            inside = tuple(join_pointer(node.pointer, one, "") for one in group)
            if any(
                (at == node.pointer and by in group) or f"{at}/".startswith(inside)
                for at, by in broken
            ):
                continue
            at_root = word == "type" and not node.path.has_value_of_its_own
            if not (at_root or _is_implied(node.own, word)):
                yield word, node.pointer


_HOLDING = DESCRIBING_KEYWORDS | frozenset("items prefixItems allOf dependentSchemas".split())
"""Keywords that only say which schemas apply where: the keywords of these are broken by themselves."""
