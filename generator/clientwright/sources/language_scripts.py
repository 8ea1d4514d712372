"""The languages that a script tells, alone or by letters that only some of its languages have."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping


def _pattern(ranges: str) -> re.Pattern[str]:
    return re.compile(f"[{ranges}]+")


HAN, KANA = (
    _pattern("\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"),
    _pattern("\u3041-\u3096\u30a1-\u30fa"),
)
_CYRILLIC, _ARABIC = (
    _pattern("\u0400-\u052f"),
    _pattern("\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff"),
)
_DEVANAGARI = _pattern("\u0900-\u0963\u0970-\u097f")

ALPHABETS: Mapping[str, re.Pattern[str]] = {
    "ko": _pattern("\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e"),
    "th": _pattern("\u0e01-\u0e4e"),
    "he": _pattern("\u05d0-\u05f2"),
    "el": _pattern("\u0370-\u03ff\u1f00-\u1fff"),
    "bn": _pattern("\u0980-\u09e3"),
    "pa": _pattern("\u0a01-\u0a5e\u0a70-\u0a75"),
    "gu": _pattern("\u0a81-\u0ae3"),
    "or": _pattern("\u0b01-\u0b63"),
    "ta": _pattern("\u0b82-\u0bd7"),
    "te": _pattern("\u0c00-\u0c63"),
    "kn": _pattern("\u0c80-\u0ce3"),
    "ml": _pattern("\u0d00-\u0d63"),
    "si": _pattern("\u0d82-\u0df3"),
    "lo": _pattern("\u0e81-\u0ecd"),
    "my": _pattern("\u1000-\u103f"),
    "km": _pattern("\u1780-\u17d3"),
    "ka": _pattern("\u10a0-\u10ff"),
    "hy": _pattern("\u0531-\u0587"),
    "am": _pattern("\u1200-\u137f"),
    "Cyrl": _CYRILLIC,
    "Arab": _ARABIC,
    "Deva": _DEVANAGARI,
}
"""Scripts that are written with spaces or in syllables: those of one language by its code, the others by theirs."""

_BULGARIAN = frozenset(
    "да се са е ще трябва може което който която към във със при бъде чрез ако".split()
)
_SERBIAN = frozenset("је да се са и у су који која које мора бити све трајање".split())
_MACEDONIAN = frozenset("е да се со и во се кој која кои мора биде сите времетраење треба".split())
_RUSSIAN = frozenset(
    "в для что это как или если из к с не будет быть должна должен должно должны".split()
)
_HINDI = frozenset("है हैं के की का में को से और यह पर करें होना चाहिए लिए".split())
_MARATHI = frozenset("आहे आहेत आणि मध्ये हे ही ते असणे साठी करा पाहिजे".split())
_NEPALI = frozenset("छ छन् को मा र यो हो लागि गर्नुहोस् हुनुपर्छ बाट".split())


_CYRILLIC_LETTERS = (
    ("uk", "іїєґ", "ыэёъ"),
    ("be", "ўі", "ищъ"),
    ("sr", "ђјљњћџ", "йыэёщъьюя"),
    ("mk", "ѓѕјљњќџѐѝ", "йыэёщъьюя"),
    ("bg", "ѝ", "ыэё"),
    ("mn", "өү", ""),
    ("ky", "ңөү", ""),
    ("kk", "әғқңөұүһі", ""),
    ("tt", "әөүҗңһ", ""),
    ("uz", "ўқғҳ", ""),
    ("tg", "ғӣқӯҳҷ", ""),
)
"""Of each language: its letters beside the Russian ones, and Russian ones that it lacks."""


def cyrillic_language(text: str) -> str:
    """Return the language of a Cyrillic text: Russian, unless letters or words are those of another."""
    letters = set("".join(_CYRILLIC.findall(text.lower())))
    other = letters - set("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
    fitting = [
        language
        for language, own, lacking in _CYRILLIC_LETTERS
        if other <= set(own) and not letters & set(lacking)
    ]
    if not other:
        by_words = _most_words(text.lower(), {"bg": _BULGARIAN, "ru": _RUSSIAN})
        return "bg" if by_words == "bg" and "bg" in fitting else "ru"
    if {"sr", "mk"} <= {*fitting}:
        return _most_words(text.lower(), {"sr": _SERBIAN, "mk": _MACEDONIAN})
    return fitting[0] if fitting else ""


_LETTERS_IN_ARABIC = {"ar": "يكةىإأ", "fa": "پچژگکی", "ur": "ٹڈڑںےہھ", "": "ۆەڕڵێېۇۋټډړښڼڭ"}
"""Letters that one language in Arabic letters has and others lack; the last are those of further languages."""


def arabic_language(text: str) -> str:
    """Return the language of a text in Arabic letters: Arabic, unless more letters are those of another."""
    found = {name: sum(map(text.count, own)) for name, own in _LETTERS_IN_ARABIC.items()}
    if found["ur"] > found["ar"]:
        return "ur"
    return max(("ar", "fa", ""), key=found.__getitem__)


def devanagari_language(text: str) -> str:
    """Return the language of a text in Devanagari by its words."""
    return _most_words(text, {"hi": _HINDI, "mr": _MARATHI, "ne": _NEPALI})


def han_language(text: str) -> str:
    """Return which Chinese a text is, by characters that only one of the two old encodings has."""
    only = {"zh-TW": ("big5", "gb2312"), "zh-CN": ("gb2312", "big5")}
    scores = {
        language: sum(_has(char, own) and not _has(char, other) for char in text if HAN.match(char))
        for language, (own, other) in only.items()
    }
    best, second = sorted(scores, key=lambda name: -scores[name])
    return best if scores[best] > 2 * scores[second] else ""


LANGUAGE_OF: Mapping[str, Callable[[str], str]] = {
    "Cyrl": cyrillic_language,
    "Arab": arabic_language,
    "Deva": devanagari_language,
}
"""What tells the language of a text in a script that several have."""


def _has(char: str, encoding: str) -> bool:
    try:
        return bool(char.encode(encoding))
    except UnicodeEncodeError:
        return False


def _most_words(text: str, languages: Mapping[str, frozenset[str]]) -> str:
    """Return the language with the most words in a text; "" if two have as many."""
    found = re.findall(r"[\u0400-\u052f\u0900-\u0963]+", text)
    scores = {name: sum(map(words.__contains__, found)) for name, words in languages.items()}
    best, second = sorted(scores, key=lambda name: -scores[name])[:2]
    return best if scores[best] > scores[second] else ""
