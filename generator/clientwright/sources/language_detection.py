"""The language of a text, by its script or its words and letters; "" if neither tells.

No model and no chance: the same text is the same language everywhere. What counts is what the
languages' lists do not share, so that a few words are enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache

from clientwright.sources.language_scripts import ALPHABETS, HAN, KANA, LANGUAGE_OF, han_language
from clientwright.sources.language_words import (
    ENGLISH_TERMS,
    LETTERS,
    SHARED_TERMS,
    SIBLINGS,
    WORDS,
)

_NO_WORDS = re.compile(
    r"https?://\S+|`[^`]*`|\b\w*[\d_]\w*\b|\b[A-Z]{2,}s?\b|[\w.]{1,100}/[\w./-]+"
)
_FORMATS = re.compile(
    r"\b(?:jpe?g|png|webp|bmp|gif|mp[34]|mov|avi|webm|wav|json|null|true|false)\b", re.I
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u02af\u0300-\u036f\u1e00-\u1eff]+(?:['’][a-zé]\b)?")
_OTHER_SCRIPTS = frozenset(
    ("zh", "ja", "ru", "uk", "be", "sr", "mk", "bg", "kk", "ar", "fa", "ur", "hi", "mr", "ne")
)
_UNIT = 720
"""How much a word counts that only one language has."""
_OTHERS = frozenset[str]().union(*(words for name, words in WORDS.items() if name != "en"))
_ENGLISH = (WORDS["en"] | ENGLISH_TERMS) - _OTHERS
_FEW, _SHORT, _USUAL = 2, 2, 4
"""How many words are few, and the length of those that languages share by chance."""


def detect_language(text: str) -> str:
    """Return the language of a text as a tag, "" if it cannot be told, or if it is in two scripts alike."""
    plain = _plain(text)
    words = _LATIN.findall(plain)
    han, kana = (sum(map(len, script.findall(plain))) for script in (HAN, KANA))
    sizes = {name: sum(map(len, one.findall(plain))) / 4 for name, one in ALPHABETS.items()}
    script = max(sizes, key=lambda name: sizes[name])
    size = max((han + kana) / 2, sizes[script])
    by_words = _by_words(words) if size <= len(words) * 2 else ""
    if size * 2 <= len(words) or (by_words and size < len(words)):
        return by_words if size * 5 <= len(words) else ""
    if (han + kana) / 2 >= sizes[script]:
        return "ja" if kana * 10 > han else han_language(plain)
    tell = LANGUAGE_OF.get(script)
    return tell(plain) if tell else script


def count_words(text: str) -> int:
    """Return how many words in Latin letters a text has that may tell its language."""
    return len(_words(text))


def may_be_in(language: str, text: str) -> bool:
    """Return whether words of a text that do not tell its language may be of a given one."""
    words = _words(text)
    if language == "en":
        return is_likely_english(text)
    return language not in WORDS or not words or any(map(_is_telling, words & WORDS[language]))


def is_likely_english(text: str) -> bool:
    """Return whether a text that tells no language is probably English: a few plain words, or a third of them English."""
    words = _words(text)
    if not all(map(str.isascii, filter(str.isalpha, text))):
        return False
    is_plain = len(words) <= _FEW and not words & (_OTHERS - WORDS["en"] - ENGLISH_TERMS)
    return is_plain or len(words & _ENGLISH) * 3 >= len(words)


def _words(text: str) -> set[str]:
    return {word.lower() for word in _LATIN.findall(_plain(text))} - SHARED_TERMS


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", _FORMATS.sub(" ", _NO_WORDS.sub(" ", text)))


def is_detectable(tag: str) -> bool:
    """Return whether a text in the language of a tag would be told by `detect_language`."""
    language = tag.partition("-")[0].lower()
    return language in WORDS or language in ALPHABETS or language in _OTHER_SCRIPTS


def is_latin(tag: str) -> bool:
    """Return whether a language is told by its words in Latin letters."""
    return tag.partition("-")[0] in WORDS


def _by_words(words: list[str]) -> str:
    """Return the language of Latin words if it is clearly ahead of all that are unlike it."""
    distinct = {word.lower() for word in words}
    scores = Counter[str]()
    for word in distinct:
        scores.update(_word_scores(word))
    ranked = sorted(WORDS, key=lambda name: -scores[name])
    best = ranked[0]
    siblings = next((each for each in SIBLINGS if best in each), frozenset((best,)))
    second = next(scores[name] for name in ranked if name not in siblings)
    enough = max(_UNIT, _UNIT * len(distinct) // 7)
    is_ahead = scores[best] >= enough and scores[best] * 4 >= second * 5
    return best if is_ahead and _is_supported(best, distinct) else ""


def _is_supported(language: str, words: set[str]) -> bool:
    """Return whether two words, or one of at most two, are in a language's list.

    Two plain letters are half a word, since languages of no list have the same by chance.
    """
    found = words & WORDS[language]
    if len(words) <= _FEW and any(len(word) > _USUAL or not word.isascii() for word in found):
        return True
    return sum(1 if _is_telling(word) else 0.5 for word in found) > 1


def _is_telling(word: str) -> bool:
    return len(word) > _SHORT or not word.isascii()


@cache
def _word_scores(word: str) -> Mapping[str, int]:
    """Return what a word says for each language, and against those that lack its letters.

    A word of one or two plain letters says half as much, since languages that are in no list have
    it, too; so do letters, of which only those of no list at all say nothing for any language.
    """
    having = [name for name, words in WORDS.items() if word in words]
    weight = _UNIT if _is_telling(word) else _UNIT // 2
    scores = Counter({name: weight // len(having) for name in having})
    letters = {letter for letter in word if letter > "\x7f" and letter.isalpha()}
    if letters:
        spelling = [name for name, own in LETTERS.items() if letters <= own]
        scores.update({name: _UNIT // 2 // len(spelling) for name in spelling})
        scores.subtract({name: _UNIT // 2 for name in LETTERS if name not in spelling})
    return scores
