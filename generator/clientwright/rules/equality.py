"""Equality of JSON values: 1 equals 1.0, true does not equal 1, and the order of keys does not matter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clientwright.io.json_types import is_dict, is_list


def json_equal(one: Any, other: Any) -> bool:
    """Return whether two JSON values are equal."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if is_list(one) and is_list(other):
        return len(one) == len(other) and all(map(json_equal, one, other))
    if is_dict(one) and is_dict(other):
        return one.keys() == other.keys() and all(json_equal(one[key], other[key]) for key in one)
    return bool(one == other)


def equals_any(value: Any, values: Iterable[Any]) -> bool:
    """Return whether a JSON value equals one of several."""
    return any(json_equal(value, each) for each in values)
