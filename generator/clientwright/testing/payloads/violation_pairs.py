"""A violation and how its pairs are made: a payload that breaks one constraint, and its valid twin."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from clientwright.rules.base import Payload
from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.protocols import GenerationError
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import BrokenConstraint, PayloadOracle


@dataclass(frozen=True, slots=True)
class ViolationPair:
    """A payload that breaks a constraint, and a twin that differs only in that and what depends on it.

    `valid_twin` is None if there is none; `expected_pointers` are the fields that a refusal may name.
    `isolated`: the oracle has found that it breaks nothing else, and that the twin breaks nothing.
    """

    invalid: Any
    valid_twin: Payload | None
    expected_pointers: tuple[str, ...]
    isolated: bool = False


MakePair = Callable[[PayloadGenerator, PayloadChoiceSource], ViolationPair]


@dataclass(frozen=True, slots=True)
class Violation:
    """One way to break one keyword or rule, identified as by the oracle.

    `further` yields other ways to make the pair, for where something else refuses the first one, too.
    """

    name: str
    constraint: str
    constraint_pointer: str
    spec_pointer: str
    sentence: str
    make_pair: MakePair
    only_client: bool = False
    most_examples: int | None = None
    further: Callable[[], Iterable[MakePair]] = tuple

    def is_isolated(self, oracle: PayloadOracle, pair: ViolationPair) -> bool:
        """Return whether a pair breaks this constraint alone, and its twin none."""
        if pair.valid_twin is None or not oracle.accepts(pair.valid_twin):
            return False
        broken = oracle.broken_constraints(pair.invalid)
        return bool(broken) and all(map(self.is_broken_by, broken))

    def is_broken_by(self, found: BrokenConstraint) -> bool:
        """Return whether what a payload breaks is this constraint."""
        return found.is_breach_of(self.constraint, self.constraint_pointer)


def simplest_sources() -> tuple[PayloadChoiceSource, ...]:
    """Return the choice sources that are tried for an isolated pair, always the same, simplest first."""
    return (
        SimplestChoiceSource(),
        FullestChoiceSource(),
        *(RandomChoiceSource.from_seed(str(n)) for n in range(4)),
    )


@dataclass(frozen=True)
class IsolatedPairBuilder:
    """Makes the pairs of a violation, isolated if possible."""

    oracle: PayloadOracle
    violation: Violation

    def __call__(self, generator: PayloadGenerator, choices: PayloadChoiceSource) -> ViolationPair:
        """Make a pair by choices; if it breaks more, return the first isolated one instead."""
        try:
            pair = self.violation.make_pair(generator, choices)
        except GenerationError:
            if self._isolated_pair is None:
                raise
            return copy.deepcopy(self._isolated_pair)
        if self._isolated_pair is None:
            return pair
        if self.violation.is_isolated(self.oracle, pair):
            return replace(pair, isolated=True)
        return copy.deepcopy(self._isolated_pair)

    @cached_property
    def _isolated_pair(self) -> ViolationPair | None:
        """The first of the simplest pairs that is isolated; it is looked for once for equal inputs."""
        key = self.oracle.generator.content, self.violation.name
        if key not in _ISOLATED_PAIRS:
            if len(_ISOLATED_PAIRS) >= _MOST_PAIRS:
                _ISOLATED_PAIRS.clear()
            _ISOLATED_PAIRS[key] = self._find_isolated_pair()
        return _ISOLATED_PAIRS[key]

    def _find_isolated_pair(self) -> ViolationPair | None:
        pairs = (p for p in self._simple_pairs() if self.violation.is_isolated(self.oracle, p))
        found = next(pairs, None)
        return found and replace(found, isolated=True)

    def _simple_pairs(self) -> Iterator[ViolationPair]:
        for draw in simplest_sources():
            with suppress(GenerationError):
                yield self.violation.make_pair(self.oracle.generator, draw)
        for make_pair in self.violation.further():
            for draw in simplest_sources()[:_SOURCES_FURTHER]:
                with suppress(GenerationError):
                    yield make_pair(self.oracle.generator, draw)


_ISOLATED_PAIRS: dict[tuple[str, str], ViolationPair | None] = {}
"""Isolated pairs by what payloads are made from and the violation's name; nobody changes them."""
_MOST_PAIRS = 4096
"""How many of them are kept."""
_SOURCES_FURTHER = 2
"""By how many choice sources each further pair of a violation is tried."""
