"""`items` that may be a schema or a map of properties; it is not repaired, since either reading may be wrong."""

from __future__ import annotations

from typing import Any

from clientwright.io.json_types import Schema, is_dict
from clientwright.normalize.keyword_table import KNOWN_KEYWORDS
from clientwright.normalize.keyword_values import fits_keyword_value


def is_property_map(items: Schema) -> bool:
    """Return whether `items` can only be a map from names to schemas."""
    objects = all(map(is_dict, items.values())) and not any(map(_is_extension, items))
    return bool(items) and objects and not any(_is_keyword(items, key) for key in items)


def is_ambiguous_items(items: Schema) -> bool:
    """Return whether both readings are possible, or neither: properties mixed with keywords."""
    if not items or is_property_map(items):
        return False
    other_keys = [key for key in items if not _is_keyword(items, key) and not _is_extension(key)]
    if "type" in items and "type" not in other_keys:
        return any(_looks_like_schema(items[key]) for key in other_keys)
    return any(is_dict(items[key]) for key in other_keys) or all(
        map(_looks_like_schema, items.values())
    )


def is_opaque(path: tuple[str, ...], value: Any) -> bool:
    """Return whether a value below a schema cannot be read as a schema."""
    return not is_dict(value) or (path == ("items",) and is_ambiguous_items(value))


def _is_extension(key: str) -> bool:
    return key.startswith("x-")


def _is_keyword(schema: Schema, key: str) -> bool:
    """Return whether a key and its value can be read as a keyword."""
    return key in KNOWN_KEYWORDS and fits_keyword_value(key, schema[key])


def _looks_like_schema(value: Any) -> bool:
    return is_dict(value) and any(_is_keyword(value, key) for key in value)
