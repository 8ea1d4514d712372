"""`requires`: a field without what it needs, or beside an array of another size, breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.io.json_types import is_list
from clientwright.sandbox.rules.json_query import Location, objects_with


def faults(
    rule: Mapping[str, Any], payload: Any, schema: Mapping[str, Any]
) -> Iterator[tuple[Location, str]]:
    """Yield each need that is left out, then the array that has more or fewer items."""
    needs = list(rule.get("needs", ()))
    counted: Mapping[str, Any] = rule.get("count", {})
    paths = [rule["field"], *needs, *([counted["array"]] if counted else ())]
    for _, (field, *others) in objects_with(paths, payload):
        if not field.given:
            continue
        for need in others[: len(needs)]:
            if need.left_out:
                yield need.location, f"{need.name} is left out although {field.name} is given"
        for array in others[len(needs) :]:
            size = 0 if array.left_out else len(array.value) if is_list(array.value) else None
            if size not in (None, counted["exactly"]):
                text = f"{array.name} has {size} items, {field.name} asks for {counted['exactly']}"
                yield array.location, text
