"""Repair payloads: other values, arrays of another length, and the first attempt that succeeds."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.rules.base import GenerationContext, Payload
from clientwright.rules.field_refs import FieldRef
from clientwright.rules.json_edit import MISSING, has_pin_within, set_value, value_at
from clientwright.rules.number_sets import NumberSet, number_set
from clientwright.rules.plain_schema import accepts, without_null
from clientwright.schema.choice_sources import ChoiceSource
from clientwright.schema.equality import equals_any, json_equal
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


def item_count(array: FieldRef, payload: Any, base: str) -> int | None:
    """Return the number of an array's items: 0 if it is absent, None if it is not an array."""
    found = array.value(payload, base)
    return 0 if found is MISSING else len(found) if is_list(found) else None


def can_set_count(
    array: FieldRef, count: int, payload: Payload, base: str, context: GenerationContext
) -> bool:
    """Return whether schema and pins allow an array so many items."""
    found = item_count(array, payload, base)
    if found == count:
        return True
    if must_be_absent(array, count, context.schema):
        return array.can_remove(payload, base, context)
    pointer = array.pointer(base)
    fits = count in allowed_sizes(array.schema(context.schema), max(count, 1))
    stays = pinned_item_count(context, payload, pointer) > count
    can_add = array.can_change(payload, base, context) if not found else True
    return can_add and fits and not stays and pointer not in context.pins


def must_be_absent(array: FieldRef, count: int, schema: Mapping[str, Any]) -> bool:
    """Return whether an array can have no items only by being absent."""
    sizes = allowed_sizes(array.schema(schema), 0)
    return count == 0 and 0 not in sizes and array.removable(schema) == array


def set_count(
    array: FieldRef, count: int, payload: Payload, base: str, context: GenerationContext
) -> None:
    """Give an array so many items; one that must be empty may be absent."""
    if must_be_absent(array, count, context.schema):
        array.remove(payload, base, context)
    elif item_count(array, payload, base) != count:
        array.ensure_present(payload, base, context)
        resize_array(payload, array.pointer(base), count, array.schema(context.schema), context)


def pinned_item_count(context: GenerationContext, payload: Any, pointer: str) -> int:
    """Return how many of an array's first items must stay."""
    array = value_at(payload, pointer)
    count = len(array) if is_list(array) else 0
    pins = (n + 1 for n in range(count) if has_pin_within(context, payload, f"{pointer}/{n}"))
    return count if pointer in context.pins else max(pins, default=0)


def resize_array(
    payload: Payload, pointer: str, size: int, schema: Mapping[str, Any], context: GenerationContext
) -> None:
    """Resize an array that may have so many items, removing from its end."""
    array, listed = value_at(payload, pointer), _listed_arrays(schema)
    keeps = is_list(array) and (
        len(array) >= size or pinned_item_count(context, payload, pointer) > 0
    )
    if listed is None and not keeps:
        sized = {**without_null(schema), "minItems": size, "maxItems": size}
        set_value(payload, pointer, context.generate(sized))
    elif not is_list(array) or len(array) != size:
        set_value(payload, pointer, with_size(array, size, schema, context))


def try_shorten(
    payload: Payload, pointer: str, size: int, schema: Mapping[str, Any], context: GenerationContext
) -> bool:
    """Shorten an array of which some items are pinned, if schema and pins allow it; return whether they do."""
    long = pinned_item_count(context, payload, pointer) > size
    if pointer in context.pins or long or size not in allowed_sizes(schema, size):
        return False
    resize_array(payload, pointer, size, schema, context)
    return True


def with_size(
    array: Any, size: int, schema: Mapping[str, Any], context: GenerationContext
) -> list[Any]:
    """Return an array with another number of items, from the same first ones if possible."""
    listed, found = _listed_arrays(schema), list(array) if is_list(array) else []
    if listed is not None:
        fitting = [one for one in listed if len(one) == size]
        alike = [one for one in fitting if json_equal(one[: len(found)], found[:size])]
        return copy.deepcopy(context.draw.pick(alike or fitting))
    while len(found) < size:
        found.append(_extra_item(found, schema, context))
    return found[:size]


def _extra_item(array: list[Any], schema: Mapping[str, Any], context: GenerationContext) -> Any:
    """Return one more item for an array, different from the others if they must be unique."""
    schema = without_null(schema)
    items = schema.get("items")
    inner = items if isinstance(items, dict) else {}
    if not schema.get("uniqueItems"):
        return context.generate(inner)
    size = len(array) + 1
    generated = context.generate({**schema, "minItems": size, "maxItems": size})
    return next((item for item in generated if not equals_any(item, array)), generated[-1])


def allowed_sizes(schema: Mapping[str, Any], cap: int) -> NumberSet:
    """Return the numbers of items that an array may have, up to `cap` above the fewest."""
    listed, plain = _listed_arrays(schema), without_null(schema)
    if listed is not None:
        return number_set(map(len, listed))
    least = int(plain.get("minItems", 0))
    most = min(int(plain.get("maxItems", least + cap)), least + cap)
    items = plain.get("items")
    if plain.get("uniqueItems") and is_dict(items) and is_list(items.get("enum")):
        most = min(most, len(items["enum"]))
    return range(least, most + 1)


def is_surely_array(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema accepts nothing but arrays."""
    listed = schema.get("enum")
    if is_list(listed):
        return all(is_list(value) for value in listed)
    return bool(schema.get("type") == "array" or is_list(schema.get("const")))


def _listed_arrays(schema: Mapping[str, Any]) -> list[list[Any]] | None:
    """Return the arrays that a schema lists, or None if it lists no values."""
    plain = without_null(schema)
    listed = [plain["const"]] if "const" in plain else plain.get("enum")
    if not is_list(listed):
        return None
    return [value for value in listed if is_list(value) and accepts(schema, value)]
