"""Strings and numbers of a schema."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from clientwright.contract.making import media
from clientwright.contract.making.draws import Choices
from clientwright.contract.making.patterns import matching
from clientwright.contract.making.problems import NoStrategy
from clientwright.rules.numbers import NumberGrid
from clientwright.specs.schema_keywords import MEDIA_KEYWORD

LONG = 24
"""How much longer than its least a text without an upper bound gets."""


LONGEST = 100_000
"""How long a text is made at most."""
_LONGEST = 4096
"""From here on, an upper bound of a text is not tried out."""
_EXACT = 10**15
"""Up to so many steps from zero a float says its number exactly."""


def string(choices: Choices, schema: Mapping[str, Any], schemes: tuple[str, ...], at: str) -> str:
    """Make a text; now and then an empty one, where that is allowed."""
    low, high = schema.get("minLength", 0), schema.get("maxLength")
    if high is not None and low > high:
        raise NoStrategy(at, f"no text has at least {low} and at most {high} characters")
    if low > LONGEST:
        raise NoStrategy(at, f"no text of {low:,} characters is made, only up to {LONGEST:,}")
    if MEDIA_KEYWORD in schema:
        return _url(choices, schema, schemes, at)
    if "pattern" in schema:
        return _matching(choices, schema["pattern"], low, high, at)
    if high is not None and low + LONG < high < _LONGEST and choices.chance(5):
        return choices.text(high, high)
    most = low + LONG if high is None else min(high, low + LONG)
    least = low if low or most == 0 or choices.chance(8) else 1
    return choices.text(least, most)


def _matching(choices: Choices, pattern: str, low: int, high: int | None, at: str) -> str:
    try:
        return matching(choices, pattern, low, high)
    except NoStrategy as error:
        raise NoStrategy(at, error.reason) from None


def _url(choices: Choices, schema: Mapping[str, Any], schemes: tuple[str, ...], at: str) -> str:
    if "pattern" in schema:
        raise NoStrategy(at, "no URL is made that also matches a pattern")
    low, high = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    fit = [url for url in media.urls(schema[MEDIA_KEYWORD], schemes) if low <= len(url) <= high]
    if not fit:
        raise NoStrategy(at, f"no URL is made of {low} to {high} characters")
    return choices.pick(fit)


def integer(choices: Choices, schema: Mapping[str, Any], at: str) -> int | float:
    """Make a whole number."""
    grid = NumberGrid.of({**schema, "type": "integer"})
    if grid.low > grid.high:
        raise NoStrategy(at, "no whole number lies between its bounds")
    return grid.value(choices.integer(grid.low, grid.high))


def number(choices: Choices, schema: Mapping[str, Any], at: str) -> int | float:
    """Make a number: on a coarse grid, or any float between the bounds."""
    grid = NumberGrid.of(schema)
    low, high = max(grid.low, -_EXACT), min(grid.high, _EXACT)
    stepped = "multipleOf" in schema
    if low <= high and (stepped or choices.chance(50)):
        return grid.value(choices.integer(low, high))
    least, most = _ends(schema)
    if stepped or least > most:
        raise NoStrategy(at, "no number lies between its bounds")
    return choices.real(least, most)


def _ends(schema: Mapping[str, Any]) -> tuple[float, float]:
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
