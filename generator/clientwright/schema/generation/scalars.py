"""Strings and numbers for a schema."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from clientwright.schema.generation import media
from clientwright.schema.generation.choice_sources import PayloadChoiceSource
from clientwright.schema.generation.generation_error import GenerationError
from clientwright.schema.generation.patterns import generate_match
from clientwright.schema.numbers import NumberGrid
from clientwright.schema.vocabulary import MEDIA_KEYWORD

EXTRA_LENGTH = 24
"""Code points beyond the minimum for a text without an upper bound."""


MAX_STRING_LENGTH = 100_000
"""The longest text, in code points."""
_MAX_TRIED_BOUND = 4096
"""Larger upper bounds of a text are not tried."""
_MAX_EXACT_STEPS = 10**15
"""Up to this many steps from zero, a float represents a multiple exactly."""


def generate_string(
    choices: PayloadChoiceSource, schema: Mapping[str, Any], schemes: tuple[str, ...], at: str
) -> str:
    """Return a text; sometimes an empty one, if allowed."""
    low, high = schema.get("minLength", 0), schema.get("maxLength")
    if high is not None and low > high:
        raise GenerationError(at, f"no text has at least {low} and at most {high} characters")
    if low > MAX_STRING_LENGTH:
        raise GenerationError(
            at, f"no text of {low:,} characters is made, only up to {MAX_STRING_LENGTH:,}"
        )
    if MEDIA_KEYWORD in schema:
        return _choose_url(choices, schema, schemes, at)
    if "pattern" in schema:
        return _generate_matching(choices, schema["pattern"], low, high, at)
    if high is not None and low + EXTRA_LENGTH < high < _MAX_TRIED_BOUND and choices.chance(5):
        return choices.string(high, high)
    most = low + EXTRA_LENGTH if high is None else min(high, low + EXTRA_LENGTH)
    least = low if low or most == 0 or choices.chance(8) else 1
    return choices.string(least, most)


def _generate_matching(
    choices: PayloadChoiceSource, pattern: str, low: int, high: int | None, at: str
) -> str:
    try:
        return generate_match(choices, pattern, low, high)
    except GenerationError as error:
        raise GenerationError(at, error.reason) from None


def _choose_url(
    choices: PayloadChoiceSource, schema: Mapping[str, Any], schemes: tuple[str, ...], at: str
) -> str:
    if "pattern" in schema:
        raise GenerationError(at, "no URL is made that also matches a pattern")
    low, high = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    fit = [
        url
        for url in media.valid_media_urls(schema[MEDIA_KEYWORD], schemes)
        if low <= len(url) <= high
    ]
    if not fit:
        raise GenerationError(at, f"no URL is made of {low} to {high} characters")
    return choices.pick(fit)


def generate_integer(
    choices: PayloadChoiceSource, schema: Mapping[str, Any], at: str
) -> int | float:
    """Return an integer."""
    grid = NumberGrid.from_schema({**schema, "type": "integer"})
    if grid.low > grid.high:
        raise GenerationError(at, "no integer is between its bounds")
    return grid.value(choices.integer(grid.low, grid.high))


def generate_number(
    choices: PayloadChoiceSource, schema: Mapping[str, Any], at: str
) -> int | float:
    """Return a number: on a coarse grid, or any float between the bounds."""
    grid = NumberGrid.from_schema(schema)
    low, high = max(grid.low, -_MAX_EXACT_STEPS), min(grid.high, _MAX_EXACT_STEPS)
    stepped = "multipleOf" in schema
    if low <= high and (stepped or choices.chance(50)):
        return grid.value(choices.integer(low, high))
    least, most = _real_bounds(schema)
    if stepped or least > most:
        raise GenerationError(at, "no number is between its bounds")
    return choices.real_number(least, most)


def _real_bounds(schema: Mapping[str, Any]) -> tuple[float, float]:
    low = max(
        float(schema.get("minimum", -math.inf)),
        math.nextafter(float(schema.get("exclusiveMinimum", -math.inf)), math.inf),
    )
    high = min(
        float(schema.get("maximum", math.inf)),
        math.nextafter(float(schema.get("exclusiveMaximum", math.inf)), -math.inf),
    )
    far = 1e9
    low = low if math.isfinite(low) and low > -1e300 else min(-far, high - far)
    return low, high if math.isfinite(high) and high < 1e300 else max(far, low + far)
