"""Numbers beyond their bounds, by one step; between the multiples of their step."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.contract.breaking.faults import Fault, Schema
from clientwright.contract.making.values import types
from clientwright.rules.numbers import exact, is_number, plain, unit_of

_ENDS = (
    ("minimum", -1, "is at least"),
    ("maximum", 1, "is at most"),
)
_OPEN_ENDS = (
    ("exclusiveMinimum", 1, "is more than"),
    ("exclusiveMaximum", -1, "is less than"),
)


def faults(schema: Schema) -> Iterator[Fault]:
    """Go one step beyond each bound; its twin stands on it, or one step inside an open one."""
    if not {"integer", "number"} & set(types(schema)):
        return
    unit = unit_of(schema)
    for keyword, away, said in _ENDS:
        if is_number(schema.get(keyword)):
            yield _beyond(keyword, said, schema[keyword], 0, plain(away * unit))
    for keyword, inside, said in _OPEN_ENDS:
        if is_number(schema.get(keyword)):
            yield _beyond(keyword, said, schema[keyword], plain(inside * unit), 0)
    if is_number(schema.get("multipleOf")):
        half = plain(exact(schema["multipleOf"]) / 2)
        whole = types(schema) == ("integer",)
        step = 1 if whole and exact(schema["multipleOf"]) > 1 else half
        sentence = f"is a multiple of {schema['multipleOf']}"
        yield Fault("multipleOf", "multipleOf", sentence, lambda maker, good: _plus(good, step))


def _beyond(keyword: str, said: str, bound: float, good: float, bad: float) -> Fault:
    return Fault(
        keyword,
        keyword,
        f"{said} {bound}",
        lambda maker, _: _plus(bound, bad),
        lambda maker, _: _plus(bound, good),
    )


def _plus(value: float, more: float) -> int | float:
    return plain(exact(value) + exact(more))
