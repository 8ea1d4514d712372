"""The intersection of the parts of two schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.protocols import GenerationError
from clientwright.schema.walk import located_like


def intersect_subschemas(one: Any, other: Any) -> Any:
    """Return a schema for the values that fit both."""
    if one is False or other is False:
        return False
    if not is_dict(one) or one == other:
        return other
    return located_like({"allOf": [one, other]}, one, other) if is_dict(other) else one


def keep_equal(
    one: Mapping[str, Any], other: Mapping[str, Any], at: str, *keywords: str
) -> dict[str, Any]:
    """Return keywords that one side has, or both with the same value.

    Raises:
        GenerationError: the sides have different values.
    """
    found: dict[str, Any] = {}
    for keyword in keywords:
        values = [side[keyword] for side in (one, other) if keyword in side]
        if len(values) == 2 and values[0] != values[1]:
            raise GenerationError(at, f"two {keyword!r} cannot be joined")
        if values:
            found[keyword] = values[0]
    return found
