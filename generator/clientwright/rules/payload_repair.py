"""Repair payloads: other values, arrays of another length, and the first attempt that succeeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clientwright.io.json_types import is_list
from clientwright.rules.array_sizes import allowed_sizes
from clientwright.rules.generation_context import GenerationContext
from clientwright.rules.json_edit import MISSING
from clientwright.rules.plain_schema import accepts, without_null
from clientwright.schema.choice_sources import ChoiceSource
from clientwright.schema.equality import equals_any
from clientwright.schema.numbers import NumberGrid, is_number

RepairAttempt = Callable[[], bool]
"""One way to repair a payload; returns whether it succeeded, and changes nothing if not."""


def try_in_turn(draw: ChoiceSource, attempts: Sequence[RepairAttempt]) -> bool:
    """Make the attempts once each, starting with one chosen by `draw`; return whether one succeeded."""
    start = draw.integer(0, len(attempts) - 1) if attempts else 0
    return any(attempt() for attempt in (*attempts[start:], *attempts[:start]))


def generate_other_value(
    schema: Mapping[str, Any], avoid: Sequence[Any], context: GenerationContext
) -> Any:
    """Return a value that fits the schema and is none of `avoid`, or `MISSING`."""
    choices = _allowed_values(schema)
    if choices is not None:
        left = [value for value in choices if not equals_any(value, avoid)]
        return context.draw.pick(left) if left else MISSING
    plain = without_null(schema)
    if plain.get("type") in ("integer", "number"):
        tweaks = [_other_number(NumberGrid.from_schema(plain), avoid, context.draw), None]
    else:
        value = context.generate(plain)
        tweaks = [value, *_tweaks(value, plain, context), None]
    fitting = (t for t in tweaks if t is not MISSING and not equals_any(t, avoid))
    return next((t for t in fitting if accepts(schema, t)), MISSING)


def _tweaks(value: Any, schema: Mapping[str, Any], context: GenerationContext) -> list[Any]:
    """Return values like a text or an array, but of other lengths."""
    if isinstance(value, str):
        return [value + "a", value + "b", value[:-1]]
    sizes = allowed_sizes(schema, 1) if is_list(value) else ()
    others = [size for size in sizes[:2] if size != len(value)]
    return [context.generate({**schema, "minItems": n, "maxItems": n}) for n in others]


def has_other_value(schema: Mapping[str, Any], avoid: Sequence[Any]) -> bool:
    """Return whether the schema surely accepts a value that is none of `avoid`."""
    choices = _allowed_values(schema)
    if choices is not None:
        return any(not equals_any(value, avoid) for value in choices)
    plain = without_null(schema)
    if plain.get("type") in ("integer", "number"):
        grid = NumberGrid.from_schema(plain)
        other_null = not equals_any(None, avoid) and accepts(schema, None)
        return other_null or grid.high - grid.low + 1 > len(_avoided_units(grid, avoid))
    return True


def _allowed_values(schema: Mapping[str, Any]) -> list[Any] | None:
    """Return the values that a schema enumerates, or None if it does not."""
    named = {"const": [schema.get("const")], "enum": schema.get("enum")}
    listed = next((named[key] for key in named if key in schema), None)
    if listed is None and schema.get("type") == "boolean":
        listed = [False, True]
    return None if listed is None else [value for value in listed if accepts(schema, value)]


def _other_number(grid: NumberGrid, avoid: Sequence[Any], draw: ChoiceSource) -> Any:
    excluded = _avoided_units(grid, avoid)
    room = grid.high - grid.low - len(excluded)
    if room < 0:
        return MISSING
    units = grid.low + draw.integer(0, room)
    for one in excluded:
        units += units >= one
    return grid.value(units)


def _avoided_units(grid: NumberGrid, avoid: Sequence[Any]) -> list[int]:
    units = {grid.units(value) for value in avoid if is_number(value)}
    return sorted(one for one in units if one is not None and one in grid)
