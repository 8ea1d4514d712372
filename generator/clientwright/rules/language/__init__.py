"""How languages state rules: one file per locale, with the words and sentences of all kinds.

Each has `SENTENCES` (templates of whole sentences), `CLAIMS` and `DENIALS` (words that must, and must
not, be in a sentence), all by kind; `NOUNS`, `AND` and `OR`. A language states the kinds that it can.
It may also have `REWRITES`, which bring a sentence into the form that its templates expect, and
`SIGNS`, words by which a sentence sounds like a rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

LOCALES = ("en", "zh", "ja", "ru", "es")
"""The languages of the pages; each is the module of that name."""

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
"""The pattern of a field's name."""

ANY_LIST = "<names joined by and, or>"
AND_LIST = "<names joined by and>"
"""Where a template has two names or more, joined by "and" or "or", and one or more, joined by "and"."""


def stated(table: str, key: str) -> Iterator[Any]:
    """Yield what each language's table says of a kind, or of a word; languages without an entry say nothing."""
    for locale in LOCALES:
        entries: dict[str, Any] = getattr(import_module(f"{__name__}.{locale}"), table, {})
        if key in entries:
            yield entries[key]


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
