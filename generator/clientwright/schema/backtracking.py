"""Patterns that backtrack without bounds: a short text can keep a matcher busy for years.

Python's `re`, as most engines, tries one way of matching after another. A pattern is refused if a
state of its automaton can be reached from itself on two ways by the same text, since each repetition then doubles
the ways; or if a run of one character can be matched in more than `_MOST_WAYS` ways.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from clientwright.schema.pattern_automaton import (
    PatternAutomaton,
    Ranges,
    TooManyWays,
    read_pattern,
)

_MOST_PAIRS = 1_000_000
_RUN = 64
_MOST_WAYS = 1_000_000

_Pair = tuple[int, int]
_Kinds = tuple[frozenset[int], frozenset[int]]


@lru_cache(maxsize=1024)
def unbounded_backtracking(pattern: str) -> str:
    """Return why a pattern in Python's dialect may take a matcher without bounds; "" if it does not."""
    pending: list[Any] = [read_pattern(pattern)]
    while pending:
        automaton = PatternAutomaton()
        try:
            automaton.sequence(pending.pop())
            state = _ambiguous_state(automaton)
            if state is None:
                state = _state_of_many_ways(automaton)
        except TooManyWays:
            return "it has too many repetitions inside each other"
        if state is not None:
            return f"its repetitions match texts like {_sample(automaton.characters[state])!r} in too many ways"
        pending += automaton.lookarounds
    return ""


def _ambiguous_state(automaton: PatternAutomaton) -> int | None:
    """Return a state that a text leads back to on two ways, or None."""
    for members in _loops(automaton.edges):
        inside = {one: _within(automaton.edges[one], members) for one in members}
        if doubled := [one for one in inside if any(n > 1 for n in inside[one].values())]:
            return min(doubled)
        back = _pairs_between(automaton.characters, inside)
        if back is not None:
            return back
    return None


def _pairs_between(
    characters: Sequence[Ranges], inside: Mapping[int, Mapping[int, int]]
) -> int | None:
    """Return a state that two ways of one text through a loop lead to, which then meet again; or None.

    States with the same next states are one kind: what follows two states depends on their kinds alone.
    """
    kinds = {state: frozenset(following) for state, following in inside.items()}
    before: defaultdict[_Pair, list[_Kinds]] = defaultdict(list)
    pairs: defaultdict[_Kinds, list[_Pair]] = defaultdict(list)
    seen = {(one, one) for one in inside}
    pending, tried = list(seen), 0
    while pending:
        pair = pending.pop()
        both = kinds[pair[0]], kinds[pair[1]]
        pairs[both].append(pair)
        if len(pairs[both]) > 1:
            continue
        tried += len(both[0]) * len(both[1])
        if tried > _MOST_PAIRS:
            raise TooManyWays
        for step in {*_steps(characters, *both)}:
            before[step].append(both)
            pending += [] if step in seen else [step]
            seen.add(step)
    return _way_back(before, pairs, [(one, one) for one in inside])


def _way_back(
    before: Mapping[_Pair, Sequence[_Kinds]],
    pairs: Mapping[_Kinds, Sequence[_Pair]],
    meeting: Sequence[_Pair],
) -> int | None:
    """Return a state of a pair of two states from which both ways can meet, or None."""
    pending, done = list(meeting), set[_Kinds]()
    while pending:
        for both in before.get(pending.pop(), ()):
            apart = [pair[0] for pair in pairs[both] if pair[0] != pair[1]]
            if apart:
                return apart[0]
            pending += [] if both in done else pairs[both]
            done.add(both)
    return None


def _steps(
    characters: Sequence[Ranges], one: Iterable[int], other: Iterable[int]
) -> Iterator[_Pair]:
    for first in one:
        for second in other:
            if first == second or _overlap(characters[first], characters[second]):
                yield min(first, second), max(first, second)


def _state_of_many_ways(automaton: PatternAutomaton) -> int | None:
    """Return a state from which a run of its character is matched in too many ways; None if there is none."""
    samples = {_sample(ranges) for ranges in automaton.characters}
    for character in sorted(samples):
        fits = {n for n, one in enumerate(automaton.characters) if _has(one, ord(character))}
        edges = {n: _within(automaton.edges[n], fits) for n in fits}
        ways = dict.fromkeys(fits, 1)
        for _ in range(_RUN):
            ways = {n: sum(more * ways[to] for to, more in edges[n].items()) for n in fits}
            state = max(ways, key=lambda n: ways[n])
            if ways[state] > _MOST_WAYS:
                return state
    return None


def _loops(edges: Sequence[Mapping[int, int]]) -> Iterator[set[int]]:
    """Yield the states of each loop: those that can all be reached from each other."""
    backward: defaultdict[int, list[int]] = defaultdict(list)
    for one, following in enumerate(edges):
        for other in following:
            backward[other].append(one)
    found: set[int] = set()
    for start in reversed(_in_order_of_leaving(edges)):
        members, pending = {start}, [start]
        while start not in found and pending:
            new = {n for n in backward[pending.pop()] if n not in found} - members
            members |= new
            pending += new
        if start not in found and (len(members) > 1 or start in edges[start]):
            yield members
        found |= members


def _in_order_of_leaving(edges: Sequence[Mapping[int, int]]) -> list[int]:
    """Return the states in the order in which a walk through all of them leaves each for good."""
    seen: set[int] = set()
    order: list[int] = []
    for start in range(len(edges)):
        stack = [] if start in seen else [(start, iter(edges[start]))]
        seen.add(start)
        while stack:
            state, following = stack[-1]
            to = next((n for n in following if n not in seen), None)
            if to is None:
                order.append(state)
                stack.pop()
            else:
                seen.add(to)
                stack.append((to, iter(edges[to])))
    return order


def _within(counts: Mapping[int, int], members: set[int]) -> dict[int, int]:
    return {state: ways for state, ways in counts.items() if state in members}


@lru_cache(maxsize=65536)
def _overlap(one: Ranges, other: Ranges) -> bool:
    return any(low <= last and first <= high for low, high in one for first, last in other)


def _has(ranges: Ranges, code: int) -> bool:
    return any(low <= code <= high for low, high in ranges)


def _sample(ranges: Ranges) -> str:
    """Return a character of a state, a letter if there is one."""
    liked = (ord(one) for one in "aA0 ")
    fallback = ranges[0][0] if ranges else 0
    return chr(next((code for code in liked if _has(ranges, code)), fallback))
