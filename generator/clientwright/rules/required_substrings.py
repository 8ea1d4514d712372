"""Which of many patterns a text may match, by the substrings without which they match nothing.

Trying hundreds of patterns on a text costs far more than looking for their words in it. What a pattern requires is
read from its syntax tree, never written by hand, and only what is certain counts: a pattern of which nothing is
certain is always tried.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from operator import or_
from typing import Any

_parser: Any = importlib.import_module("re._parser")

Node = tuple[Any, Any]
"""A part of a pattern: what it is, and its parts."""
Clause = frozenset[str]
"""Substrings of which a text must have one."""

_LARGEST_CLASS = 16
"""A class of more characters says nothing."""
_ATOMS = re.compile(r"\w+|[^\w\s]")
_QUOTES = "`\"'“”‘’「」«»"
_COMMON = frozenset("a an and are at be for if in is it of on or that the this to with".split())
"""Words that say little of a text."""
_WORD_CHARACTER = ["(IN, [(CATEGORY, CATEGORY_WORD)])"]
_SPACE = ["(CATEGORY, CATEGORY_SPACE)"]
_ALIKE = str.maketrans(dict(zip("ıİſẞᲀᲁᲂᲃᲄᲅᲆᲇᲈς", "iisßвдосттъѣꙋσ", strict=True)))
"""Letters that patterns without regard to case take for others, although their small letters differ."""


class PatternIndex:
    """Patterns in their order, each compiled when a text first may match it."""

    def __init__(self, patterns: Iterable[str], flags: int = 0, *, whole: bool = False) -> None:
        """Read what each pattern requires; `whole` patterns match texts from their start to their end."""
        self._entries = [_Entry(text, flags, *_masks(text, flags, whole)) for text in patterns]

    @classmethod
    def union(cls, indexes: Iterable[PatternIndex]) -> PatternIndex:
        """Return an index of the patterns of several."""
        found = cls(())
        found._entries = [entry for index in indexes for entry in index._entries]
        return found

    @cached_property
    def _by_rarest(self) -> Mapping[int, list[int]]:
        """The places of the entries, by each bit of what a text has one of if it fits them."""
        found: dict[int, list[int]] = {}
        for place, entry in enumerate(self._entries):
            for n in range(entry.rarest.bit_length()):
                if entry.rarest >> n & 1:
                    found.setdefault(1 << n, []).append(place)
        return found

    @cached_property
    def _any(self) -> int:
        return reduce(or_, self._by_rarest, 0)

    def may_match(self, *texts: str) -> bool:
        """Return whether a text that consists of parts of these may match a pattern."""
        present = _ALWAYS
        for text in texts:
            present |= _of_text(fold(text))
        return bool(present & self._any) and next(self._fitting(present), None) is not None

    def candidates(self, text: str) -> list[re.Pattern[str]]:
        """Return the patterns that a text may match."""
        present = _of_text(fold(text))
        if not present & self._any:
            return []
        return [self._entries[place].pattern for place in sorted({*self._fitting(present)})]

    def _fitting(self, present: int) -> Iterator[int]:
        """Yield the places of the entries that fit, some twice."""
        hits = present & self._any
        while hits:
            bit = hits & -hits
            hits ^= bit
            yield from (n for n in self._by_rarest[bit] if self._entries[n].fits(present))


@dataclass
class _Entry:
    """A pattern with the masks of its clauses: that of the clause which says the most, and those of the others."""

    text: str
    flags: int
    rarest: int
    others: tuple[int, ...]

    def fits(self, present: int) -> bool:
        """Return whether each clause has a substring among those that are present, as the first has."""
        return all(map(present.__and__, self.others))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.text, self.flags)


_ALWAYS = 1
"""The bit of what every text has, for patterns that require nothing certain."""
_BITS: dict[str, int] = {}
_BY_START: dict[str, list[str]] = {}


def _masks(text: str, flags: int, whole: bool) -> tuple[int, tuple[int, ...]]:
    """Return the mask of the clause of a pattern that says the most, and those of the others."""
    clauses = sorted(
        {*required_substrings(text, flags, whole=whole)},
        key=lambda one: (*_worth(one), sorted(one)),
    )
    rarest, *others = [*map(_mask, clauses)] or [_ALWAYS]
    return rarest, tuple(others)


def _worth(clause: Clause) -> tuple[int, int]:
    """Return a sort key: clauses that few texts fulfil first."""
    return -min(0 if atom.strip() in _COMMON else len(atom) for atom in clause), len(clause)


def _mask(clause: Clause) -> int:
    for atom in clause - _BITS.keys():
        _BITS[atom] = 2 << len(_BITS)
        _BY_START.setdefault(atom[:2], []).append(atom)
        _of_word.cache_clear()
        _of_text.cache_clear()
    return reduce(or_, (_BITS[atom] for atom in clause))


@lru_cache(maxsize=1024)
def _of_text(text: str) -> int:
    """Return the mask of the substrings that a folded text has."""
    return reduce(or_, map(_of_word, _ATOMS.findall(text)), _ALWAYS)


@lru_cache(maxsize=16_384)
def _of_word(word: str) -> int:
    found, spaced = 0, f" {word} "
    for n in range(len(spaced) - 1):
        for atom in _BY_START.get(spaced[n : n + 2], ()):
            if spaced.startswith(atom, n):
                found |= _BITS[atom]
    for char in _BY_START.keys() & {*word}:
        found |= _BITS[char]
    return found


def fold(text: str) -> str:
    """Return a text in which letters are the same that a pattern without regard to case takes for the same."""
    return (text if text.isascii() else text.translate(_ALIKE)).lower()


def required_substrings(pattern: str, flags: int = 0, *, whole: bool = False) -> list[Clause]:
    """Return the clauses that each text fulfils which a pattern matches, from its start to its end if it is `whole`.

    Each atom is a sign, or a part of a word: with a space where the word begins or ends.
    """
    edge = " " if whole else ""
    return _of_sequence(_parser.parse(pattern, flags), edge, edge)


def _of_sequence(nodes: Iterable[Node], run: str = "", after: str = "") -> list[Clause]:
    """Return the clauses of a sequence that stands directly after a run of characters, and before others."""
    clauses, flat = list[Clause](), [*_flattened(nodes)]
    for n, (op, value) in enumerate(flat):
        kind = str(op)
        if kind == "LITERAL":
            run += chr(value)
        elif _parts_words(kind, value):
            run += " "
        elif kind == "ASSERT":
            clauses += _of_sequence(value[1])
        elif kind not in ("AT", "ASSERT_NOT"):
            follows = flat[n + 1 : n + 2]
            edge = " " if follows and _parts_words(str(follows[0][0]), follows[0][1]) else ""
            clauses += [*_of_run(run), *_of_node(kind, value, run, edge if follows else after)]
            run = ""
    return clauses + _of_run(run + after)


def _parts_words(kind: str, value: Any) -> bool:
    """Return whether a word ends or begins where a part matches: it is a space, or an edge of a word or of the text."""
    if kind == "AT":
        return str(value) != "AT_NON_BOUNDARY"
    if kind == "ASSERT_NOT":
        return [str(one) for one in value[1]] == _WORD_CHARACTER
    if kind in ("MAX_REPEAT", "MIN_REPEAT") and value[0] > 0 and len(value[2]) == 1:
        return _parts_words(str(value[2][0][0]), value[2][0][1])
    return kind == "IN" and [str(one) for one in value] == _SPACE


def _flattened(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield the parts of a sequence, those of its groups among them."""
    for op, value in nodes:
        if str(op) == "SUBPATTERN" and not (value[1] or value[2]):
            yield from _flattened(value[3])
        else:
            yield op, value


def _of_run(run: str) -> list[Clause]:
    """Return the clauses of characters that stand beside each other; quotation marks may be gone from a text."""
    found = list[Clause]()
    for match in _ATOMS.finditer(run):
        before, after = run[: match.start()][-1:], run[match.end() : match.end() + 1]
        edges = [" " if char and char not in _QUOTES else "" for char in (before, after)]
        is_word = match[0].isidentifier() or match[0].isalnum()
        found.append(frozenset((fold(match[0].join(edges) if is_word else match[0]),)))
    return found


def _of_node(kind: str, value: Any, run: str, after: str) -> list[Clause]:
    """Return the clauses of a part that is no single character, between what is before and after it."""
    if kind == "BRANCH":
        return _of_branches(value[1], run, after)
    if kind == "IN":
        return _of_branches(_of_class(value), run, after)
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and value[0] > 0:
        return _of_sequence(value[2], run)
    return _of_sequence(value) if kind == "ATOMIC_GROUP" else []


def _of_branches(branches: Iterable[Any], run: str, after: str) -> list[Clause]:
    """Return clauses of which each branch has a part, if each requires something: of the best, and of the next best."""
    ranked = [sorted(_of_sequence(branch, run, after), key=_worth) for branch in branches]
    if not ranked or not all(ranked):
        return []
    return [frozenset[str]().union(*(found[: n + 1][-1] for found in ranked)) for n in (0, 1)]


def _of_class(members: Iterable[Node]) -> list[Any]:
    """Return a class of a few characters as branches of one each; none for another class."""
    codes = list[int]()
    for op, value in members:
        kind = str(op)
        low, high = value if kind == "RANGE" else (value, value)
        if kind not in ("LITERAL", "RANGE") or high - low >= _LARGEST_CLASS:
            return []
        codes += range(low, high + 1)
    return [[("LITERAL", code)] for code in codes] if len(codes) <= _LARGEST_CLASS else []
