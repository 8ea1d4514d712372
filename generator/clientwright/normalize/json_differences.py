"""The differences between two JSON values: the deepest pointers, each with both values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.normalize.repair_result import ABSENT
from clientwright.schema.equality import json_equal
from clientwright.sources.json_values import is_array, is_object

JsonDifference = tuple[str, Any, Any]


def json_differences(one: Any, other: Any, pointer: str = "") -> Iterator[JsonDifference]:
    """Yield (pointer, value here, value there) for every difference; `ABSENT` for a missing value."""
    if is_object(one) and is_object(other):
        for key in sorted(one.keys() | other.keys()):
            here, there = one.get(key, ABSENT), other.get(key, ABSENT)
            yield from json_differences(here, there, join_pointer(pointer, key))
    elif is_array(one) and is_array(other) and len(one) == len(other):
        for number, (here, there) in enumerate(zip(one, other, strict=True)):
            yield from json_differences(here, there, join_pointer(pointer, number))
    elif ABSENT in (one, other) or not json_equal(one, other):
        yield pointer, one, other
