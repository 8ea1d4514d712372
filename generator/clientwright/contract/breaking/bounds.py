"""Numbers beyond their bounds, by one step; between the multiples of their step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from clientwright.contract.breaking.faults import Fault, Schema, good_of
from clientwright.contract.making.values import Maker, types
from clientwright.lint.schema_validator import make_validator
from clientwright.rules.numbers import NumberGrid, grid_unit, is_number, to_fraction, to_json_number

_ENDS = {
    "minimum": (-1, "is at least"),
    "maximum": (1, "is at most"),
    "exclusiveMinimum": (-1, "is more than"),
    "exclusiveMaximum": (1, "is less than"),
}
"""Each bound, on which side of it a number is too far, and how it is said."""


def faults(schema: Schema) -> Iterator[Fault]:
    """Go one step beyond each bound; its twin stands on it, or one step inside an open one."""
    kinds = [kind for kind in ("number", "integer") if kind in types(schema)]
    if not kinds:
        return
    numeric = {**schema, "type": kinds[0]}
    for keyword, (away, said) in _ENDS.items():
        if is_number(schema.get(keyword)):
            last, next_ = map(to_json_number, _around(numeric, keyword, away))
            yield _fault(keyword, f"{said} {schema[keyword]}", last, next_)
    if is_number(schema.get("multipleOf")):
        sentence = f"is a multiple of {schema['multipleOf']}"
        good = good_of(schema, kinds[0])
        yield Fault("multipleOf", "multipleOf", sentence, _Between(numeric), good)


def _fault(keyword: str, said: str, good: int | float, bad: int | float) -> Fault:
    return Fault(keyword, keyword, said, lambda maker, _: bad, lambda maker, _: good)


def _around(schema: Mapping[str, Any], keyword: str, away: int) -> tuple[Fraction, Fraction]:
    """Give the last number that keeps a bound, and the next one, in steps that the schema lets be seen."""
    bound, unit = to_fraction(schema[keyword]), grid_unit(schema)
    if schema["type"] == "integer" or "multipleOf" in schema:
        words = ("type", "multipleOf", keyword)
        grid = NumberGrid.of({word: schema[word] for word in words if word in schema}, unit)
        last = grid.low if away < 0 else grid.high
        return last * unit, (last + away) * unit
    if not keyword.startswith("exclusive"):
        return bound, bound + away * unit
    return bound - away * min(unit, _room(schema) / 2), bound


def _room(schema: Mapping[str, Any]) -> Fraction:
    """Give how far the bounds of a number lie from each other; far, where one is missing."""
    ends = [[to_fraction(schema[word]) for word in _ENDS if word.lower().endswith(end) and is_number(schema.get(word))] for end in ("minimum", "maximum")]  # fmt: skip
    return min(ends[1]) - max(ends[0]) if all(ends) else Fraction(2)


class _Between:
    """Adds a step to a multiple, or takes it away, so that the bounds are kept."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        step = to_fraction(schema["multipleOf"])
        whole = schema["type"] == "integer" and step > 1
        self.step = Fraction(1) if whole else step / 2
        self.rest = make_validator({word: v for word, v in schema.items() if word != "multipleOf"})

    def __call__(self, maker: Maker, good: Any) -> Any:
        more, less = (to_json_number(to_fraction(good) + way * self.step) for way in (1, -1))
        return less if self.rest.is_valid(less) > self.rest.is_valid(more) else more
