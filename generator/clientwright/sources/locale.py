"""The language of a document: from an option, or from the script and words of its texts, or its `lang`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from clientwright.io.json_types import is_dict, is_list
from clientwright.problems import Location, Problem
from clientwright.sources.documents import Document
from clientwright.sources.language_codes import is_known_language
from clientwright.sources.language_detection import (
    count_words,
    detect_language,
    is_detectable,
    is_latin,
    may_be_in,
)
from clientwright.sources.language_words import SIBLINGS
from clientwright.sources.problems import BadLocale, LocaleDoubtful, LocaleUnknown
from clientwright.specs.model import UNDETERMINED

_TAG = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-[A-Za-z0-9]{5,8})*"
)
_SCRIPTS = {"hant": "zh-TW", "hans": "zh-CN"}
_REGIONS = {"tw": "zh-TW", "hk": "zh-TW", "mo": "zh-TW", "cn": "zh-CN", "sg": "zh-CN"}
_FEW_WORDS = 3
_WITHOUT_REGION = frozenset("ar de en es fr id it ja ko ru th tr vi".split())


def choose_locale(option: str | None, document: Document, schema: object) -> str | BadLocale:
    """Return the locale of a document: the option, else what its texts or its `lang` tell, else `und`.

    The texts of the schema count, since they are what a spec keeps: first its descriptions, which are
    sentences, then its titles too. If they do not tell, `lang` does, and then the rest of the page; but
    sentences in which no word is of that language are in none that is known.
    """
    if option is not None:
        bad = BadLocale(Location(document.file), option)
        return _normalize_case(option) if is_language_tag(option) else bad
    lang = locale_from_lang(document.language)
    sentences = " ".join(schema_texts(schema, ("description",)))
    is_long = count_words(sentences) > _FEW_WORDS
    found = detect_language(sentences)
    if not found and not is_long:
        found = detect_language(" ".join(schema_texts(schema)))
    if found:
        may_be = lang and (_same_language(lang, found) or _may_be(lang, found))
        return lang if may_be and _language(found) != "zh" else found
    around = (lang, detect_language(_prose(document.text)))
    likely = (
        tag for tag in around if tag and (not is_long or may_be_in(_language(tag), sentences))
    )
    return next(likely, UNDETERMINED)


def is_language_tag(text: str) -> bool:
    """Return whether a text is a language tag whose language exists."""
    return bool(_TAG.fullmatch(text)) and is_known_language(text)


def locale_doubts(option: str | None, document: Document, schema: object) -> tuple[Problem, ...]:
    """Return what is doubtful: texts clearly in another language than the option says, or in none that is known."""
    here = Location(document.file)
    texts = " ".join(schema_texts(schema))
    if option is None:
        is_unknown = choose_locale(None, document, schema) == UNDETERMINED
        return (LocaleUnknown(here),) if is_unknown and texts.strip() else ()
    found = detect_language(texts)
    if not is_language_tag(option) or not found or _same_language(option, found):
        return ()
    return (LocaleDoubtful(here, option, found),)


def _may_be(lang: str, found: str) -> bool:
    """Return whether texts that look like one language may be in another, which is never told itself."""
    return not is_detectable(lang) and is_latin(found)


def _language(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _same_language(one: str, other: str) -> bool:
    """Return whether two tags name one language, or two that only a native reader tells apart."""
    pair = {_language(one), _language(other)}
    return len(pair) == 1 or any(pair <= each for each in SIBLINGS)


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


def schema_texts(schema: object, keys: Collection[str] = ("title", "description")) -> Iterator[str]:
    """Yield every title and description of a schema, or only one of these."""
    if is_list(schema):
        for item in schema:
            yield from schema_texts(item, keys)
    elif is_dict(schema):
        for key, value in schema.items():
            if key in keys and isinstance(value, str):
                yield value
            elif key not in ("default", "enum", "examples"):
                yield from schema_texts(value, keys)


def _prose(text: str) -> str:
    """Drop what is the same in every language: code, keys, URLs."""
    lines = (line for line in text.split("\n") if not re.match(r'\s*(?:["{}\[\]]|curl |--)', line))
    return re.sub(r"https?://\S+|modelApiDoc_\w+|[\w.]{1,100}/[\w./-]+", " ", "\n".join(lines))


def _normalize_case(tag: str) -> str:
    """Return a tag in conventional case: `zh-tw` becomes `zh-TW`, `sr-latn` becomes `sr-Latn`."""
    first, *rest = tag.split("-")
    cased = [
        part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part
        for part in rest
    ]
    return "-".join([first.lower(), *cased])
