"""Repair payloads: other values, arrays of another length, and the first attempt that succeeds."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clientwright.io.json_types import is_list
from clientwright.rules.generation_context import GenerationContext, Payload
from clientwright.rules.json_edit import MISSING, has_pin_within, set_value, value_at
from clientwright.schema.choice_sources import ChoiceSource
from clientwright.schema.equality import equals_any
from clientwright.schema.numbers import NumberGrid, is_number

RepairAttempt = Callable[[], bool]
"""One way to repair a payload; returns whether it succeeded, and changes nothing if not."""


def try_in_turn(draw: ChoiceSource, attempts: Sequence[RepairAttempt]) -> bool:
    """Make the attempts once each, starting with one chosen by `draw`; return whether one succeeded."""
    start = draw.integer(0, len(attempts) - 1) if attempts else 0
    return any(attempt() for attempt in (*attempts[start:], *attempts[:start]))


def accepts(schema: Mapping[str, Any], value: Any) -> bool:
    """Return whether a schema accepts a value."""
    library: Any = importlib.import_module("jsonschema")
    return bool(library.Draft202012Validator(dict(schema)).is_valid(value))


def generate_other_value(
    schema: Mapping[str, Any], avoid: Sequence[Any], context: GenerationContext
) -> Any:
    """Return a value that fits the schema and is none of `avoid`, or `MISSING`."""
    choices = _allowed_values(schema)
    if choices is not None:
        left = [value for value in choices if not equals_any(value, avoid)]
        return context.draw.pick(left) if left else MISSING
    if schema.get("type") in ("integer", "number"):
        return _other_number(NumberGrid.from_schema(schema), avoid, context.draw)
    value = context.generate(schema)
    if not equals_any(value, avoid):
        return value
    tweaks = [value + "a", value + "b", value[:-1]] if isinstance(value, str) else []
    return next((t for t in tweaks if not equals_any(t, avoid) and accepts(schema, t)), MISSING)


def has_other_value(schema: Mapping[str, Any], avoid: Sequence[Any]) -> bool:
    """Return whether the schema surely accepts a value that is none of `avoid`."""
    choices = _allowed_values(schema)
    if choices is not None:
        return any(not equals_any(value, avoid) for value in choices)
    if schema.get("type") in ("integer", "number"):
        grid = NumberGrid.from_schema(schema)
        return grid.high - grid.low + 1 > len(_avoided_units(grid, avoid))
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


def pinned_item_count(context: GenerationContext, payload: Any, pointer: str) -> int:
    """Return how many of an array's first items must stay."""
    array = value_at(payload, pointer)
    count = len(array) if is_list(array) else 0
    pins = (n + 1 for n in range(count) if has_pin_within(context, payload, f"{pointer}/{n}"))
    return count if context.pinned(pointer) else max(pins, default=0)


def resize_array(
    payload: Payload, pointer: str, size: int, schema: Mapping[str, Any], context: GenerationContext
) -> None:
    """Resize an array, removing from its end."""
    array = value_at(payload, pointer)
    if is_list(array) and (len(array) >= size or pinned_item_count(context, payload, pointer)):
        del array[size:]
        while len(array) < size:
            array.append(generate_extra_item(array, schema, context))
        return
    set_value(payload, pointer, context.generate({**schema, "minItems": size, "maxItems": size}))


def generate_extra_item(
    array: Sequence[Any], schema: Mapping[str, Any], context: GenerationContext
) -> Any:
    """Return one more item for an array, different from the others if they must be unique."""
    items = schema.get("items")
    inner = items if isinstance(items, dict) else {}
    if not schema.get("uniqueItems"):
        return context.generate(inner)
    size = len(array) + 1
    generated = context.generate({**schema, "minItems": size, "maxItems": size})
    return next((item for item in generated if not equals_any(item, array)), generated[-1])


def size_range(schema: Mapping[str, Any], cap: int) -> tuple[int, int]:
    """Return the fewest and the most items of an array, the most capped at `cap` above the fewest."""
    least = int(schema.get("minItems", 0))
    return least, min(int(schema.get("maxItems", least + cap)), least + cap)
