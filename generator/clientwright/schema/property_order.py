"""The order of an object's properties, which decides that of arguments: `x-order`, then their names.

The order of keys in a document has no meaning, so that it is data: a number on each property.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.numbers import is_number

ORDER = "x-order"


def ordered_properties(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Return an object's properties in the order used everywhere.

    Those that are required come first. Within both parts the order is that of `x-order`; properties without
    one follow: required ones as listed, others by name.
    """
    properties: Mapping[str, Any] = schema.get("properties", {})
    first = [name for name in dict.fromkeys(schema.get("required", ())) if name in properties]
    for names in (first, sorted(set(properties) - set(first))):
        for name in sorted(names, key=lambda one: property_rank(properties[one])):
            yield name, properties[name]


def property_rank(schema: Any) -> float:
    """Return the place that a property's schema says it has among the others; infinity if it says none."""
    place = schema.get(ORDER) if is_dict(schema) else None
    return place if is_number(place) else math.inf
