"""Check that localized text belongs to a field, and that there is English text."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.io.json_pointer import join_pointer, resolve_pointer
from clientwright.lint.problems import NoEnglish, WordsForNothing
from clientwright.problems import Problem
from clientwright.schema.references import inline_references
from clientwright.specs.model import Endpoint


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Resolve the pointer of every entry in every locale."""
    schema = inline_references(endpoint.input)
    for locale, entries in sorted(endpoint.words.items()):
        for pointer in entries:
            try:
                resolve_pointer(schema, pointer)
            except LookupError:
                yield WordsForNothing(
                    endpoint.location(join_pointer("/words", locale, pointer)), locale, pointer
                )
    if endpoint.words and "en" not in endpoint.words:
        yield NoEnglish(endpoint.location("/words"), tuple(sorted(endpoint.words)))
