"""`counts-together`: more items than allowed, counted over all arrays, break it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.io.json_types import is_list
from clientwright.sandbox.rules.json_query import Location, objects_with


def faults(
    rule: Mapping[str, Any], payload: Any, schema: Mapping[str, Any]
) -> Iterator[tuple[Location, str]]:
    """Yield the last array with items where one item is too many; none if a value is no array."""
    for _, members in objects_with(rule["arrays"], payload):
        owners = [member for member in members if is_list(member.value) for _ in member.value]
        strange = [
            member for member in members if not is_list(member.value) and not member.left_out
        ]
        if not strange and owners[rule["at_most"] :]:
            names = ", ".join(member.name for member in members)
            text = f"{names} have {len(owners)} items together, {rule['at_most']} are allowed"
            yield owners[-1].location, text
