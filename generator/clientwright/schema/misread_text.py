"""Texts that show how an implementation misreads a pattern or a length.

JSON Schema reads patterns as ECMA-262 does, by code points: `\\w`, `\\d` and `\\b` are ASCII, `\\s` is a
list of its own, `$` is the very end, `.` leaves out four line ends, and case counts. Each way of
misreading them has a name. Its texts are a match in which some characters are replaced by others.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    NthChoiceSource,
    PayloadChoiceSource,
)
from clientwright.schema.matching_text import generate_match
from clientwright.schema.protocols import GenerationError
from clientwright.schema.regex_translation import UnportablePattern, to_python_regex

Reading = Callable[[str], bool]
"""Returns whether a pattern matches in a text."""
ASTRAL = "\U0001f600"
"""A character of two code units in UTF-16."""
COMBINED = "e\u0301"
"""Two code points that people see as one character."""
_TRIED_MATCHES = 24
_LONGEST_MATCH = 64
_FOLDED = {"k": "\u212a", "s": "\u017f"}
"""Characters outside ASCII that have an ASCII letter in the other case."""


@dataclass(frozen=True, slots=True)
class MisreadText:
    """A text about which the standard and one misreading differ, and a match that it was made from."""

    name: str
    reason: str
    match: str
    text: str


@dataclass(frozen=True, slots=True)
class _Misreading:
    """A way to misread a pattern that has one of `parts`; `characters` may show it."""

    name: str
    reason: str
    reading: Callable[[str, str], Reading]
    characters: str = ""
    parts: tuple[str, ...] = ("",)

    def edits(self, match: str) -> Iterator[str]:
        """Yield a match with one or two characters replaced, or one more."""
        for n in range(len(match) + 1):
            for other in self.characters or fold_case(match[n : n + 1]):
                yield from (match[:n] + other + match[n + gone :] for gone in (1, 2, 0))


def fold_case(character: str) -> str:
    """Return the characters that are the same in another case; none for no character."""
    return character and (character.swapcase() + _FOLDED.get(character.lower(), "")).replace(
        character, ""
    )


def _as_python(pattern: str, translated: str) -> Reading:
    """Read a pattern as Python does, whose letters, digits and spaces are those of Unicode."""
    found = re.compile(pattern)
    return lambda text: found.search(text) is not None


def _in_any_case(pattern: str, translated: str) -> Reading:
    found = re.compile(translated, re.IGNORECASE)
    return lambda text: found.search(text) is not None


def _in_code_units(pattern: str, translated: str) -> Reading:
    found = re.compile(translated)
    return lambda text: found.search(_code_units(text)) is not None


def _code_units(text: str) -> str:
    raw = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(raw[n] + 256 * raw[n + 1]) for n in range(0, len(raw), 2))


_MISREADINGS = (
    _Misreading(
        "letters", r"where \w is an ASCII letter, a digit or _", _as_python, "é日", (r"\w", r"\b")
    ),
    _Misreading("digits", r"where \d is one of 0 to 9", _as_python, "٣５", (r"\d",)),
    _Misreading(
        "spaces", r"where \s is a space of ECMA-262", _as_python, "\x1c\x85\ufeff", (r"\s",)
    ),
    _Misreading(
        "line-ends",
        "where $ is the very end and . is no line end",
        _as_python,
        "\n\r\u2028",
        ("$", "."),
    ),
    _Misreading("case", "in this case of its letters", _in_any_case),
    _Misreading("code-points", "in code points", _in_code_units, ASTRAL),
)


def misread_texts(pattern: str, low: int, high: int | None, *, matching: bool) -> list[MisreadText]:
    """Return for each misreading a text of `low` to `high` code points that shows it, as far as one is found.

    The standard's pattern matches all of them, or none, as `matching` says.
    """
    readings = _readings(pattern)
    if readings is None:
        return []
    standard, misreadings = readings
    matches, found = _matches(pattern, low, high), list[MisreadText]()
    for one in _MISREADINGS:
        reading = misreadings[one.name]
        if not any(part in pattern.lower() for part in one.parts):
            continue
        fit = (
            MisreadText(one.name, one.reason, match, text)
            for match in matches
            for text in one.edits(match)
            if low <= len(text) and (high is None or len(text) <= high)
            if standard(text) is matching and reading(text) is not matching
        )
        found.extend(first for first in [next(fit, None)] if first is not None)
    return found


@cache
def _readings(pattern: str) -> tuple[Reading, Mapping[str, Reading]] | None:
    """Return the standard's reading of a pattern, and the misreadings; None if Python has none."""
    try:
        translated = to_python_regex(pattern)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            misreadings = {one.name: one.reading(pattern, translated) for one in _MISREADINGS}
    except (UnportablePattern, re.error):
        return None
    standard = re.compile(translated)
    return (lambda text: standard.search(text) is not None), misreadings


@cache
def _matches(pattern: str, low: int, high: int | None) -> tuple[str, ...]:
    """Return some short texts that match."""
    found: list[str] = []
    sources: list[PayloadChoiceSource] = [FullestChoiceSource()]
    sources += map(NthChoiceSource, range(_TRIED_MATCHES))
    for choices in sources:
        with suppress(GenerationError):
            found.append(generate_match(choices, pattern, low, high))
    return tuple(dict.fromkeys(text for text in found if len(text) <= _LONGEST_MATCH))
