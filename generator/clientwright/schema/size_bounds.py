"""What the bounds of sizes share, whether of strings, arrays or objects."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair, refined_edit_kind
from clientwright.schema.keyword_fault import Mutation, Schema, drop_mutations, shift_mutations
from clientwright.schema.numbers import MAX_EXACT

Size = Callable[[Schema], float]
"""Maps a schema to the smallest or largest size of its values."""
MoreWitnesses = Callable[[dict[str, Any], int], Iterator[dict[str, Any]]]


def no_more_witnesses(accepting: dict[str, Any], size: int) -> Iterator[dict[str, Any]]:
    """Yield nothing."""
    yield from ()


def compare_sizes(
    pair: SchemaPair,
    low: str,
    high: str,
    more_witnesses: MoreWitnesses = no_more_witnesses,
    *,
    smallest: Size | None = None,
    largest: Size | None = None,
) -> Iterator[KeywordEdit]:
    """Compare the lower and the upper bound of a size, which other keywords may bound as well."""
    yield from _compare_size(pair, (low, high), 1, smallest or _bound(low, 0), more_witnesses)
    most = largest or _bound(high, math.inf)
    yield from _compare_size(pair, (high, low), -1, most, more_witnesses)


def _bound(keyword: str, unset: float) -> Size:
    def read(schema: Schema) -> float:
        found: float = schema.get(keyword, unset)
        return found

    return read


def _compare_size(
    pair: SchemaPair,
    keywords: tuple[str, str],
    sign: int,
    size: Size,
    more_witnesses: MoreWitnesses,
) -> Iterator[KeywordEdit]:
    keyword, opposite = keywords
    if pair.old.get(keyword) == pair.new.get(keyword):
        return
    before, after = (size(schema) * sign for schema in (pair.old, pair.new))
    alone, alone_now = (
        size({**wide, keyword: narrow[keyword]} if keyword in narrow else _without(wide, keyword))
        * sign
        for wide, narrow in ((pair.old, pair.new), (pair.new, pair.old))
    )
    shrinks, grows = alone > before, alone_now > after

    def sizes_outside(
        accepting: dict[str, Any], refusing: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        if keyword in refusing:
            outside = refusing[keyword] - sign
            yield {**accepting, opposite: outside}
            yield from more_witnesses(accepting, outside)

    yield pair.keyword_edit(
        keyword,
        refined_edit_kind(pair.edit_kind(keyword), shrinks, grows),
        shrinks=shrinks,
        grows=grows,
        witness_schemas=sizes_outside,
    )


def size_mutations(schema: Schema, low: str, high: str) -> Iterator[Mutation]:
    """Yield each bound dropped, one looser and one tighter."""
    yield from drop_mutations(schema, (low, high))
    yield from shift_mutations(schema, low, Fraction(1), -1, least=0)
    yield from shift_mutations(schema, high, Fraction(1), 1, least=0)


def tighter_sizes(one: Schema, other: Schema, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the tighter of the bounds of two schemas."""
    found: dict[str, Any] = {}
    for low, high in pairs:
        for keyword, pick in ((low, max), (high, min)):
            values = [side[keyword] for side in (one, other) if keyword in side]
            if values:
                found[keyword] = pick(values)
    return found


def exact_sizes(schema: Mapping[str, Any], keywords: Iterable[str]) -> dict[str, int]:
    """Return the bounds of a size that a model says: those that a float holds exactly, as integers."""
    return {
        word: int(schema[word]) for word in keywords if word in schema and schema[word] < MAX_EXACT
    }


def drop_zero(schema: dict[str, Any], *keywords: str) -> dict[str, Any]:
    """Return a schema without lower bounds of zero, which assert nothing."""
    return {word: v for word, v in schema.items() if not (word in keywords and v == 0)}


def _without(schema: Schema, keyword: str) -> Schema:
    return {word: value for word, value in schema.items() if word != keyword}
