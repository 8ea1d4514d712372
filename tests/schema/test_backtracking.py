"""Patterns that could keep a matcher busy without bounds are refused before anything is matched."""

from __future__ import annotations

import importlib
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clientwright.schema.regex_translation import (
    SlowPattern,
    UnportablePattern,
    to_python_regex,
)

_parser: Any = importlib.import_module("re._parser")
_RUN = 20
_MOST_STEPS = 400_000

SLOW = [
    "^(a|a)*b$", "^(a+)+$", "^(a*)*b", "(a|aa)+$", "(.*a){20}", "(a?){30}a{30}", r"^(\w+\s?)*$", r"(.|\s)*x",
    r"^([a-zA-Z0-9_\-.]+)+$", "(a|b|ab)*c", "((a*)?b)*c", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y", "a(?=(a+)+b)",
    "(a{1,10}){1,10}b", "(a?){100}a{100}", "a*a*a*a*a*a*b", "^(?:[a-z]+,?)*$", "(\\d+|[0-9a-f]+)*x", "(?:a?b??)*$",
    "((ab)*|(ba)*a)*c", r"^[^,]+(,\s*[^,]+)*$", "([a-z]|[b-y])+1", "(?!(a|a)*b)c", "([a-c]|[c-e])*f", "(é|[é-ü])*x",
]  # fmt: skip
FAST = [
    "", "^[a-z]+(-[a-z]+)*$", r"^(\d{1,3}\.){3}\d{1,3}$", r"^https?://([\w-]+\.)+[\w-]+(/[\w ./?%&=-]*)?$",
    "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$", r"^(\d{5})*$", r"^[\w.+-]+@[\w-]+\.[\w.-]+$", r"^.*\.(png|jpe?g)$",
    r"^\s*(.+?)\s*$", "^(.*)/(.*)/(.*)$", "^(?:ab|c)+$", "^(https?://|data:image/(png|jpeg);base64,).+$",
    "^(#[0-9a-f]{6})(,#[0-9a-f]{6})*$", "^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$", r"^\d+(\.\d+)?(px|%)?$",
    "^a{1,5000}$", "^(?!.*--)[a-z-]{1,63}$", r"^([01]\d|2[0-3]):[0-5]\d$", r"^(\S+\s)*\S+$", "(a|b)*c",
    "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$", r'^"(?:[^"\\]|\\.)*"$', "^[^,]+(,[^,]+)*$",
    f"^({'|'.join(f'word{n}' for n in range(300))})$", f"({'|'.join(f'w{n}x' for n in range(60))})*$",
]  # fmt: skip
PATTERN = st.recursive(
    st.sampled_from(["a", "b", "[ab]", "c", "(?=a)"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "{6}"])).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        ),
    ),
    max_leaves=6,
)
WORDS = ["".join(word) for n in (1, 2, 3) for word in itertools.product("abc", repeat=n)]


class _TooManySteps(Exception):
    """A matcher without any tricks has taken more steps than are allowed."""


class _Matcher:
    """Matches by trying everything, as the parsed pattern says, and counts what it tries."""

    def __init__(self, text: str) -> None:
        self.text, self.steps = text, 0

    def ends(self, items: Sequence[Any], at: int) -> Iterator[int]:
        """Yield every place that a sequence can end at, as often as there are ways to it."""
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise _TooManySteps
        if not items:
            yield at
            return
        for end in self.one(items[0], at):
            yield from self.ends(items[1:], end)

    def one(self, item: Any, at: int) -> Iterator[int]:
        """Yield every place that one part can end at."""
        kind, given = str(item[0]), item[1]
        if kind in ("MAX_REPEAT", "MIN_REPEAT"):
            yield from self.repeat(given[2], given[0], given[1], at)
        elif kind == "SUBPATTERN":
            yield from self.ends(list(given[-1]), at)
        elif kind == "BRANCH":
            for branch in given[1]:
                yield from self.ends(list(branch), at)
        elif kind == "ASSERT":
            yield from [at] if any(True for _ in self.ends(list(given[1]), at)) else []
        elif at < len(self.text) and self.fits(kind, given, ord(self.text[at])):
            yield at + 1

    def repeat(self, body: Any, low: int, high: Any, at: int) -> Iterator[int]:
        """Yield every place that a repetition can end at; one that is empty is not repeated."""
        if low <= 0:
            yield at
        if high is _parser.MAXREPEAT or high > 0:
            fewer = high if high is _parser.MAXREPEAT else high - 1
            for end in self.ends(list(body), at):
                if end > at or low > 0:
                    yield from self.repeat(body, low - 1, fewer, end)

    def fits(self, kind: str, given: Any, code: int) -> bool:
        """Return whether a literal or a class has a character."""
        if kind == "LITERAL":
            return bool(given == code)
        listed = [(one, one) if str(name) == "LITERAL" else one for name, one in given]
        return any(low <= code <= high for low, high in listed)


@given(PATTERN)
@example("(?:a{1,3}){20}")
@example("(?:(?:a?)?b)*")
def test_every_accepted_pattern_takes_bounded_steps(pattern: str) -> None:
    """An accepted pattern takes few steps with any repeated word, even for a matcher that tries everything."""
    try:
        parsed = _parser.parse(to_python_regex(pattern))
    except UnportablePattern:
        return
    for word in WORDS:
        matcher = _Matcher((word * _RUN)[:_RUN])
        for _ in matcher.ends(list(parsed), 0):
            pass


@pytest.mark.parametrize("pattern", SLOW)
def test_slow_patterns_are_refused(pattern: str) -> None:
    """A pattern with more ways to match than can be tried is refused with what shows it."""
    re.compile(pattern)
    with pytest.raises(SlowPattern, match=r"in too many ways|too many repetitions"):
        to_python_regex(pattern)


@pytest.mark.parametrize("pattern", FAST, ids=lambda pattern: pattern[:40])
def test_patterns_of_documents_are_accepted(pattern: str) -> None:
    """Repetitions of which each text matches in one way are accepted, nested or not."""
    assert to_python_regex(pattern) is not None


@given(st.sampled_from(SLOW), PATTERN)
def test_a_slow_part_makes_the_whole_slow(slow: str, other: str) -> None:
    """A pattern with a slow part is refused wherever that part stands."""
    for whole in (f"(?:{slow}){other}", f"{other}(?:{slow})", f"(?:{slow}|{other})"):
        with pytest.raises(SlowPattern):
            to_python_regex(whole)
