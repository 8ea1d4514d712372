"""The sizes of arrays in a payload: count their items, and give them another number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clientwright.io.json_types import is_list
from clientwright.rules.field_refs import FieldRef
from clientwright.rules.generation_context import GenerationContext, Payload
from clientwright.rules.json_edit import MISSING, has_pin_within, set_value, value_at
from clientwright.rules.plain_schema import without_null
from clientwright.schema.equality import equals_any


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
    least, most = size_range(array.schema(context.schema), max(count, 1))
    pointer = array.pointer(base)
    fits = least <= count <= most and pinned_item_count(context, payload, pointer) <= count
    can_add = array.can_change(payload, base, context) if not found else True
    return can_add and not context.pinned(pointer) and fits


def set_count(
    array: FieldRef, count: int, payload: Payload, base: str, context: GenerationContext
) -> None:
    """Give an array so many items; one that must be empty may stay absent."""
    if item_count(array, payload, base) != count:
        array.ensure_present(payload, base, context)
        resize_array(payload, array.pointer(base), count, array.schema(context.schema), context)


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
    sized = {**without_null(schema), "minItems": size, "maxItems": size}
    set_value(payload, pointer, context.generate(sized))


def generate_extra_item(
    array: Sequence[Any], schema: Mapping[str, Any], context: GenerationContext
) -> Any:
    """Return one more item for an array, different from the others if they must be unique."""
    schema = without_null(schema)
    items = schema.get("items")
    inner = items if isinstance(items, dict) else {}
    if not schema.get("uniqueItems"):
        return context.generate(inner)
    size = len(array) + 1
    generated = context.generate({**schema, "minItems": size, "maxItems": size})
    return next((item for item in generated if not equals_any(item, array)), generated[-1])


def size_range(schema: Mapping[str, Any], cap: int) -> tuple[int, int]:
    """Return the fewest and the most items of an array, the most capped at `cap` above the fewest."""
    schema = without_null(schema)
    least = int(schema.get("minItems", 0))
    return least, min(int(schema.get("maxItems", least + cap)), least + cap)
