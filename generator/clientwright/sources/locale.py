"""The language of a document: from an option, its `lang`, or its script and stop words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from clientwright.io.json_types import is_dict, is_list
from clientwright.problems import Location, Problem
from clientwright.sources.documents import Document
from clientwright.sources.language_codes import is_known_language
from clientwright.sources.problems import BadLocale, LocaleDoubtful, LocaleUnknown

_TAG = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-[A-Za-z0-9]{5,8})*"
)
_SCRIPTS = {"hant": "zh-TW", "hans": "zh-CN"}
_REGIONS = {"tw": "zh-TW", "hk": "zh-TW", "mo": "zh-TW", "cn": "zh-CN", "sg": "zh-CN"}
_WITHOUT_REGION = frozenset({"en", "ja", "ru", "es"})

_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_NOT_RUSSIAN = re.compile(r"[\u0404\u0406\u0407\u0454\u0456-\u045f\u0490\u0491\u040e\u0402-\u040f]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")

_TRADITIONAL = frozenset(
    "體國學會這個來對時說發電腦網頁圖視頻產場長門問間關開輸結構請總須於與為後從導無聲應畫過實現點選單檔標題內歷錄數據際續縮轉變資訊類項鏡頭範圍調運動記線統價"
)
_SIMPLIFIED = frozenset(
    "体国学会这个来对时说发电脑网页图视频产场长门问间关开输结构请总须于与为后从导无声应画过实现点选单档标题内历录数据际续缩转变资讯类项镜头范围调运动记线统价"
)
_TRADITIONAL_ONLY = _TRADITIONAL - _SIMPLIFIED
_SIMPLIFIED_ONLY = _SIMPLIFIED - _TRADITIONAL

_STOP_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        "the of and to in is for with be that how must by or this it from a an on".split()
    ),
    "es": frozenset(
        "el la los las del de una un con para por que se y en al debe cómo vídeo o".split()
    ),
    "fr": frozenset(
        "le la les des du de une un avec pour par que se et en au est dans sur ou".split()
    ),
    "pt": frozenset(
        "o a os as do da dos das de uma um com para por que se e em ao não no na".split()
    ),
    "it": frozenset("il lo la gli le del della di una un con per che si e in al è nel o".split()),
    "de": frozenset(
        "der die das des dem den und ein eine mit für von zu im ist wie auf oder".split()
    ),
}


def choose_locale(
    option: str | None, document: Document, schema: object
) -> str | LocaleUnknown | BadLocale:
    """Return the locale: the option, else the document's `lang`, else the detected language."""
    here = Location(document.file)
    if option is not None:
        valid = bool(_TAG.fullmatch(option)) and is_known_language(option)
        return _normalize_case(option) if valid else BadLocale(here, option)
    from_lang = locale_from_lang(document.language)
    return (
        from_lang
        or detect_language(" ".join(schema_texts(schema)))
        or detect_language(_prose(document.text))
        or LocaleUnknown(here)
    )


def locale_doubts(option: str | None, document: Document, schema: object) -> tuple[Problem, ...]:
    """Return a warning if a schema's texts are clearly in another language than the option says."""
    found = detect_language(" ".join(schema_texts(schema))) if option is not None else ""
    if (
        option is None
        or not _TAG.fullmatch(option)
        or not found
        or found.partition("-")[0] == option.partition("-")[0].lower()
    ):
        return ()
    return (LocaleDoubtful(Location(document.file), option, found),)


def locale_from_lang(tag: str) -> str:
    """Return the locale of an HTML `lang`, "" if it is not usable (`zh` alone is not)."""
    tag = tag.strip().replace("_", "-")
    if not _TAG.fullmatch(tag):
        return ""
    first, *rest = tag.lower().split("-")
    if first != "zh":
        return first if first in _WITHOUT_REGION else _normalize_case(tag)
    known = [_SCRIPTS.get(part) or _REGIONS.get(part, "") for part in rest]
    return next(filter(None, known), "")


def detect_language(text: str) -> str:
    """Return the language of a text, by script or stop words; "" if neither decides."""
    letters = len(_LATIN.findall(text))
    kana, han, cyrillic = (len(script.findall(text)) for script in (_KANA, _HAN, _CYRILLIC))
    if kana + han > letters or cyrillic > 3 * letters:
        return _detect_by_script(text, kana, han, cyrillic)
    return _detect_by_stop_words(text)


def schema_texts(schema: object) -> Iterator[str]:
    """Yield every title and description of a schema."""
    if is_list(schema):
        for item in schema:
            yield from schema_texts(item)
    elif is_dict(schema):
        for key, value in schema.items():
            if key in ("title", "description") and isinstance(value, str):
                yield value
            elif key not in ("default", "enum", "examples"):
                yield from schema_texts(value)


def _detect_by_script(text: str, kana: int, han: int, cyrillic: int) -> str:
    if cyrillic > kana + han:
        return "" if _NOT_RUSSIAN.search(text) else "ru"
    if kana * 10 > han:
        return "ja"
    traditional = sum(char in _TRADITIONAL_ONLY for char in text)
    simplified = sum(char in _SIMPLIFIED_ONLY for char in text)
    if traditional > 4 * simplified:
        return "zh-TW"
    return "zh-CN" if simplified > 4 * traditional else ""


def _detect_by_stop_words(text: str) -> str:
    found = [word.lower() for word in _LATIN.findall(text)]
    scores = {name: sum(map(words.__contains__, found)) for name, words in _STOP_WORDS.items()}
    best, second = sorted(scores, key=lambda name: -scores[name])[:2]
    decided = scores[best] >= 2 and scores[best] * 4 >= scores[second] * 5
    return best if decided and best in _WITHOUT_REGION else ""


def _prose(text: str) -> str:
    """Drop what is the same in every language: code, keys, URLs."""
    lines = (line for line in text.split("\n") if not re.match(r'\s*(?:["{}\[\]]|curl |--)', line))
    return re.sub(r"https?://\S+|modelApiDoc_\w+|[\w.]+/[\w./-]+", " ", "\n".join(lines))


def _normalize_case(tag: str) -> str:
    """Return a tag in conventional case: `zh-tw` becomes `zh-TW`, `sr-latn` becomes `sr-Latn`."""
    first, *rest = tag.split("-")
    cased = [
        part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part
        for part in rest
    ]
    return "-".join([first.lower(), *cased])
