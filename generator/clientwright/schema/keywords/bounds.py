"""`minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`: the range of a number."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from clientwright.schema.bound_faults import AWAY, break_bound
from clientwright.schema.constraint import Constraint, SchemaMutation, exact_checks
from clientwright.schema.keyword_edit import (
    EditKind,
    KeywordEdit,
    SchemaPair,
    WitnessSchemas,
    refined_edit_kind,
)
from clientwright.schema.keyword_fault import KeywordFault, Schema, drop_mutations, shift_mutations
from clientwright.schema.numbers import (
    MAX_EXACT,
    NUMBER_ENDS,
    NumberGrid,
    grid_unit,
    is_number,
    tightness,
    to_float,
    to_fraction,
    to_json_number,
)
from clientwright.schema.protocols import (
    Contradiction,
    GenerationError,
    Generator,
    Refuter,
    Semantics,
)
from clientwright.schema.types import NUMBERS, accepted_types
from clientwright.schema.wording import bound_wording, range_phrases

KEYWORDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_MAX_EXACT_STEPS = 10**15
"""Up to this many steps from zero, a float represents a multiple exactly."""
_WORDING = {
    "minimum": bound_wording("be at least {}", "be as low as {}"),
    "maximum": bound_wording("be at most {}", "be up to {}"),
    "exclusiveMinimum": bound_wording("be more than {}", "be anything above {}"),
    "exclusiveMaximum": bound_wording("be less than {}", "be anything below {}"),
}


def generate_integer(generator: Generator, schema: Schema, at: str) -> int | float:
    """Return an integer."""
    grid = NumberGrid.from_schema({**schema, "type": "integer"})
    if grid.low > grid.high:
        raise GenerationError(at, "no integer is between its bounds")
    return grid.value(generator.choices.integer(grid.low, grid.high))


def generate_number(generator: Generator, schema: Schema, at: str) -> int | float:
    """Return a number: on a coarse grid, or any float between the bounds."""
    choices, grid = generator.choices, NumberGrid.from_schema(schema)
    low, high = max(grid.low, -_MAX_EXACT_STEPS), min(grid.high, _MAX_EXACT_STEPS)
    stepped = "multipleOf" in schema
    if low <= high and (stepped or choices.chance(50)):
        return grid.value(choices.integer(low, high))
    least, most = _real_bounds(schema)
    if stepped or least > most or math.inf in (least, -most):
        raise GenerationError(at, "no number is between its bounds")
    return choices.real_number(least, most)


def _real_bounds(schema: Schema) -> tuple[float, float]:
    low = max(
        to_float(schema.get("minimum", -math.inf)),
        math.nextafter(to_float(schema.get("exclusiveMinimum", -math.inf)), math.inf),
    )
    high = min(
        to_float(schema.get("maximum", math.inf)),
        math.nextafter(to_float(schema.get("exclusiveMaximum", math.inf)), -math.inf),
    )
    far = 1e9
    low = low if low > -1e300 else min(-far, high - far)
    return low, high if high < 1e300 else max(far, low + far)


def violate(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield the faults of each bound."""
    for keyword in KEYWORDS:
        yield from break_bound(schema, keyword, _WORDING[keyword], semantics)


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare both ends for numbers that both sides accept."""
    for inclusive, exclusive, sign in NUMBER_ENDS if pair.shares(NUMBERS) else ():
        yield from _compare_end(pair, inclusive, exclusive, sign)


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


def _opposite_bound(inclusive: str, exclusive: str, sign: int) -> WitnessSchemas:
    """Return witness schemas: values of the accepting side beyond the rejecting side's bound."""
    last, before = ("maximum", "exclusiveMaximum") if sign > 0 else ("minimum", "exclusiveMinimum")

    def narrowed(accepting: dict[str, Any], refusing: dict[str, Any]) -> Iterator[dict[str, Any]]:
        keyword = exclusive if exclusive in refusing else inclusive
        if keyword in refusing:
            yield {**accepting, (last if keyword == exclusive else before): refusing[keyword]}

    return narrowed


def describe(schema: Schema) -> Iterator[str]:
    """Yield the range."""
    for low, high, both in (
        ("minimum", "maximum", "{} to {}"),
        ("exclusiveMinimum", "exclusiveMaximum", "between {} and {}, both left out"),
    ):
        yield from range_phrases(schema, (low, high), both, _WORDING)


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield each bound dropped, one step looser and one step tighter."""
    yield from drop_mutations(schema, KEYWORDS)
    unit = to_fraction(to_json_number(grid_unit(schema)))
    for keyword in KEYWORDS:
        yield from shift_mutations(schema, keyword, unit, AWAY[keyword])


def intersect(one: Schema, other: Schema, _: str) -> Mapping[str, Any]:
    """Return the tighter of each bound."""
    found: dict[str, Any] = {}
    for keyword in KEYWORDS:
        values = [side[keyword] for side in (one, other) if keyword in side]
        if values:
            found[keyword] = (min if AWAY[keyword] > 0 else max)(values)
    return found


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Keep the tighter of two bounds; for integers, make it inclusive."""
    found = {word: value for word, value in schema.items() if word not in KEYWORDS}
    whole = accepted_types(schema) & NUMBERS == {"integer"}
    for inclusive, exclusive, sign in NUMBER_ENDS:
        best, is_open = tightness(schema, inclusive, exclusive, sign)
        if best != -math.inf:
            value = schema[exclusive if is_open else inclusive]
            keyword = exclusive if is_open and not whole else inclusive
            found[keyword] = _integer_bound(value, is_open, sign) if whole else value
    return found


def _integer_bound(value: Any, is_open: bool, sign: int) -> int:
    number = to_fraction(value)
    nearest = math.ceil(number) if sign > 0 else math.floor(number)
    return nearest + sign if is_open and nearest == number else nearest


def emit(kind: str, schema: Schema) -> Mapping[str, Any]:
    """Return the bounds that a float holds exactly; larger ones are left to the interpreter."""
    bounds = {word: schema[word] for word in KEYWORDS if word in schema}
    return {word: n for word, n in bounds.items() if kind in NUMBERS and abs(n) < MAX_EXACT}


def contradict(kind: str, schema: Schema, __: Refuter) -> Contradiction | None:
    """Return that no number of the type, and multiple of the step, is between both ends."""
    ends = [_tightest(schema, inclusive, exclusive) for inclusive, exclusive, _ in NUMBER_ENDS]
    low, high = ends
    if kind not in NUMBERS or low is None or high is None:
        return None
    step = to_fraction(schema["multipleOf"]) if "multipleOf" in schema else None
    if step is None and kind == "number":
        (least, _), (most, _) = (tightness(schema, *end) for end in NUMBER_ENDS)
        is_open = low.startswith("exclusive") or high.startswith("exclusive")
        fits = least < -most or (least == -most and not is_open)
    else:
        # The multiples of p/q that are whole are those of p.
        unit = step or Fraction(1)
        grid = NumberGrid.from_schema(
            schema, Fraction(unit.numerator) if kind == "integer" else unit
        )
        fits = grid.low <= grid.high
    if fits:
        return None
    stepped = f"a multiple of {schema['multipleOf']}, " if step is not None else ""
    first, last = (_WORDING[keyword].phrase(schema[keyword]) for keyword in (low, high))
    return Contradiction((low,), f"no {kind} is {stepped}{first} and {last}")


def _tightest(schema: Schema, inclusive: str, exclusive: str) -> str | None:
    """Return the keyword that decides one end, None if there is no end."""
    sign = -AWAY[inclusive]
    known = [word for word in (inclusive, exclusive) if is_number(schema.get(word))]
    return max(
        known, key=lambda word: (to_fraction(schema[word]) * sign, word == exclusive), default=None
    )


BOUNDS = Constraint(
    "bounds",
    KEYWORDS,
    accept=exact_checks(*KEYWORDS),
    makes={"integer": generate_integer, "number": generate_number},
    violate=violate,
    compare=compare,
    describe=describe,
    wording=_WORDING,
    mutate=mutate,
    emit=emit,
    intersect=intersect,
    normalize=normalize,
    contradict=contradict,
)
