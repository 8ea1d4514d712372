"""Bounds of numbers, texts, arrays and objects: a tighter one takes values away."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any

from clientwright.evolution.diff.model.changes import EditKind
from clientwright.evolution.diff.model.keyword_edit import (
    KeywordEdit,
    SchemaPair,
    WitnessSchemas,
    refined_edit_kind,
)
from clientwright.lint.schema_validator import make_validator
from clientwright.rules.numbers import to_fraction
from clientwright.specs.json_text import Schema
from clientwright.testing.payloads.generation.choice_sources import SimplestChoiceSource
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.scalars import MAX_STRING_LENGTH
from clientwright.testing.payloads.generation.value_generator import ValueGenerator

ENDS: Mapping[str, tuple[str, str, int]] = {
    "lower": ("minimum", "exclusiveMinimum", 1),
    "upper": ("maximum", "exclusiveMaximum", -1),
}
SIZES: Mapping[str, str] = {
    "minLength": "maxLength",
    "maxLength": "minLength",
    "minItems": "maxItems",
    "maxItems": "minItems",
    "minProperties": "maxProperties",
    "maxProperties": "minProperties",
}
"""Each bound of a size, and the one on the other side."""


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare every bound that speaks of a type which both sides take."""
    for at, beyond, away in ENDS.values():
        yield from _compare_end(pair, at, beyond, away) if pair.applies(at) else ()
    for keyword in SIZES:
        yield from _compare_size(pair, keyword) if pair.applies(keyword) else ()


def _compare_end(pair: SchemaPair, at: str, beyond: str, away: int) -> Iterator[KeywordEdit]:
    """Compare one end of the numbers, whether its bound is part of it or not."""
    old, new = (tightness(schema, at, beyond, away) for schema in (pair.old, pair.new))
    if old == new:
        return
    words = [next((w for w in (at, beyond) if w in s), at) for s in (pair.new, pair.old)]
    keyword = words[0] if new[0] != -math.inf else words[1]
    found = EditKind.ADDED if old[0] == -math.inf else EditKind.CHANGED
    found = EditKind.REMOVED if new[0] == -math.inf else found
    said = tuple(_bound_value(schema, at, beyond) for schema in (pair.old, pair.new))
    yield pair.keyword_edit(
        keyword,
        refined_edit_kind(found, new > old, new < old),
        shrinks=new > old,
        grows=new < old,
        said=(said[0], said[1]),
        beyond=_opposite_bound(at, beyond, away),
        words=(at, beyond),
    )


def _bound_value(schema: Schema, at: str, beyond: str) -> Any:
    word = at if at in schema else beyond
    return {word: schema[word]} if word in schema else None


def tightness(schema: Schema, at: str, beyond: str, away: int) -> tuple[Fraction | float, bool]:
    """Give a bound so that the tighter of two is the larger one."""
    known = [(to_fraction(schema[w]) * away, w == beyond) for w in (at, beyond) if w in schema]
    return max(known, default=(-math.inf, False))


def _opposite_bound(at: str, beyond: str, away: int) -> WitnessSchemas:
    """Bound what accepts on the other side, just where what refuses begins."""
    last, before = ("maximum", "exclusiveMaximum") if away > 0 else ("minimum", "exclusiveMinimum")

    def narrowed(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
        word = beyond if beyond in refusing else at
        if word in refusing:
            yield {**accepting, (last if word == beyond else before): refusing[word]}

    return narrowed


def _compare_size(pair: SchemaPair, keyword: str) -> Iterator[KeywordEdit]:
    old, new = pair.old.get(keyword), pair.new.get(keyword)
    if old == new:
        return
    away = 1 if keyword.startswith("min") else -1
    before, after = (-math.inf if value is None else value * away for value in (old, new))
    shrinks, grows = after > before, after < before
    found = refined_edit_kind(pair.edit_kind(keyword), shrinks, grows)
    yield pair.keyword_edit(
        keyword, found, shrinks=shrinks, grows=grows, beyond=_sizes_outside(keyword, away)
    )


def _sizes_outside(keyword: str, away: int) -> WitnessSchemas:
    def narrowed(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
        if keyword in refusing:
            size = refusing[keyword] - away
            yield {**accepting, SIZES[keyword]: size}
            if "pattern" in accepting and keyword.endswith("Length"):
                yield from (
                    {**accepting, "enum": [text]} for text in _texts_of_length(accepting, size)
                )

    return narrowed


def _texts_of_length(schema: Schema, length: int) -> Iterator[str]:
    """Bring a text of a pattern to a length by one of its characters, written again and again."""
    with suppress(GenerationError):
        text = ValueGenerator(SimplestChoiceSource()).generate(
            {"type": "string", "pattern": schema["pattern"]}
        )
        fits, more = make_validator(schema), length - len(text)
        for n, character in enumerate(text if 0 < more <= MAX_STRING_LENGTH else ""):
            longer = text[:n] + character * more + text[n:]
            if fits.is_valid(longer):
                yield longer
                return
        ending = f"{text}{'a' * max(0, more)}"
        if len(ending) == length <= MAX_STRING_LENGTH and fits.is_valid(ending):
            yield ending
