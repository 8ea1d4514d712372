"""A pattern as an automaton: its states are characters and classes, its edges count the ways from one to the next."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_parser: Any = importlib.import_module("re._parser")
_LAST = 0x10FFFF
_MANY = 2
"""From here on ways are not counted: there are several."""
_MOST_STATES = 64
"""How many states a counted repetition may become; a larger one is read as a repetition without end."""
_MOST_EDGES = 100_000

Ranges = tuple[tuple[int, int], ...]
"""The characters that a state matches, as ranges of code points in order."""


@dataclass(frozen=True, slots=True)
class PatternPart:
    """A part of a pattern: in how many ways it is empty, and the states that it begins and ends with."""

    empty: int = 1
    first: Mapping[int, int] = field(default_factory=dict[int, int])
    last: Mapping[int, int] = field(default_factory=dict[int, int])


class TooManyWays(Exception):
    """The automaton of a pattern is too large to be looked through."""


@dataclass(slots=True)
class PatternAutomaton:
    """The states of a pattern, and the number of ways from each to the next ones."""

    characters: list[Ranges] = field(default_factory=list[Ranges])
    edges: list[dict[int, int]] = field(default_factory=list[dict[int, int]])
    lookarounds: list[Any] = field(default_factory=list[Any])
    size: int = 0

    def sequence(self, items: Iterable[Any]) -> PatternPart:
        """Add the parts of a sequence."""
        whole = PatternPart()
        for item in items:
            whole = self.joined(whole, self.part(item))
        return whole

    def part(self, item: tuple[Any, Any]) -> PatternPart:
        """Add one part, as Python's parser reads it."""
        kind, given = str(item[0]), item[1]
        if kind in ("MAX_REPEAT", "MIN_REPEAT"):
            return self.repetition(*given)
        if kind == "SUBPATTERN":
            return self.sequence(given[-1])
        if kind == "BRANCH":
            return _either([self.sequence(branch) for branch in given[1]])
        if kind in ("ASSERT", "ASSERT_NOT"):
            self.lookarounds.append(given[1])
        if kind in ("AT", "ASSERT", "ASSERT_NOT"):
            return PatternPart()
        self.characters.append(_ranges(kind, given))
        self.edges.append({})
        state = {len(self.edges) - 1: 1}
        return PatternPart(0, state, state)

    def joined(self, one: PatternPart, other: PatternPart) -> PatternPart:
        """Add the edges from a part to the next one, and return both as one part."""
        self.connect(one.last, other.first, 1)
        return PatternPart(
            min(one.empty * other.empty, _MANY),
            _sum(one.first, _times(other.first, one.empty)),
            _sum(other.last, _times(one.last, other.empty)),
        )

    def connect(self, ends: Mapping[int, int], starts: Mapping[int, int], ways: int) -> None:
        """Add edges from each of some states to each of others."""
        self.size += len(ends) * len(starts)
        if self.size > _MOST_EDGES:
            raise TooManyWays
        for end, known in ends.items():
            self.edges[end] = _sum(self.edges[end], _times(starts, known * ways))

    def repetition(self, low: int, high: int, body: Any) -> PatternPart:
        """Add a repetition: as so many copies, or as a loop if there is no end or they are too many."""
        before = len(self.edges)
        once = self.sequence(body)
        states = len(self.edges) - before
        if not states or high == 0:
            return PatternPart()
        if high is not _parser.MAXREPEAT and high * states <= _MOST_STATES:
            copies = [once, *(self.sequence(body) for _ in range(high - 1))]
            return self.copies(copies, low)
        counted = high is not _parser.MAXREPEAT or low > 1
        self.connect(once.last, once.first, _MANY if counted and once.empty else 1)
        return PatternPart(once.empty if low else 1, once.first, once.last)

    def copies(self, copies: Sequence[PatternPart], low: int) -> PatternPart:
        """Add the edges of a sequence of copies, of which all but the first `low` may be left out from behind."""
        whole = PatternPart()
        for n, one in reversed([*enumerate(copies)]):
            whole = self.joined(one, whole)
            if n >= low:
                whole = PatternPart(min(whole.empty + 1, _MANY), whole.first, whole.last)
        return whole


def read_pattern(pattern: str) -> Any:
    """Return a pattern of Python's dialect in its parsed form."""
    return _parser.parse(pattern)


def _either(parts: Sequence[PatternPart]) -> PatternPart:
    empty = min(sum(part.empty for part in parts), _MANY)
    return PatternPart(empty, _sum(*(p.first for p in parts)), _sum(*(p.last for p in parts)))


def _sum(*counts: Mapping[int, int]) -> dict[int, int]:
    whole: dict[int, int] = {}
    for one in counts:
        for state, ways in one.items():
            whole[state] = min(whole.get(state, 0) + ways, _MANY)
    return whole


def _times(counts: Mapping[int, int], ways: int) -> Mapping[int, int]:
    return {state: min(known * ways, _MANY) for state, known in counts.items()} if ways else {}


def _ranges(kind: str, given: Any) -> Ranges:
    """Return the characters of a literal or a class."""
    if kind in ("LITERAL", "NOT_LITERAL"):
        only = ((given, given),)
        return only if kind == "LITERAL" else _others(only)
    members = [(str(name), value) for name, value in given] if kind == "IN" else []
    listed = [
        (value, value) if name == "LITERAL" else value
        for name, value in members
        if name in ("LITERAL", "RANGE")
    ]
    if kind != "IN" or any(name == "CATEGORY" for name, _ in members):
        return ((0, _LAST),)
    found = tuple(sorted(listed))
    return _others(found) if any(name == "NEGATE" for name, _ in members) else found


def _others(ranges: Ranges) -> Ranges:
    found: list[tuple[int, int]] = []
    start = 0
    for low, high in ranges:
        found += [(start, low - 1)] if low > start else []
        start = max(start, high + 1)
    return (*found, (start, _LAST)) if start <= _LAST else tuple(found)
