"""Texts that a pattern just refuses: a slightly wider pattern, made from its parsed form, matches them.

The wider patterns repeat a part once less or once more, leave out an anchor or a lookaround, or take
the character beside a range. The search is bounded, and the same in every run.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.matching_text import generate_match, parse_pattern, relaxed_match
from clientwright.schema.protocols import GenerationError
from clientwright.schema.regex_translation import to_python_regex

_compiler: Any = importlib.import_module("re._compiler")
_constants: Any = importlib.import_module("re._constants")
MOST_TEXTS = 4
"""The most texts of one pattern."""
_LONGEST_TEXT = 1_000
_SEEDED_TRIES, _FEW_TRIES = 40, 4
_MOST_GROUPS = 20
"""The most repetitions of a part that is more than one character: a search may take long for more."""
_STRANGERS = "!a0-Z "
"""Characters that stand where an anchor was."""
_FIRST_CODE, _LAST_CODE = 0x20, 0xD7FF
"""The characters that are put beside a range: no control characters, no halves of a surrogate pair."""
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")
_ANCHORS = {"AT_BEGINNING": "start", "AT_BEGINNING_STRING": "start", "AT_END_STRING": "end"}
_ORDER = ("ahead", "fewer", "more", "start", "end", "range")
_ONCE = ("start", "end", "range")
"""The kinds of which one text is enough."""


_Nodes = list[Any]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A text that the pattern refuses, and one that it takes; the name says what a wider pattern does otherwise."""

    name: str
    match: str
    text: str


@dataclass(frozen=True, slots=True)
class _Wider:
    """Parsed patterns with one part changed: texts are made by one, the other matches what it means."""

    kind: str
    made: Any
    read: Any


@cache
def near_misses(pattern: str, low: int = 0, high: int | None = None) -> tuple[NearMiss, ...]:
    """Return a few texts of `low` to `high` code points that a pattern just refuses, each for another reason."""
    try:
        match = generate_match(SimplestChoiceSource(), pattern, low, high)
        parsed = parse_pattern(pattern)
    except GenerationError:
        return ()
    written = re.compile(to_python_regex(pattern))
    found: dict[str, NearMiss] = {}
    kinds = Counter[str]()
    for one in sorted(_wider(parsed), key=lambda one: _ORDER.index(one.kind)):
        if len(found) == MOST_TEXTS:
            break
        if kinds[one.kind] and one.kind in _ONCE:
            continue
        text = _find_text(one, written, low, _LONGEST_TEXT if high is None else high)
        if text is not None and text not in found:
            kinds[one.kind] += 1
            name = f"{one.kind}-{kinds[one.kind]}" if kinds[one.kind] > 1 else one.kind
            found[text] = NearMiss(name, match, text)
    return tuple(found.values())


def _find_text(wider: _Wider, written: re.Pattern[str], low: int, high: int) -> str | None:
    """Return a text that the wider pattern matches, and the written one does not."""
    reading = _compiler.compile(wider.read)
    sources: list[PayloadChoiceSource] = [SimplestChoiceSource()]
    if not _repeats_repeats(wider.made):
        tries = _SEEDED_TRIES if wider.kind == "ahead" else _FEW_TRIES
        sources += [FullestChoiceSource()]
        sources += [RandomChoiceSource.from_seed(f"near:{n}") for n in range(tries)]
    for choices in sources:
        with suppress(GenerationError):
            text = relaxed_match(choices, wider.made)
            fits = low <= len(text) <= min(high, _LONGEST_TEXT)
            if fits and reading.search(text) and not written.search(text):
                return text
    return None


def _repeats_repeats(parsed: Any, inside: bool = False) -> bool:
    """Return whether a part is repeated without end inside one that is: long texts may take a search for ever."""
    for op, argument in parsed:
        endless = str(op) in _REPEATS and argument[1] is _constants.MAXREPEAT
        if endless and inside:
            return True
        if any(_repeats_repeats(one, inside or endless) for one in _inner(str(op), argument)):
            return True
    return False


def _inner(name: str, argument: Any) -> list[Any]:
    """Return the patterns inside a node."""
    if name == "BRANCH":
        return list(argument[1])
    if name in (*_REPEATS, "SUBPATTERN", "ASSERT", "ASSERT_NOT"):
        return [argument[-1]]
    return []


def _wider(parsed: Any) -> Iterator[_Wider]:
    """Yield each pattern of which one part, at any depth, is wider."""
    nodes = list(parsed)
    for n, (op, argument) in enumerate(nodes):
        for kind, made, read in _wider_nodes(str(op), op, argument):
            both = (_sequence(parsed, [*nodes[:n], *new, *nodes[n + 1 :]]) for new in (made, read))
            yield _Wider(kind, *both)


def _sequence(like: Any, nodes: list[Any]) -> Any:
    return type(like)(like.state, nodes)


def _wider_nodes(name: str, op: Any, argument: Any) -> Iterator[tuple[str, _Nodes, _Nodes]]:
    """Yield the wider forms of a node: what each does, the nodes to make texts by, and to read them by."""
    if name in _REPEATS:
        yield from _wider_repeats(op, *argument)
    elif name == "AT" and str(argument) in _ANCHORS:
        for stranger in _STRANGERS:
            yield _ANCHORS[str(argument)], [(_constants.LITERAL, ord(stranger))], []
    elif name == "ASSERT":
        yield "ahead", [], []
    elif name == "ASSERT_NOT":
        yield "ahead", [(_constants.ASSERT, argument)], []
    elif name == "IN" and str(argument[0][0]) != "NEGATE":
        for kind, *wider in _wider_class(argument):
            yield kind, [(op, one) for one in wider], [(op, one) for one in wider]
    elif name == "SUBPATTERN":
        *rest, inner = argument
        for one in _wider(inner):
            yield one.kind, [(op, (*rest, one.made))], [(op, (*rest, one.read))]
    elif name == "BRANCH":
        first, branches = argument
        for n, branch in enumerate(branches):
            for one in _wider(branch):
                others = [*branches[:n], *branches[n + 1 :]]
                yield one.kind, [(op, (first, [one.made]))], [(op, (first, [one.read, *others]))]


def _wider_repeats(op: Any, least: Any, most: Any, inner: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield one repetition less, one more, and what is wider in the part that is repeated."""
    low, is_bounded = int(least), most is not _constants.MAXREPEAT
    most_repeats = _LONGEST_TEXT if inner.getwidth() == (1, 1) else _MOST_GROUPS
    if 0 < low <= most_repeats:
        yield "fewer", [(op, (low - 1, low - 1, inner))], [(op, (low - 1, most, inner))]
    if is_bounded and int(most) < most_repeats:
        more = int(most) + 1
        yield "more", [(op, (more, more, inner))], [(op, (low, more, inner))]
    for one in _wider(inner):
        yield one.kind, [(op, (max(low, 1), most, one.made))], [(op, (low, most, one.read))]


def _wider_class(argument: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the class with the character before or after one of its ranges besides, which comes first."""
    for op, found in argument:
        if str(op) == "RANGE":
            for code in (found[1] + 1, found[0] - 1):
                if _FIRST_CODE <= code <= _LAST_CODE:
                    yield "range", [(_constants.LITERAL, code), *argument]
