"""The addends of a sum: their values, defaults and bounds, and how many of them fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from clientwright.rules.base import ImpliedBound
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.schema.numbers import format_sum, is_number, to_fraction


def implied_item_limits(
    addends: JsonPath, most: int | float, limit: str, schema: Mapping[str, Any]
) -> Iterator[ImpliedBound]:
    """Yield the array's `maxItems` if fewer of the smallest addends fit into `most` (called `limit` in messages)."""
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
    """Return the documented default at a path if it is a number."""
    value = (path.schema(schema) or {}).get("default")
    return value if is_number(value) else None


def addend_values(path: JsonPath, payload: Any, schema: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Return the pointer of the array, and every value to add up, defaults included."""
    name = path.steps[-1]
    parents = list((path if name is EACH_ITEM else JsonPath(path.steps[:-1])).values(payload))
    array = parents[0][0].rpartition("/")[0] if parents else ""
    if name is None:
        return array, [value for _, value in parents]
    default = default_number(path, schema)
    return array, [_field(parent, name, default) for _, parent in parents]


def _field(parent: Any, name: str, default: int | float | None) -> Any:
    return cast(dict[str, Any], parent).get(name, default) if isinstance(parent, dict) else None


def guaranteed_bound(
    path: JsonPath, keyword: str, pick: Callable[..., Any], schema: Mapping[str, Any]
) -> int | float | None:
    """Return a bound that every value at a path satisfies, defaults included, or None."""
    found = path.schema(schema) or {}
    bound, default = found.get(keyword), default_number(path, schema)
    present = always_present(path, schema, default is not None)
    if not present or not is_number(bound) or not is_numeric_schema(found):
        return None
    return cast(int | float, bound if default is None else pick(bound, default))


def always_present(path: JsonPath, schema: Mapping[str, Any], default: bool) -> bool:
    """Return whether every item has a value at the path: each name after the last `[*]` is required, or the last has a default."""
    for n, step in reversed(list(enumerate(path.steps))):
        if step is EACH_ITEM:
            return True
        parent = JsonPath(path.steps[:n]).schema(schema) or {}
        may_be_absent = default and n == len(path.steps) - 1
        if parent.get("type") != "object" or not (
            may_be_absent or step in parent.get("required", ())
        ):
            return False
    return True


def array_path(path: JsonPath) -> JsonPath | None:
    """Return the path of the innermost array that the path goes through."""
    depths = [n for n, step in enumerate(path.steps) if step is EACH_ITEM]
    return JsonPath(path.steps[: depths[-1]]) if depths else None


def is_numeric_schema(schema: Any) -> bool:
    """Return whether a schema is that of a number."""
    return isinstance(schema, dict) and cast(dict[str, Any], schema).get("type") in (
        "integer",
        "number",
    )
