"""Read the sentence that what parts last adds up to what the whole lasts, in any language, from a closed vocabulary.

A language's `SUM_WORDS` has, by what they mean, all the words that such a sentence may hold. A sentence
with any other word, with a number or a question mark may limit, deny or doubt the rule: it is not read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from clientwright.rules.language import LOCALES, locales_of, table_of
from clientwright.rules.prose_states import LASTS
from clientwright.rules.prose_templates import trimmed
from clientwright.rules.required_substrings import PatternIndex

_LETTERS = {
    "must": "m",
    "equal": "e",
    "together": "j",
    "with": "&",
    "neutral": "",
    "sum": "S",
    "total": "T",
    "all": "Q",
    "array": "N",
    "part": "G",
    "duration": "D",
    "video": "V",
}
"""What a word means, as a letter: small, or none, if it belongs to neither of the sides that are equal."""

_PARTS = re.compile(r"(?=.*[DG])[STQGD]*S[STQGD]*|(?=.*D)(?=.*[QG])[TQGD]*T[TQGD]*")
"""What is added, if it says itself that it is: the sum of durations, or the total duration of all segments."""

_ADDED = re.compile(r"(?=.*[DG])[STQGD]+")
"""What is added, where another word says that it is: all segments together."""

_WHOLE = re.compile(r"(?=.*D)[TVD]+")
"""What the sum is equal to: the total duration of the video."""

_SAME_PARTS = ((re.compile("GG"), "?"), (re.compile("N?G?N|NG"), "G"))
"""A part of a part is less than all parts; what stands beside the array's name is its items."""

_PARTS_OF_VIDEO = re.compile(r"GV|VG")
_JOINED = ("zh", "ja", "ko", "th")
"""Languages that write words, or particles and endings, without spaces between them."""

_WORD_ENDS = r"(?:(?<=')|(?!\w))"
_MARKS = re.compile(r"[\s,.:;!،؛、，。：；！·()（）]*")
_QUOTE = "[`\"'“”‘’「」«»„]?"
_OPENING = re.compile(_QUOTE)
_ENDINGS = {
    "array": re.compile(rf"(?:\[[*\]]*)?(?![A-Za-z0-9_]){_QUOTE}"),
    "duration": re.compile(rf"s?(?![A-Za-z0-9_]){_QUOTE}"),
}
"""What follows the name of each."""
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*]+?)(?<=\S)\1")
_UNWRITTEN = re.compile(r"[\u064b-\u0652\u0640\u200b-\u200f]")
"""Arabic signs of vowels, which are rarely written, and characters without width."""


def states_sum(sentence: str, array: Iterable[str], field: Iterable[str]) -> bool:
    """Return whether a sentence states that a field of an array's items adds up to the input's field of that name.

    `array` and `field` are what the two are called: their names and titles.
    """
    if not may_state_sum(sentence):
        return False
    text, fields = _plain(trimmed(sentence)), tuple(field)
    named = [("array", _spellings(array)), ("duration", _spellings(fields))]
    is_time = any(LASTS.fullmatch(name) for name in fields)
    return any(
        _is_sum(letters)
        for locale in locales_of(sentence)
        for letters in _meanings(text, named, _vocabulary(locale, is_time))
    )


def may_state_sum(sentence: str) -> bool:
    """Return False only if `states_sum` is false of a sentence, whatever fields are called."""
    text = _plain(sentence)
    return _may_say(text, "e") and _may_say(text, "m")


def may_tell_sum(sentence: str) -> bool:
    """Return False only if `states_sum` is false of a sentence, also without the condition that our own begin with."""
    return sentence.startswith("If ") or may_state_sum(sentence)


def sounds_like_sum(sentence: str) -> bool:
    """Return whether a sentence has the words of the rule, whatever other words it has."""
    text = _plain(sentence)
    return may_sound_like_sum(sentence) and any(
        all(
            any(word.search(text) for word in _words(some, locale).candidates(text))
            for some in signs
        )
        for locale in locales_of(sentence)
        for signs in (("e", "S", "D"), ("e", "Tj", "D", "GQ"))
    )


def may_sound_like_sum(text: str) -> bool:
    """Return False only if `sounds_like_sum` is false of a text, and of its parts if it has no emphasis."""
    return all(_may_say(_plain(text), some) for some in ("e", "D", "STj"))


def _may_say(text: str, letters: str) -> bool:
    """Return whether a text may have a word of one of some meanings, in whatever language."""
    return _words(letters, *LOCALES).may_match(text)


@lru_cache(maxsize=8)
def _plain(text: str) -> str:
    """Return a text in lower case, with plain apostrophes, without emphasis and what is rarely written."""
    low = unicodedata.normalize("NFC", text).lower().replace("i̇", "i").replace("’", "'")
    return _UNWRITTEN.sub("", _STRONG.sub(r"\2", low))


def _spellings(called: Iterable[str]) -> list[str]:
    """Return how a text may spell names and titles, longer ones first."""
    spaced = {form.lower() for name in called for form in (name, name.replace("_", " ")) if name}
    return sorted(spaced, key=len, reverse=True)


def _end_of_name(text: str, at: int, spellings: Iterable[str], ending: re.Pattern[str]) -> int:
    """Return where a name ends that begins at an offset, in quotation marks or without them; 0 if none does."""
    for start in dict.fromkeys((_end(_OPENING.match(text, at)), at)):
        for name in spellings:
            if text.startswith(name, start) and (
                end := _end(ending.match(text, start + len(name)))
            ):
                return end
    return 0


def _meanings(
    text: str,
    named: list[tuple[str, list[str]]],
    vocabulary: list[tuple[str, re.Pattern[str]]],
) -> Iterator[str]:
    """Yield the letters of what a text's words mean, unless one of them is not in the vocabulary."""
    letters, at = "", _end(_MARKS.match(text))
    while at < len(text):
        found = [(_end_of_name(text, at, called, _ENDINGS[one]), one) for one, called in named]
        found += [(_end(word.match(text, at)), means) for means, word in vocabulary]
        end, means = max(found, key=lambda one: one[0])
        if end <= at:
            return
        letters += "".join(_LETTERS[one] for one in means.split())
        at = _end(_MARKS.match(text, end))
    yield letters


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _is_sum(letters: str) -> bool:
    """Return whether words of these meanings say that the sum of what the parts last must be what the whole lasts."""
    parts = _ADDED if "j" in letters else _PARTS
    said = letters.replace("j", "")
    for same, means in _SAME_PARTS:
        said = same.sub(means, said)
    return {"m", "e"} <= {*letters} and any(
        parts.fullmatch(one) and _WHOLE.fullmatch(other)
        for one, other in [*_sides(said), *_sides(_PARTS_OF_VIDEO.sub("G", said))]
    )


def _sides(said: str) -> Iterator[tuple[str, str]]:
    """Yield the two sides that are equal, for each place where one may end and the other begin."""
    for n in range(1, len(said)):
        left, right = said[:n].strip("me&"), said[n:].strip("me&")
        if said[n - 1 : n + 1] != "TD":
            yield from ((left, right), (right, left))


@cache
def _vocabulary(locale: str, is_time: bool) -> list[tuple[str, re.Pattern[str]]]:
    """Return the words of a language with their meanings; those for a duration only where the field is one."""
    return [
        (means, re.compile(pattern))
        for means, pattern in _patterns(locale)
        if is_time or "duration" not in means.split()
    ]


def _patterns(locale: str) -> Iterator[tuple[str, str]]:
    """Yield the patterns of the words of a language with their meanings."""
    end = "" if locale in _JOINED else _WORD_ENDS
    for means, words in table_of("SUM_WORDS", locale).items():
        yield means, rf"(?:{_longest_first(words)}){end}"


def _longest_first(words: str) -> str:
    """Return alternatives in the order in which a pattern has to try them."""
    found, depth = [""], 0
    for sign in words:
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            found.append("")
        else:
            found[-1] += sign
    return "|".join(sorted(found, key=len, reverse=True))


@cache
def _words(letters: str, *locales: str) -> PatternIndex:
    """Return the words of languages that have one of some meanings, wherever they are in a text."""
    return PatternIndex(
        ("" if locale in _JOINED else r"(?<!\w)") + pattern
        for locale in locales
        for means, pattern in _patterns(locale)
        if any(_LETTERS[one] and _LETTERS[one] in letters for one in means.split())
    )
