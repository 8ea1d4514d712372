"""The lower and the upper bound of a size, whether of strings, arrays or objects."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair, refined_edit_kind
from clientwright.schema.keyword_fault import (
    FaultPair,
    KeywordFault,
    MakeInvalid,
    MakeValid,
    Mutation,
    Schema,
    drop_mutations,
    further_pairs,
    shift_mutations,
)
from clientwright.schema.numbers import MAX_EXACT
from clientwright.schema.protocols import Semantics
from clientwright.schema.types import schema_types
from clientwright.schema.wording import Wording, count_wording, range_phrases

Size = Callable[[Schema], float]
"""Maps a schema to the smallest or largest size of its values."""
MoreWitnesses = Callable[[dict[str, Any], int], Iterator[dict[str, Any]]]


_MOST_FURTHER = 4
"""How many sizes on each side of a bound are offered."""


def no_more_witnesses(accepting: dict[str, Any], size: int) -> Iterator[dict[str, Any]]:
    """Yield nothing."""
    yield from ()


@dataclass(frozen=True)
class SizeBounds:
    """The keywords that bound the size of the values of one type, which is a number of `noun`s."""

    low: str
    high: str
    kind: str
    noun: str

    @property
    def keywords(self) -> tuple[str, str]:
        """The lower and the upper bound."""
        return self.low, self.high

    @cached_property
    def wording(self) -> Mapping[str, Wording]:
        """The sentences of both."""
        return {
            self.low: count_wording(self.noun, "at least", f"have as few {self.noun}s as {{}}"),
            self.high: count_wording(self.noun, "at most", f"have up to {{}} {self.noun}s"),
        }

    def promise(self, keyword: str, size: int) -> str:
        """Return what a bound requires, in words that follow the name of a field."""
        return self.wording[keyword].promise(size)

    def applies_to(self, schema: Schema) -> bool:
        """Return whether a schema accepts values of the type."""
        return self.kind in schema_types(schema)

    def with_size(self, schema: Schema, size: int) -> dict[str, Any]:
        """Return a schema for its values of exactly a size."""
        return {**schema, "type": self.kind, self.low: size, self.high: size}

    def of_size(self, size: int) -> MakeValid:
        """Return a function that makes values of exactly a size."""
        return lambda generator, schema: generator.generate(self.with_size(schema, size))

    def break_bound(
        self,
        schema: Schema,
        keyword: str,
        make_valid: Callable[[int], MakeValid],
        resize: Callable[[int], MakeInvalid],
    ) -> KeywordFault:
        """Return the fault of a bound: the twin has exactly so many, the violation one less or one more.

        `resize` returns an edit that changes a value to a size. Further pairs have other sizes.
        """
        inwards, bound = (1, -1)[keyword == self.high], schema[keyword]
        low, high = schema.get(self.low, 0), schema.get(self.high, math.inf)
        kept = [bound + n * inwards for n in range(_MOST_FURTHER)]
        broken = [bound - (n + 1) * inwards for n in range(_MOST_FURTHER)]

        def further() -> Iterator[FaultPair]:
            yield from further_pairs(
                [make_valid(size) for size in kept if low <= size <= high],
                [resize(size) for size in broken if size >= 0],
            )

        edit, sentence = resize(broken[0]), self.promise(keyword, bound)
        return KeywordFault(keyword, keyword, sentence, edit, make_valid(bound), further=further)

    def compare(
        self,
        pair: SchemaPair,
        more_witnesses: MoreWitnesses = no_more_witnesses,
        *,
        smallest: Size | None = None,
        largest: Size | None = None,
    ) -> Iterator[KeywordEdit]:
        """Compare both bounds, which other keywords may tighten, for values that both sides accept."""
        if not pair.shares(frozenset((self.kind,))):
            return
        least, most = smallest or _bound(self.low, 0), largest or _bound(self.high, math.inf)
        yield from _compare_size(pair, (self.low, self.high), 1, least, more_witnesses)
        yield from _compare_size(pair, (self.high, self.low), -1, most, more_witnesses)

    def describe(self, schema: Schema) -> Iterator[str]:
        """Yield the range of sizes."""
        bounds = schema if schema.get(self.low) != 0 else _without(schema, self.low)
        both = f"{{}} to {{}} {self.noun}s"
        yield from range_phrases(bounds, self.keywords, both, self.wording)

    def mutate(self, schema: Schema) -> Iterator[Mutation]:
        """Yield each bound dropped, one looser and one tighter."""
        yield from size_mutations(schema, self.low, self.high)

    def intersect(self, one: Schema, other: Schema, _: str) -> Schema:
        """Return the tighter of each bound."""
        found: dict[str, Any] = {}
        for keyword, pick in ((self.low, max), (self.high, min)):
            values = [side[keyword] for side in (one, other) if keyword in side]
            if values:
                found[keyword] = pick(values)
        return found

    def normalize(self, schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
        """Drop a lower bound of zero, which asserts nothing."""
        return {word: v for word, v in schema.items() if word != self.low or v != 0}

    def emit(self, kind: str, schema: Schema) -> Mapping[str, Any]:
        """Return the bounds that a model says: those that a float holds exactly, as integers."""
        bounds = [word for word in self.keywords if kind == self.kind and word in schema]
        return {word: int(schema[word]) for word in bounds if schema[word] < MAX_EXACT}


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


def _without(schema: Schema, keyword: str) -> Schema:
    return {word: value for word, value in schema.items() if word != keyword}
