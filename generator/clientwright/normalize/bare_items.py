"""`bare-items`: `items` written as a map from names to schemas, which as a schema would accept anything."""

from __future__ import annotations

from clientwright.io.json_types import is_dict
from clientwright.normalize.ambiguous_items import is_ambiguous_items, is_property_map
from clientwright.normalize.problems import AmbiguousItems
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    replace_keyword,
    unchanged,
)

CODE = "bare-items"


def repair(node: RepairContext) -> RepairOutcome:
    """Turn a bare map into an object schema; report a problem if both readings are possible."""
    items = node.schema.get("items")
    if is_dict(items) and is_property_map(items):
        return replace_keyword(node, "items", CODE, {"type": "object", "properties": items})
    if is_dict(items) and is_ambiguous_items(items):
        return node.schema, (AmbiguousItems(node.location("items"), tuple(items)),)
    return unchanged(node)
