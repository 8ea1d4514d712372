"""The sources of choices: Hypothesis (which shrinks), a seeded random source, the simplest, the fullest, the nth."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

CHARACTER_POOL = "abcxyz ABC 0189 .,!?'\"\\/{}[]<>&@#%\t\néßİıǅñΩжשלاमेคญ日本語한글ﬀ　\u200d\u202e\u2028\ufeff\ud7ff\ue000\U0001f600\U0001f469\U0010ffff"
"""Characters of a seeded run: plain ones, those that often break programs, and rare ones."""
SMALL_RANGE = 64
"""In ranges of up to this many integers, both ends are frequent."""
LONE_SURROGATES = "\ud800\udbff\udc00\udfff"
"""Halves of surrogate pairs: JSON can contain them, UTF-8 cannot."""
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


class ChoiceSource(Protocol):
    """A source of choices; the first or lowest of several is the simplest."""

    def integer(self, low: int, high: int) -> int:
        """Return an integer from `low` to `high`, both included."""
        ...

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options, of which there is at least one."""
        ...

    def chance(self, percent: int) -> bool:
        """Return True in about `percent` of 100 cases; False is simpler."""
        ...


class PayloadChoiceSource(ChoiceSource, Protocol):
    """A choice source that also makes text and real numbers."""

    def string(self, low: int, high: int) -> str:
        """Return a text of `low` to `high` code points."""
        ...

    def real_number(self, low: float, high: float) -> float:
        """Return a finite number from `low` to `high`, both included."""
        ...

    def subset_mask(self, count: int) -> int:
        """Choose some of `count` items as a bit mask; 0 is the simplest."""
        ...


@dataclass(frozen=True, slots=True)
class RandomChoiceSource:
    """Choices by a seeded random source; the ends of a range are more frequent."""

    source: random.Random
    surrogates: bool = False

    @staticmethod
    def from_seed(seed: str, surrogates: bool = False) -> RandomChoiceSource:
        """Return the source of a seed: the same choices on every machine."""
        return RandomChoiceSource(random.Random(seed), surrogates)

    def integer(self, low: int, high: int) -> int:
        """Choose an integer."""
        ends = self.source.random()
        if ends < 0.2:
            return low
        return high if ends < 0.4 else self.source.randint(low, high)

    def pick(self, options: Sequence[T]) -> T:
        """Choose an item."""
        return self.source.choice(options)

    def chance(self, percent: int) -> bool:
        """Return True with the given probability."""
        return self.source.random() * 100 < percent

    def string(self, low: int, high: int) -> str:
        """Return text from the character pool."""
        pool = CHARACTER_POOL + LONE_SURROGATES if self.surrogates else CHARACTER_POOL
        return _join_characters(self.source.choices(pool, k=self.integer(low, high)))

    def real_number(self, low: float, high: float) -> float:
        """Return a number."""
        ends = self.source.random()
        if ends < 0.2:
            return low
        return high if ends < 0.4 else min(high, max(low, self.source.uniform(low, high)))

    def subset_mask(self, count: int) -> int:
        """Choose some items, with none and all more often than by chance."""
        return self.integer(0, (1 << count) - 1)


@dataclass(frozen=True, slots=True)
class SimplestChoiceSource:
    """The simplest choices, which make the smallest payload."""

    letter: str = "a"

    def integer(self, low: int, high: int) -> int:
        """Return the lowest integer."""
        return low

    def pick(self, options: Sequence[T]) -> T:
        """Return the first item."""
        return options[0]

    def chance(self, percent: int) -> bool:
        """Return False."""
        return False

    def string(self, low: int, high: int) -> str:
        """Return the shortest text."""
        return self.letter * low

    def real_number(self, low: float, high: float) -> float:
        """Return the lowest number."""
        return low

    def subset_mask(self, count: int) -> int:
        """Choose nothing."""
        return 0


@dataclass(frozen=True, slots=True)
class FullestChoiceSource:
    """Choices that include everything with plain values: a full, readable payload."""

    def integer(self, low: int, high: int) -> int:
        """Return the middle."""
        return (low + high) // 2

    def pick(self, options: Sequence[T]) -> T:
        """Return the first item."""
        return options[0]

    def chance(self, percent: int) -> bool:
        """Return True if the probability is a half or more."""
        return percent >= 50

    def string(self, low: int, high: int) -> str:
        """Return a short readable text."""
        return "A cat wakes up"[:high].ljust(low, ".")

    def real_number(self, low: float, high: float) -> float:
        """Return the middle."""
        return low / 2 + high / 2

    def subset_mask(self, count: int) -> int:
        """Choose everything."""
        return (1 << count) - 1


@dataclass(slots=True)
class NthChoiceSource:
    """The choices that a number encodes, digit by digit; nearly every number makes another value."""

    remaining: int

    def integer(self, low: int, high: int) -> int:
        """Choose by the next digit."""
        self.remaining, digit = divmod(self.remaining, high - low + 1)
        return low + digit

    def pick(self, options: Sequence[T]) -> T:
        """Choose an item by the next digit."""
        return options[self.integer(0, len(options) - 1)]

    def chance(self, percent: int) -> bool:
        """Return False: a rare branch by itself makes no other value."""
        return False

    def string(self, low: int, high: int) -> str:
        """Return the text that the rest of the number encodes, longer once the shortest are used up."""
        letters = "abcdefghijklmnopqrstuvwxyz"
        if high <= low or self.remaining < len(letters) ** low:
            return "".join(self.pick(letters) for _ in range(low))
        self.remaining -= len(letters) ** low
        return self.string(low + 1, high)

    def real_number(self, low: float, high: float) -> float:
        """Return the lowest, then the middle, then the quarters."""
        digits, self.remaining = f"{self.remaining:b}", 0
        part = int(digits[::-1], 2) / (1 << len(digits))
        return min(high, max(low, low * (1 - part) + high * part))

    def subset_mask(self, count: int) -> int:
        """Choose some items by the next digits."""
        return self.integer(0, (1 << count) - 1)


@dataclass(frozen=True, slots=True)
class HypothesisChoiceSource:
    """Choices by Hypothesis: they shrink towards the simplest, and a seed repeats them."""

    draw: Any
    surrogates: bool = False

    def integer(self, low: int, high: int) -> int:
        """Choose an integer; in small ranges the ends are more frequent."""
        size = high - low + 1
        if not 1 < size <= SMALL_RANGE:
            chosen: int = self._draw_integer(low, high)
            return chosen
        extra = size // 4 + 1
        chosen = self._draw_integer(0, size - 1 + 2 * extra)
        return low + chosen if chosen < size else high if chosen < size + extra else low

    def pick(self, options: Sequence[T]) -> T:
        """Choose an item."""
        return options[self._draw_integer(0, len(options) - 1)]

    def chance(self, percent: int) -> bool:
        """Return True with the given probability."""
        return self._draw_integer(0, 99) >= 100 - percent

    def _draw_integer(self, low: int, high: int) -> int:
        chosen: int = self.draw(_integer_strategy(low, high)) if low < high else low
        return chosen

    def string(self, low: int, high: int) -> str:
        """Return any text."""
        chosen: str = self.draw(_text_strategy(low, high, self.surrogates))
        return _join_characters(chosen) if self.surrogates else chosen

    def real_number(self, low: float, high: float) -> float:
        """Return a number."""
        chosen: float = self.draw(_float_strategy(low, high))
        return chosen + 0.0

    def subset_mask(self, count: int) -> int:
        """Choose some items."""
        return self.integer(0, (1 << count) - 1)


@cache
def _integer_strategy(low: int, high: int) -> Any:
    from hypothesis import strategies as st

    return st.integers(low, high)


@cache
def _text_strategy(low: int, high: int, surrogates: bool) -> Any:
    from hypothesis import strategies as st

    characters = st.characters(codec=None if surrogates else "utf-8")
    return st.text(characters, min_size=low, max_size=high)


@cache
def _float_strategy(low: float, high: float) -> Any:
    from hypothesis import strategies as st

    return st.floats(low, high, allow_nan=False, allow_infinity=False, allow_subnormal=False)


def _join_characters(characters: Sequence[str]) -> str:
    """Join characters; where two surrogate halves would form a pair, a letter replaces the second."""
    joined = "".join(characters)
    if joined.isascii() or not _SURROGATE_PAIR.search(joined):
        return joined
    text = ""
    for character in characters:
        meets = "\ud800" <= text[-1:] <= "\udbff" and "\udc00" <= character <= "\udfff"
        text += "-" if meets else character
    return text
