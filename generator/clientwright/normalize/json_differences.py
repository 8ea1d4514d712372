"""The differences between two JSON values: the deepest pointers, each with both values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.normalize.repair_result import ABSENT
from clientwright.schema.equality import json_equal

JsonDifference = tuple[str, Any, Any]


def json_differences(one: Any, other: Any, pointer: str = "") -> Iterator[JsonDifference]:
    """Yield (pointer, value here, value there) for every difference; `ABSENT` for a missing value."""
    if is_dict(one) and is_dict(other):
        for key in sorted(one.keys() | other.keys()):
            here, there = one.get(key, ABSENT), other.get(key, ABSENT)
            yield from json_differences(here, there, join_pointer(pointer, key))
    elif is_list(one) and is_list(other) and len(one) == len(other):
        for number, (here, there) in enumerate(zip(one, other, strict=True)):
            yield from json_differences(here, there, join_pointer(pointer, number))
    elif ABSENT in (one, other) or not json_equal(one, other):
        yield pointer, one, other
