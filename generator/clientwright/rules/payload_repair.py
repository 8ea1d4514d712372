"""Moves that put a payload right: other values, arrays of another length, and the first move that works."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clientwright.json_types import is_list
from clientwright.rules.equality import equals_any
from clientwright.rules.generation_context import ChoiceSource, GenerationContext, Payload
from clientwright.rules.json_edit import MISSING, has_pin_within, set_value, value_at
from clientwright.rules.numbers import NumberGrid, is_number

RepairAttempt = Callable[[], bool]
"""One way to put things right: true when it did, and without a trace when it could not."""


def try_in_turn(draw: ChoiceSource, moves: Sequence[RepairAttempt]) -> bool:
    """Try the moves once each, from a chosen one on."""
    start = draw.integer(0, len(moves) - 1) if moves else 0
    return any(move() for move in (*moves[start:], *moves[:start]))


def accepts(schema: Mapping[str, Any], value: Any) -> bool:
    """Tell whether a schema takes a value."""
    library: Any = importlib.import_module("jsonschema")
    return bool(library.Draft202012Validator(dict(schema)).is_valid(value))


def generate_other_value(
    schema: Mapping[str, Any], avoid: Sequence[Any], context: GenerationContext
) -> Any:
    """Make a value that fits the schema and is none of `avoid`, or give `MISSING`."""
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
    """Tell whether the schema surely leaves a value that is none of `avoid`."""
    choices = _allowed_values(schema)
    if choices is not None:
        return any(not equals_any(value, avoid) for value in choices)
    if schema.get("type") in ("integer", "number"):
        grid = NumberGrid.from_schema(schema)
        return grid.high - grid.low + 1 > len(_avoided_units(grid, avoid))
    return True


def _allowed_values(schema: Mapping[str, Any]) -> list[Any] | None:
    """List the only values that a schema leaves, where it names them."""
    named = {"const": [schema.get("const")], "enum": schema.get("enum")}
    listed = next((named[key] for key in named if key in schema), None)
    if listed is None and schema.get("type") == "boolean":
        listed = [False, True]
    return None if listed is None else [value for value in listed if accepts(schema, value)]


def _other_number(grid: NumberGrid, avoid: Sequence[Any], draw: ChoiceSource) -> Any:
    taken = _avoided_units(grid, avoid)
    room = grid.high - grid.low - len(taken)
    if room < 0:
        return MISSING
    units = grid.low + draw.integer(0, room)
    for one in taken:
        units += units >= one
    return grid.value(units)


def _avoided_units(grid: NumberGrid, avoid: Sequence[Any]) -> list[int]:
    units = {grid.units(value) for value in avoid if is_number(value)}
    return sorted(one for one in units if one is not None and one in grid)


def pinned_item_count(context: GenerationContext, payload: Any, pointer: str) -> int:
    """Give how many of an array's first items must stay."""
    array = value_at(payload, pointer)
    count = len(array) if is_list(array) else 0
    pins = (n + 1 for n in range(count) if has_pin_within(context, payload, f"{pointer}/{n}"))
    return count if context.pinned(pointer) else max(pins, default=0)


def resize_array(
    payload: Payload, pointer: str, size: int, schema: Mapping[str, Any], context: GenerationContext
) -> None:
    """Make an array that many items long; what has to go goes from its end."""
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
    """Make one more item for an array, unlike the others where they must differ."""
    items = schema.get("items")
    inner = items if isinstance(items, dict) else {}
    if not schema.get("uniqueItems"):
        return context.generate(inner)
    size = len(array) + 1
    made = context.generate({**schema, "minItems": size, "maxItems": size})
    return next((item for item in made if not equals_any(item, array)), made[-1])


def size_range(schema: Mapping[str, Any], cap: int) -> tuple[int, int]:
    """Give the fewest and the most items of an array, the most no further than `cap` beyond the fewest."""
    least = int(schema.get("minItems", 0))
    return least, min(int(schema.get("maxItems", least + cap)), least + cap)
