"""`bare-items`: `items` given as a map from names to schemas, which as a schema would accept anything."""

from __future__ import annotations

from typing import Any

from clientwright.dialect.keywords import KNOWN
from clientwright.dialect.node import Change, Node, replaced, unchanged
from clientwright.dialect.problems import AmbiguousItems
from clientwright.dialect.shapes import fits_keyword
from clientwright.pages.narrow import is_object
from clientwright.spec.jsontext import Schema

CODE = "bare-items"


def repair(node: Node) -> Change:
    """Make an object schema of a bare map; name the problem where both readings are possible."""
    items = node.schema.get("items")
    if not is_object(items) or not items:
        return unchanged(node)
    said = [key for key, value in items.items() if key in KNOWN and fits_keyword(key, value)]
    if all(map(is_object, items.values())) and not said and not any(map(_extension, items)):
        return replaced(node, "items", CODE, {"type": "object", "properties": items})
    if _ambiguous(items):
        return node.schema, (AmbiguousItems(node.place("items"), tuple(items)),)
    return unchanged(node)


def _ambiguous(items: Schema) -> bool:
    """Both readings are possible, or neither is: a schema with properties strewn among its keywords."""
    strewn = [key for key in items if key not in KNOWN and not _extension(key)]
    if "type" in items and fits_keyword("type", items["type"]):
        return any(_is_schema(items[key]) for key in strewn)
    if any(is_object(items[key]) for key in strewn):
        return True
    return all(map(_is_schema, items.values()))


def _extension(key: str) -> bool:
    return key.startswith("x-")


def _is_schema(value: Any) -> bool:
    return is_object(value) and any(key in KNOWN and fits_keyword(key, value[key]) for key in value)
