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
from clientwright.sources.language_words import LETTERS, SIBLINGS, WORDS

_NO_WORDS = re.compile(
    r"https?://\S+|`[^`]*`|\b\w*[\d_]\w*\b|\b[A-Z]{2,}s?\b|[\w.]{1,100}/[\w./-]+"
)
_FORMATS = re.compile(
    r"\b(?:jpe?g|png|webp|bmp|gif|mp[34]|mov|avi|webm|wav|json|null|true|false)\b", re.I
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+(?:['’][a-zé]\b)?")
_OTHER_SCRIPTS = frozenset(
    ("zh", "ja", "ru", "uk", "be", "sr", "mk", "bg", "kk", "ar", "fa", "ur", "hi", "mr", "ne")
)
_UNIT = 720
"""How much a word counts that only one language has."""


def detect_language(text: str) -> str:
    """Return the language of a text as a tag, "" if it cannot be told."""
    plain = unicodedata.normalize("NFC", _FORMATS.sub(" ", _NO_WORDS.sub(" ", text)))
    words = _LATIN.findall(plain)
    han, kana = (sum(map(len, script.findall(plain))) for script in (HAN, KANA))
    sizes = {name: sum(map(len, one.findall(plain))) / 4 for name, one in ALPHABETS.items()}
    script = max(sizes, key=lambda name: sizes[name])
    if max((han + kana) / 2, sizes[script]) * 2 <= len(words):
        return _by_words(words)
    if (han + kana) / 2 >= sizes[script]:
        return "ja" if kana * 10 > han else han_language(plain)
    tell = LANGUAGE_OF.get(script)
    return tell(plain) if tell else script


def is_detectable(tag: str) -> bool:
    """Return whether a text in the language of a tag would be told by `detect_language`."""
    language = tag.partition("-")[0].lower()
    return language in WORDS or language in ALPHABETS or language in _OTHER_SCRIPTS


def is_latin(tag: str) -> bool:
    """Return whether a language is told by its words in Latin letters."""
    return tag.partition("-")[0] in WORDS


def _by_words(words: list[str]) -> str:
    """Return the language of Latin words if it is clearly ahead of all that are unlike it."""
    scores = Counter[str]()
    for word in words:
        scores.update(_word_scores(word.lower()))
    ranked = sorted(WORDS, key=lambda name: -scores[name])
    best = ranked[0]
    siblings = next((each for each in SIBLINGS if best in each), frozenset((best,)))
    second = next(scores[name] for name in ranked if name not in siblings)
    enough = max(_UNIT, _UNIT * len(words) // 8)
    return best if scores[best] >= enough and scores[best] * 4 >= second * 5 else ""


@cache
def _word_scores(word: str) -> Mapping[str, int]:
    """Return what a word says for each language, and against those that lack its letters."""
    having = [name for name, words in WORDS.items() if word in words]
    scores = Counter({name: _UNIT // len(having) for name in having})
    letters = {letter for letter in word if letter > "\x7f" and letter.isalpha()}
    if letters:
        spelling = [name for name, own in LETTERS.items() if letters <= own]
        scores.update({name: _UNIT // len(spelling) for name in spelling})
        scores.subtract({name: _UNIT // 2 for name in LETTERS if name not in spelling})
    return scores
