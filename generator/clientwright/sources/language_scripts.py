"""The languages that a script tells, alone or by letters that only some of its languages have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence


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

_SERBIAN = frozenset("је да се са и у су који која које мора бити све трајање".split())
_MACEDONIAN = frozenset("е да се со и во се кој која кои мора биде сите времетраење треба".split())
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


_TELLING = {
    "ru": re.compile(
        "в|для|что|это|как|или|если|из|к|с|не|по|будет|быть|должн[аоы]?|он|вы|котор[а-я]+|видео|хотите|"
        "[а-яё]{2,}(?:ость|остью?|ости|остей|[ае]ни[еяюй]|[ае]нием|ться|тся|ется|ого|ому|ыми?|ы[йех]|ая|ую|ов|ами|стве)"
    ),
    "uk": re.compile(
        "що|як|та|як[аіиу]й?|яке|ви|або|це|щоб|якщо|від|до|є|має|бути|повинн[аоі]|відео|усіх|всіх|"
        "[а-яіїєґ]{2,}(?:ння|нням|ість|ості|остей|ів|ої|ати|ити|ться|ський)"
    ),
    "bg": re.compile(
        "да|се|са|е|ще|трябва|може|което|който|които|която|към|във|със|при|бъде|чрез|ако|всички|"
        "[а-я]{3,}(?:ото|ето|ата|ята|ите)|[а-я]*[бвгджзклмнпрстфхцчш]ъ[бвгджзклмнпрстфхцчш][а-я]*|[а-я]+ът"
    ),
}
"""Words, and ends of words, that one of three languages has and the other two seldom."""
_SHARE = 6
"""One in this many words must tell the language."""


def cyrillic_language(text: str) -> str:
    """Return the language of a Cyrillic text by its letters, words and ends of words."""
    words = _CYRILLIC.findall(text.lower())
    letters = set("".join(words))
    other = letters - set("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
    fitting = [
        language
        for language, own, lacking in _CYRILLIC_LETTERS
        if other <= set(own) and not letters & set(lacking)
    ]
    if not other:
        return _telling_language(words, ("ru", *(set(fitting) & {"uk", "bg"})))
    if {"sr", "mk"} <= {*fitting}:
        return _most_words(text.lower(), {"sr": _SERBIAN, "mk": _MACEDONIAN})
    if other == {"і"} and "uk" in fitting:
        return _telling_language(words, ("uk",))
    return fitting[0] if fitting else ""


def _telling_language(words: Sequence[str], languages: Sequence[str]) -> str:
    """Return the language that enough words tell, and more than tell another; "" if none."""
    scores = {name: sum(map(bool, map(_TELLING[name].fullmatch, words))) for name in languages}
    best, *others = sorted(languages, key=lambda name: -scores[name])
    is_told = scores[best] and scores[best] * _SHARE >= len(words)
    return best if is_told and all(scores[best] > scores[name] for name in others) else ""


_LETTERS_IN_ARABIC = {"ar": "يكةىإأ", "ur": "ٹڈڑںےہھ", "": "ۆەڕڵێېۇۋټډړښڼڭ"}
"""Letters that one language in Arabic letters has and others lack; the last are those of further languages."""
_WORDS_IN_ARABIC = {
    "ar": re.compile("ال[ء-ي]{2,}|في|من|على|إلى|أن|هو|هذا|هذه|يجب"),
    "fa": re.compile("که|را|از|به|در|با|است|برای|این|باید|می|یا|شود|باشد|هر|ها|های"),
    "ur": re.compile("کی|کے|کا|ہے|میں|سے|اور|کو|جو|آپ|پر|نہیں|یا|ہیں"),
    "": re.compile("بۆ|لە|او|چې"),
}
_NOT_ARABIC = "پچژگکی"


def arabic_language(text: str) -> str:
    """Return the language of a text in Arabic letters: that which most letters and words tell; "" if none does."""
    words = _ARABIC.findall(text)
    found = Counter({name: sum(map(text.count, own)) for name, own in _LETTERS_IN_ARABIC.items()})
    for name, telling in _WORDS_IN_ARABIC.items():
        found[name] += 2 * sum(map(bool, map(telling.fullmatch, words)))
    other = sum(map(text.count, _NOT_ARABIC))
    if other > found["ar"]:
        found["ar"] = 0
    (best, most), (_, second) = found.most_common(2)
    return best if most > second else ""


def devanagari_language(text: str) -> str:
    """Return the language of a text in Devanagari by its words."""
    return _most_words(text, {"hi": _HINDI, "mr": _MARATHI, "ne": _NEPALI})


_SURELY_CHINESE = 12
"""How many characters no Japanese text has without kana."""
_CHINESE = re.compile("(?<![目動静])的|[您你请請这這们們]")
_LEVEL_2 = 0x9880
"""The first Shift JIS code of the kanji that Japanese texts seldom have."""


def han_language(text: str) -> str:
    """Return which Chinese a text is, by characters that only one of the two old encodings has.

    A few characters may be a Japanese word, so that common kanji say nothing then.
    """
    only = {"zh-TW": ("big5", "gb2312"), "zh-CN": ("gb2312", "big5")}
    chars = [char for char in text if HAN.match(char)]
    if len(chars) < _SURELY_CHINESE and not _CHINESE.search(text):
        chars = [char for char in chars if not _is_common_kanji(char)]
    scores = {
        language: sum(_has(char, own) and not _has(char, other) for char in chars)
        for language, (own, other) in only.items()
    }
    best, second = sorted(scores, key=lambda name: -scores[name])
    return best if scores[best] > 2 * scores[second] else ""


def _is_common_kanji(char: str) -> bool:
    try:
        return int.from_bytes(char.encode("shift_jis"), "big") < _LEVEL_2
    except UnicodeEncodeError:
        return False


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
