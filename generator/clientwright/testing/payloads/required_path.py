"""Schemas that require a value at a path."""

from __future__ import annotations

from collections.abc import Sequence

from clientwright.io.json_types import Schema
from clientwright.rules.json_path import EACH_ITEM


def require_path(schema: Schema, steps: Sequence[str | None]) -> Schema:
    """Return a schema that requires the properties along a path, and one item of each array."""
    if not steps:
        return schema
    step, *rest = steps
    if step is EACH_ITEM:
        low, inner = max(1, schema.get("minItems", 0)), require_path(schema["items"], rest)
        return {**schema, "type": "array", "minItems": low, "items": inner}
    required = dict.fromkeys([*schema.get("required", ()), step])
    inner = {**schema["properties"], step: require_path(schema["properties"][step], rest)}
    return {**schema, "type": "object", "required": [*required], "properties": inner}
