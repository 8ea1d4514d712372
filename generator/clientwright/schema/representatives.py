"""Values that stand for all others: if each of them fits a schema, every value does.

Keywords that compare a scalar with constants (types, lists of values, bounds, steps, lengths) and
the keywords that combine them cannot tell two values apart that are on the same side of every
constant. So a few values decide whether a schema accepts whatever another accepts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from clientwright.schema.keywords import ANNOTATION_KEYWORDS
from clientwright.schema.numbers import common_step, is_number, to_fraction, to_json_number
from clientwright.schema.walk import walk_schemas

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_LENGTHS = ("minLength", "maxLength")
_COMBINED = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")
_READ = frozenset(("type", "enum", "const", "multipleOf", *_BOUNDS, *_LENGTHS, *_COMBINED))
"""The keywords that cannot tell apart values on the same side of every constant."""
_MOST_RESIDUES = 64
"""How many multiples of the common step are tried between two constants."""
_LONGEST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Representatives:
    """Values of some schemas; `complete`: they stand for all values."""

    values: tuple[Any, ...]
    complete: bool


def representatives(*schemas: Any) -> Representatives:
    """Return values that stand for all others in every one of these schemas."""
    parts = [part for schema in schemas for _, part in walk_schemas(schema)]
    listed = [value for part in parts for value in _listed(part)]
    keywords = {keyword for part in parts for keyword in part}
    steps = [to_fraction(part["multipleOf"]) for part in parts if is_number(part.get("multipleOf"))]
    if any("integer" in part.get("type", ()) for part in parts):
        steps.append(Fraction(1))
    bounds = [part[word] for part in parts for word in _BOUNDS if is_number(part.get(word))]
    marks = {to_fraction(number) for number in (*bounds, *filter(is_number, listed))}
    lengths = {int(part[word]) for part in parts for word in _LENGTHS if word in part}
    texts = [value for value in listed if isinstance(value, str)]
    scalar = not any(isinstance(value, (list, dict)) for value in listed)
    fine = _residues(steps) <= _MOST_RESIDUES and max(lengths, default=0) < _LONGEST_TEXT
    return Representatives(
        (None, False, True, [], {}, *_numbers(sorted(marks), steps), *_texts(lengths, texts))
        if fine
        else (),
        fine and scalar and keywords <= _READ | ANNOTATION_KEYWORDS,
    )


def _listed(part: Mapping[str, Any]) -> list[Any]:
    return [*part.get("enum", ()), *([part["const"]] if "const" in part else ())]


def _texts(lengths: set[int], listed: Sequence[str]) -> Iterator[str]:
    """Yield the listed texts, and another one of each length that a bound tells apart."""
    yield from listed
    sizes = {max(0, size + step) for size in lengths for step in (-1, 0, 1)} | {0, 1}
    for size in sorted(sizes):
        letters = map(chr, range(ord("a"), ord("a") + len(listed) + 1))
        yield next((text for one in letters if (text := one * size) not in listed), "")


def _grid(steps: Sequence[Fraction]) -> Fraction | None:
    """Return the largest step that every step is a multiple of."""
    if not steps:
        return None
    shared = math.lcm(*(step.denominator for step in steps))
    return Fraction(math.gcd(*(int(step * shared) for step in steps)), shared)


def _residues(steps: Sequence[Fraction]) -> int:
    grid = _grid(steps)
    return 0 if grid is None else int(common_step(*steps) / grid)


def _numbers(marks: Sequence[Fraction], steps: Sequence[Fraction]) -> Iterator[int | float]:
    """Yield the constants, and the numbers between and beyond them."""
    grid, count = _grid(steps), _residues(steps)
    marks = marks or [Fraction(0)]
    far = max(2, 2 * (grid or 1) * (count + 1))
    ends = [marks[0] - far, *marks, marks[-1] + far]
    yield from map(to_json_number, marks)
    for low, high in pairwise(ends):
        yield from _off_grid(low, high, grid)
        if grid is not None:
            first = math.floor(low / grid) + 1
            for n in range(first, first + count):
                if n * grid < high:
                    yield to_json_number(n * grid)
    if grid is not None:
        yield from (to_json_number(end) for end in (ends[0], ends[-1]) if not end % grid)


def _off_grid(low: Fraction, high: Fraction, grid: Fraction | None) -> Iterator[int | float]:
    """Yield a number between two constants that is no multiple of the grid's step."""
    width = min(high - low, grid or high - low)
    near = [math.floor(low) + Fraction(1, 2), math.floor(low) + Fraction(3, 2)]
    for number in (*near, *(low + width / part for part in (2, 3, 5, 7))):
        value = to_json_number(number)
        exact = to_fraction(value)
        if low < exact < high and (grid is None or exact % grid):
            yield value
            return
