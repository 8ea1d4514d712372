"""A violation and how its pairs are made: a payload that breaks one constraint, and its valid twin."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from clientwright.io.json_types import copy_json
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

    def __deepcopy__(self, memo: object) -> ViolationPair:
        """Return a pair with payloads of its own."""
        invalid, twin = copy_json(self.invalid), copy_json(self.valid_twin)
        return ViolationPair(invalid, twin, self.expected_pointers, self.isolated)


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
        isolated = self._isolated
        if isolated.pair and isolated.is_simplest and choices == SimplestChoiceSource():
            return copy.deepcopy(isolated.pair)
        try:
            pair = self.violation.make_pair(generator, choices)
        except GenerationError:
            if isolated.pair is None:
                raise
            return copy.deepcopy(isolated.pair)
        if isolated.pair is None:
            return pair
        if self.violation.is_isolated(self.oracle, pair):
            return replace(pair, isolated=True)
        return copy.deepcopy(isolated.pair)

    @cached_property
    def _isolated(self) -> _IsolatedPair:
        """The first of the simplest pairs that is isolated; it is looked for once for equal inputs."""
        key = self.oracle.generator.content, self.violation.name
        if key not in _ISOLATED_PAIRS:
            if len(_ISOLATED_PAIRS) >= _MOST_PAIRS:
                _ISOLATED_PAIRS.clear()
            _ISOLATED_PAIRS[key] = self._find_isolated()
        return _ISOLATED_PAIRS[key]

    def _find_isolated(self) -> _IsolatedPair:
        for n, make in enumerate(self._attempts()):
            with suppress(GenerationError):
                pair = make()
                if self.violation.is_isolated(self.oracle, pair):
                    return _IsolatedPair(replace(pair, isolated=True), is_simplest=n == 0)
        return _IsolatedPair(None)

    def _attempts(self) -> Iterator[Callable[[], ViolationPair]]:
        """Yield ways to make a pair, that of the simplest choices first."""
        generator = self.oracle.generator
        for draw in simplest_sources():
            yield partial(self.violation.make_pair, generator, draw)
        for make_pair in self.violation.further():
            for draw in simplest_sources()[:_SOURCES_FURTHER]:
                yield partial(make_pair, generator, draw)


@dataclass(frozen=True, slots=True)
class _IsolatedPair:
    """An isolated pair of a violation, and whether it is that of the simplest choices; None if there is none."""

    pair: ViolationPair | None
    is_simplest: bool = False


_ISOLATED_PAIRS: dict[tuple[str, str], _IsolatedPair] = {}
"""Isolated pairs by what payloads are made from and the violation's name; nobody changes them."""
_MOST_PAIRS = 4096
"""How many of them are kept."""
_SOURCES_FURTHER = 2
"""By how many choice sources each further pair of a violation is tried."""
