"""Bounds of numbers, strings, arrays and objects: a tighter bound removes values."""

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
from clientwright.io.json_types import Schema
from clientwright.lint.schema_validator import make_validator
from clientwright.rules.numbers import to_fraction
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
"""Each size bound, and its opposite."""


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare every bound for a type that both sides accept."""
    for inclusive, exclusive, sign in ENDS.values():
        yield from _compare_end(pair, inclusive, exclusive, sign) if pair.applies(inclusive) else ()
    for keyword in SIZES:
        yield from _compare_size(pair, keyword) if pair.applies(keyword) else ()


def _compare_end(
    pair: SchemaPair, inclusive: str, exclusive: str, sign: int
) -> Iterator[KeywordEdit]:
    """Compare the lower or upper bound of numbers, inclusive or exclusive."""
    old, new = (tightness(schema, inclusive, exclusive, sign) for schema in (pair.old, pair.new))
    if old == new:
        return
    keywords = [
        next((w for w in (inclusive, exclusive) if w in s), inclusive) for s in (pair.new, pair.old)
    ]
    keyword = keywords[0] if new[0] != -math.inf else keywords[1]
    edit_kind = EditKind.ADDED if old[0] == -math.inf else EditKind.CHANGED
    edit_kind = EditKind.REMOVED if new[0] == -math.inf else edit_kind
    values = tuple(_bound_value(schema, inclusive, exclusive) for schema in (pair.old, pair.new))
    yield pair.keyword_edit(
        keyword,
        refined_edit_kind(edit_kind, new > old, new < old),
        shrinks=new > old,
        grows=new < old,
        values=(values[0], values[1]),
        witness_schemas=_opposite_bound(inclusive, exclusive, sign),
        keywords=(inclusive, exclusive),
    )


def _bound_value(schema: Schema, inclusive: str, exclusive: str) -> Any:
    keyword = inclusive if inclusive in schema else exclusive
    return {keyword: schema[keyword]} if keyword in schema else None


def tightness(
    schema: Schema, inclusive: str, exclusive: str, sign: int
) -> tuple[Fraction | float, bool]:
    """Return a bound as a number that is larger for the tighter of two."""
    known = [
        (to_fraction(schema[w]) * sign, w == exclusive)
        for w in (inclusive, exclusive)
        if w in schema
    ]
    return max(known, default=(-math.inf, False))


def _opposite_bound(inclusive: str, exclusive: str, sign: int) -> WitnessSchemas:
    """Return witness schemas: values of the accepting side beyond the rejecting side's bound."""
    last, before = ("maximum", "exclusiveMaximum") if sign > 0 else ("minimum", "exclusiveMinimum")

    def narrowed(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
        keyword = exclusive if exclusive in refusing else inclusive
        if keyword in refusing:
            yield {**accepting, (last if keyword == exclusive else before): refusing[keyword]}

    return narrowed


def _compare_size(pair: SchemaPair, keyword: str) -> Iterator[KeywordEdit]:
    old, new = pair.old.get(keyword), pair.new.get(keyword)
    if old == new:
        return
    sign = 1 if keyword.startswith("min") else -1
    before, after = (-math.inf if value is None else value * sign for value in (old, new))
    shrinks, grows = after > before, after < before
    edit_kind = refined_edit_kind(pair.edit_kind(keyword), shrinks, grows)
    yield pair.keyword_edit(
        keyword,
        edit_kind,
        shrinks=shrinks,
        grows=grows,
        witness_schemas=_sizes_outside(keyword, sign),
    )


def _sizes_outside(keyword: str, sign: int) -> WitnessSchemas:
    def narrowed(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
        if keyword in refusing:
            size = refusing[keyword] - sign
            yield {**accepting, SIZES[keyword]: size}
            if "pattern" in accepting and keyword.endswith("Length"):
                yield from (
                    {**accepting, "enum": [text]} for text in _texts_of_length(accepting, size)
                )

    return narrowed


def _texts_of_length(schema: Schema, length: int) -> Iterator[str]:
    """Yield a string of this length that matches the pattern, made by repeating one of its characters."""
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
