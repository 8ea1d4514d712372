"""How languages state rules: one file per locale, with the words and sentences of all kinds.

Each has `SENTENCES` (templates of whole sentences, by kind), `AND` and `OR`; a language states the kinds
that it can. `SUM_WORDS` are all the words that the sentence of a sum may hold, by what they mean, as
patterns separated by "|". A language may also have `REWRITES`, which bring a sentence into the form that
its templates expect, and `SIGNS`: words by which a sentence sounds like a `rule`, with which one begins that
is a `limit` of the sentence before, that are a `waiver` of it anywhere, and the forms of a `qualifier`,
which limits what follows as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from clientwright.rules.required_substrings import PatternIndex

_BY_SCRIPT = {
    "zh": r"\u3400-\u9fff",
    "ja": r"\u3041-\u30fa\u3400-\u9fff",
    "ko": r"\uac00-\ud7a3",
    "ru": r"\u0400-\u04ff",
    "th": r"\u0e01-\u0e4e",
    "ar": r"\u0620-\u06ff",
}
_IN_LATIN = ("es", "fr", "de", "pt", "it", "tr", "vi", "id")

_LATIN = ("en", *_IN_LATIN)
LOCALES = ("en", *_BY_SCRIPT, *_IN_LATIN)
"""The languages of the pages; each is the module of that name."""

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
"""The pattern of a field's name."""

ANY_LIST = "<names joined by and, or>"
AND_LIST = "<names joined by and>"
"""Where a template has two names or more, joined by "and" or "or", and one or more, joined by "and"."""


def locales_of(sentence: str) -> tuple[str, ...]:
    """Return the languages that a sentence may be in by its letters, so that the others need not be asked.

    Names of fields are in Latin letters everywhere; so where there are others, they tell.
    """
    if sentence.isascii():
        return _LATIN
    found = [name for name, letters in _scripts() if letters.search(sentence)]
    return ("en", *found) if found else _LATIN


@cache
def _scripts() -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile(f"[{letters}]")) for name, letters in _BY_SCRIPT.items()]


def has_sign(sentence: str, key: str, *, form: bool = False) -> bool:
    """Return whether a sentence has a sign of a key, in a language that it may be in; with `form`, it must begin so."""
    signs = _signs(key, locales_of(sentence)).candidates(sentence)
    return any(sign.match(sentence) if form else sign.search(sentence) for sign in signs)


def may_have_sign(text: str, key: str) -> bool:
    """Return False only if no part of a text has a sign of a key, in whatever language."""
    return _signs(key, LOCALES).may_match(text)


@cache
def _signs(key: str, locales: tuple[str, ...]) -> PatternIndex:
    return PatternIndex(
        (sign for each in stated("SIGNS", key, locales) for sign in each), re.I | re.S
    )


def stated(table: str, key: str, locales: Sequence[str] = LOCALES) -> Iterator[Any]:
    """Yield what languages' tables say of a kind, or of a word; languages without an entry say nothing."""
    for locale in locales:
        entries = table_of(table, locale)
        if key in entries:
            yield entries[key]


def table_of(name: str, locale: str) -> Mapping[str, Any]:
    """Return a table of a language, empty if it has none."""
    entries: dict[str, Any] = getattr(import_module(f"{__name__}.{locale}"), name, {})
    return entries


def conjunctions(*tables: str, spaced: bool) -> list[str]:
    """Return the words that join names, of the languages that put spaces between words, or of the others."""
    modules = [import_module(f"{__name__}.{locale}") for locale in LOCALES]
    return [
        word
        for module in modules
        if spaced == module.SPACED
        for table in tables
        for word in getattr(module, table)
    ]
