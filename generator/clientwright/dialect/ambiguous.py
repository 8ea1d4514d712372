"""`items` that may be a schema or a map of properties: nothing in them is repaired, for either reading may be wrong."""

from __future__ import annotations

from typing import Any

from clientwright.dialect.keywords import KNOWN
from clientwright.dialect.shapes import fits_keyword
from clientwright.sources.json_values import is_object
from clientwright.spec.jsontext import Schema


def is_bare(items: Schema) -> bool:
    """Tell whether `items` can only be a map from names to schemas."""
    objects = all(map(is_object, items.values())) and not any(map(_extension, items))
    return bool(items) and objects and not any(_says(items, key) for key in items)


def is_ambiguous(items: Schema) -> bool:
    """Tell whether both readings are possible, or neither: properties strewn among keywords."""
    if not items or is_bare(items):
        return False
    strewn = [key for key in items if not _says(items, key) and not _extension(key)]
    if "type" in items and "type" not in strewn:
        return any(_is_schema(items[key]) for key in strewn)
    return any(is_object(items[key]) for key in strewn) or all(map(_is_schema, items.values()))


def opaque(way: tuple[str, ...], value: Any) -> bool:
    """Tell whether what stands below a schema is nothing to look into."""
    return not is_object(value) or (way == ("items",) and is_ambiguous(value))


def _extension(key: str) -> bool:
    return key.startswith("x-")


def _says(schema: Schema, key: str) -> bool:
    """Tell whether a key with its value can be read as a keyword."""
    return key in KNOWN and fits_keyword(key, schema[key])


def _is_schema(value: Any) -> bool:
    return is_object(value) and any(_says(value, key) for key in value)
