"""Numbers one step beyond their bounds, or between multiples of their step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from clientwright.schema.generation.value_generator import ValueGenerator, schema_types
from clientwright.schema.keyword_fault import KeywordFault, Schema, valid_of_type
from clientwright.schema.numbers import (
    NumberGrid,
    grid_unit,
    is_number,
    to_fraction,
    to_json_number,
)
from clientwright.schema.validator import make_validator

_BOUND_KEYWORDS = {
    "minimum": (-1, "is at least"),
    "maximum": (1, "is at most"),
    "exclusiveMinimum": (-1, "is more than"),
    "exclusiveMaximum": (1, "is less than"),
}
"""For each bound, the direction beyond it and its wording."""


def iter_faults(schema: Schema) -> Iterator[KeywordFault]:
    """Yield the faults one step beyond each bound; the twin is on it, or one step inside an exclusive one."""
    kinds = [kind for kind in ("number", "integer") if kind in schema_types(schema)]
    if not kinds:
        return
    numeric = {**schema, "type": kinds[0]}
    for keyword, (away, sentence) in _BOUND_KEYWORDS.items():
        if is_number(schema.get(keyword)):
            last, next_ = map(to_json_number, _bound_and_next(numeric, keyword, away))
            yield _bound_fault(keyword, f"{sentence} {schema[keyword]}", last, next_)
    if is_number(schema.get("multipleOf")):
        sentence = f"is a multiple of {schema['multipleOf']}"
        valid = valid_of_type(schema, kinds[0])
        yield KeywordFault("multipleOf", "multipleOf", sentence, _OffStep(numeric), valid)


def _bound_fault(keyword: str, sentence: str, valid: int | float, bad: int | float) -> KeywordFault:
    return KeywordFault(
        keyword, keyword, sentence, lambda generator, _: bad, lambda generator, _: valid
    )


def _bound_and_next(
    schema: Mapping[str, Any], keyword: str, away: int
) -> tuple[Fraction, Fraction]:
    """Return the last number that keeps a bound and the first that breaks it, in steps of the schema."""
    bound, unit = to_fraction(schema[keyword]), grid_unit(schema)
    if schema["type"] == "integer" or "multipleOf" in schema:
        words = ("type", "multipleOf", keyword)
        grid = NumberGrid.from_schema(
            {word: schema[word] for word in words if word in schema}, unit
        )
        last = grid.low if away < 0 else grid.high
        return last * unit, (last + away) * unit
    if not keyword.startswith("exclusive"):
        return bound, bound + away * unit
    return bound - away * min(unit, _range_width(schema) / 2), bound


def _range_width(schema: Mapping[str, Any]) -> Fraction:
    """Return the distance between the bounds of a number; a large one if a bound is missing."""
    ends = [[to_fraction(schema[word]) for word in _BOUND_KEYWORDS if word.lower().endswith(end) and is_number(schema.get(word))] for end in ("minimum", "maximum")]  # fmt: skip
    return min(ends[1]) - max(ends[0]) if all(ends) else Fraction(2)


class _OffStep:
    """Moves a multiple by half a step, within the bounds."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        step = to_fraction(schema["multipleOf"])
        whole = schema["type"] == "integer" and step > 1
        self.step = Fraction(1) if whole else step / 2
        self.rest = make_validator({word: v for word, v in schema.items() if word != "multipleOf"})

    def __call__(self, generator: ValueGenerator, valid: Any) -> Any:
        more, less = (to_json_number(to_fraction(valid) + way * self.step) for way in (1, -1))
        return less if self.rest.is_valid(less) > self.rest.is_valid(more) else more
