"""`bare-items`: `items` given as a map from names to schemas, which as a schema would accept anything."""

from __future__ import annotations

from clientwright.dialect.ambiguous import is_ambiguous, is_bare
from clientwright.dialect.node import Change, Node, replaced, unchanged
from clientwright.dialect.problems import AmbiguousItems
from clientwright.sources.json_values import is_object

CODE = "bare-items"


def repair(node: Node) -> Change:
    """Make an object schema of a bare map; name the problem where both readings are possible."""
    items = node.schema.get("items")
    if is_object(items) and is_bare(items):
        return replaced(node, "items", CODE, {"type": "object", "properties": items})
    if is_object(items) and is_ambiguous(items):
        return node.schema, (AmbiguousItems(node.place("items"), tuple(items)),)
    return unchanged(node)
