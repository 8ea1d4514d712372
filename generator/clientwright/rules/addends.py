"""What a sum is made of: its addends with their defaults, their bounds, and how many fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from clientwright.rules.base import ImpliedBound
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.numbers import format_sum, is_number, to_fraction


def implied_item_limits(
    addends: JsonPath, most: int | float, limit: str, schema: Mapping[str, Any]
) -> Iterator[ImpliedBound]:
    """Reason that no more items fit than `most` (called `limit`) holds of the smallest addend."""
    array = array_path(addends)
    items = ((array.schema(schema) if array else None) or {}).get("maxItems")
    least = guaranteed_bound(addends, "minimum", min, schema)
    if array is None or not is_number(items) or least is None or least <= 0:
        return
    reachable = max(0, int(to_fraction(most) // to_fraction(least)))
    if items > reachable:
        more = reachable + 1
        text = f"{more} item{'s' * (more > 1)} of at least {least} add up to at least {format_sum(more * to_fraction(least))}, more than {limit}, {most}"
        yield ImpliedBound(array.schema_pointer(), "maxItems", int(items), reachable, text)


def default_number(path: JsonPath, schema: Mapping[str, Any]) -> int | float | None:
    """Give the documented default at a path when it is a number."""
    value = (path.schema(schema) or {}).get("default")
    return value if is_number(value) else None


def addend_values(path: JsonPath, payload: Any, schema: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Give the pointer of the array, and every value to add up, absent ones by their default."""
    name = path.steps[-1]
    holders = list((path if name is EACH_ITEM else JsonPath(path.steps[:-1])).values(payload))
    array = holders[0][0].rpartition("/")[0] if holders else ""
    if name is None:
        return array, [value for _, value in holders]
    fallback = default_number(path, schema)
    return array, [_field(holder, name, fallback) for _, holder in holders]


def _field(holder: Any, name: str, fallback: int | float | None) -> Any:
    return cast(dict[str, Any], holder).get(name, fallback) if isinstance(holder, dict) else None


def guaranteed_bound(
    path: JsonPath, keyword: str, pick: Callable[..., Any], schema: Mapping[str, Any]
) -> int | float | None:
    """Give a bound that every value counted at a path keeps, documented default and all; None where one may not."""
    found = path.schema(schema) or {}
    bound, fallback = found.get(keyword), default_number(path, schema)
    sure = always_present(path, schema, fallback is not None)
    if not sure or not is_number(bound) or not is_numeric_schema(found):
        return None
    return cast(int | float, bound if fallback is None else pick(bound, fallback))


def always_present(path: JsonPath, schema: Mapping[str, Any], fallback: bool) -> bool:
    """Tell whether there is a value at every place: all names since the last `[*]` required, the last or defaulted."""
    for n, step in reversed(list(enumerate(path.steps))):
        if step is EACH_ITEM:
            return True
        holder = JsonPath(path.steps[:n]).schema(schema) or {}
        spared = fallback and n == len(path.steps) - 1
        if holder.get("type") != "object" or not (spared or step in holder.get("required", ())):
            return False
    return True


def array_path(path: JsonPath) -> JsonPath | None:
    """Give the innermost array that the path goes through."""
    places = [n for n, step in enumerate(path.steps) if step is EACH_ITEM]
    return JsonPath(path.steps[: places[-1]]) if places else None


def is_numeric_schema(schema: Any) -> bool:
    """Tell whether a schema is that of numbers."""
    return isinstance(schema, dict) and cast(dict[str, Any], schema).get("type") in (
        "integer",
        "number",
    )
