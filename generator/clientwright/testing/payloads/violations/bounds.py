"""Numbers beyond their bounds, by one step; between the multiples of their step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from clientwright.lint.schema_validator import make_validator
from clientwright.rules.numbers import NumberGrid, grid_unit, is_number, to_fraction, to_json_number
from clientwright.testing.payloads.generation.value_generator import ValueGenerator, schema_types
from clientwright.testing.payloads.violations.keyword_faults import (
    KeywordFault,
    Schema,
    valid_of_type,
)

_BOUND_KEYWORDS = {
    "minimum": (-1, "is at least"),
    "maximum": (1, "is at most"),
    "exclusiveMinimum": (-1, "is more than"),
    "exclusiveMaximum": (1, "is less than"),
}
"""Each bound, on which side of it a number is too far, and how it is said."""


def iter_faults(schema: Schema) -> Iterator[KeywordFault]:
    """Go one step beyond each bound; its twin stands on it, or one step inside an open one."""
    kinds = [kind for kind in ("number", "integer") if kind in schema_types(schema)]
    if not kinds:
        return
    numeric = {**schema, "type": kinds[0]}
    for keyword, (away, said) in _BOUND_KEYWORDS.items():
        if is_number(schema.get(keyword)):
            last, next_ = map(to_json_number, _bound_and_next(numeric, keyword, away))
            yield _bound_fault(keyword, f"{said} {schema[keyword]}", last, next_)
    if is_number(schema.get("multipleOf")):
        sentence = f"is a multiple of {schema['multipleOf']}"
        good = valid_of_type(schema, kinds[0])
        yield KeywordFault("multipleOf", "multipleOf", sentence, _OffStep(numeric), good)


def _bound_fault(keyword: str, said: str, good: int | float, bad: int | float) -> KeywordFault:
    return KeywordFault(keyword, keyword, said, lambda maker, _: bad, lambda maker, _: good)


def _bound_and_next(
    schema: Mapping[str, Any], keyword: str, away: int
) -> tuple[Fraction, Fraction]:
    """Give the last number that keeps a bound, and the next one, in steps that the schema lets be seen."""
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
    """Give how far the bounds of a number lie from each other; far, where one is missing."""
    ends = [[to_fraction(schema[word]) for word in _BOUND_KEYWORDS if word.lower().endswith(end) and is_number(schema.get(word))] for end in ("minimum", "maximum")]  # fmt: skip
    return min(ends[1]) - max(ends[0]) if all(ends) else Fraction(2)


class _OffStep:
    """Adds a step to a multiple, or takes it away, so that the bounds are kept."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        step = to_fraction(schema["multipleOf"])
        whole = schema["type"] == "integer" and step > 1
        self.step = Fraction(1) if whole else step / 2
        self.rest = make_validator({word: v for word, v in schema.items() if word != "multipleOf"})

    def __call__(self, maker: ValueGenerator, good: Any) -> Any:
        more, less = (to_json_number(to_fraction(good) + way * self.step) for way in (1, -1))
        return less if self.rest.is_valid(less) > self.rest.is_valid(more) else more
