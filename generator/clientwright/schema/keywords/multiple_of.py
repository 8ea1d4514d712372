"""`multipleOf`: the step of a number, computed exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from clientwright.schema.constraint import Constraint, SchemaMutation, failure
from clientwright.schema.keyword_edit import EditKind, KeywordEdit, SchemaPair, refined_edit_kind
from clientwright.schema.keyword_fault import KeywordFault, Schema, drop_mutations, valid_of_type
from clientwright.schema.numbers import (
    common_step,
    is_number,
    numbers_from,
    to_fraction,
    to_json_number,
)
from clientwright.schema.protocols import Generator, Semantics
from clientwright.schema.types import NUMBERS, accepted_types, schema_types
from clientwright.schema.wording import Wording, show_number

KEYWORD = "multipleOf"
_WORDING = Wording(lambda step: f"be a multiple of {show_number(step)}", bare=True)


def accept(validator: Any, of: Any, value: Any, _: Any) -> Iterator[Any]:
    """Check a number; the library divides floats, for which 0.3 is no multiple of 0.1."""
    is_multiple = is_number(value) and not to_fraction(value) % to_fraction(of)
    if validator.is_type(value, "number") and not is_multiple:
        yield from failure(f"{value!r} is not a multiple of {of!r}")


def violate(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield a number between two multiples."""
    kinds = [kind for kind in ("number", "integer") if kind in schema_types(schema)]
    if kinds and is_number(schema.get(KEYWORD)):
        off_step = _OffStep({**schema, "type": kinds[0]}, semantics)
        sentence, valid = _WORDING.promise(schema[KEYWORD]), valid_of_type(schema, kinds[0])
        yield KeywordFault(KEYWORD, KEYWORD, sentence, off_step, valid)


class _OffStep:
    """Moves a multiple by half a step, or further, so that it breaks nothing else."""

    def __init__(self, schema: Mapping[str, Any], semantics: Semantics) -> None:
        step = to_fraction(schema[KEYWORD])
        whole = schema["type"] == "integer" and step > 1
        self.step = Fraction(1) if whole else step / 2
        self.schema = schema
        self.semantics = semantics

    def __call__(self, generator: Generator, valid: Any) -> Any:
        start, broken = to_fraction(valid), self.semantics.only_broken
        ways = (numbers_from(start + step, step) for step in (self.step, -self.step))
        found = (v for both in zip(*ways, strict=False) for v in both)
        spare = to_json_number(start + self.step)
        return next((v for v in found if broken(self.schema, v) == (KEYWORD,)), spare)


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the steps: a multiple of the old step removes values."""
    if not pair.shares(NUMBERS) or pair.old.get(KEYWORD) == pair.new.get(KEYWORD):
        return
    edit_kind = pair.edit_kind(KEYWORD)
    if edit_kind is EditKind.CHANGED:
        old, new = to_fraction(pair.old[KEYWORD]), to_fraction(pair.new[KEYWORD])
        shrinks, grows = (old / new).denominator != 1, (new / old).denominator != 1
    else:
        shrinks, grows = edit_kind is EditKind.ADDED, edit_kind is EditKind.REMOVED
    yield pair.keyword_edit(
        KEYWORD, refined_edit_kind(edit_kind, shrinks, grows), shrinks=shrinks, grows=grows
    )


def describe(schema: Schema) -> Iterator[str]:
    """Yield the step."""
    if KEYWORD in schema:
        yield _WORDING.phrase(schema[KEYWORD])


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield the step dropped."""
    yield from drop_mutations(schema, (KEYWORD,))


def intersect(one: Schema, other: Schema, _: str) -> Schema:
    """Return the smallest step that is a multiple of both."""
    steps = [to_fraction(side[KEYWORD]) for side in (one, other) if KEYWORD in side]
    return {KEYWORD: to_json_number(common_step(*steps))}


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Drop a step that every integer keeps."""
    of = schema.get(KEYWORD)
    idle = (
        is_number(of)
        and "number" not in accepted_types(schema)
        and (1 / to_fraction(of)).denominator == 1
    )
    return {k: v for k, v in schema.items() if k != KEYWORD} if idle else schema


MULTIPLE_OF = Constraint(
    "multiple of",
    (KEYWORD,),
    accept={KEYWORD: accept},
    violate=violate,
    compare=compare,
    describe=describe,
    wording={KEYWORD: _WORDING},
    mutate=mutate,
    intersect=intersect,
    normalize=normalize,
    waived={
        "emit": "no type of a model says it: the residual does",
        "generate": "the numbers that the bounds make are multiples",
    },
)
