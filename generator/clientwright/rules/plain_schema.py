"""Schemas of single values in a plain spelling: without the null that they accept beside other values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.schema.content_cache import cached_by_content
from clientwright.schema.protocols import GenerationError
from clientwright.schema.semantics import intersect_schemas
from clientwright.schema.validator import make_validator


def accepts(schema: Mapping[str, Any], value: Any) -> bool:
    """Return whether a schema accepts a value."""
    return bool(make_validator(schema).is_valid(value))


@cached_by_content
def without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema for the same values except null, with `allOf` and a single branch merged into it."""
    found = {word: value for word, value in schema.items() if word != "allOf"}
    for branch in schema.get("allOf", ()):
        found = _joined(found, without_null(branch)) if is_dict(branch) else found
    for word in ("anyOf", "oneOf"):
        branches = [branch for branch in schema.get(word, ()) if branch != {"type": "null"}]
        if len(branches) == 1 and is_dict(branches[0]):
            del found[word]
            found = _joined(found, without_null(branches[0]))
    if is_list(found.get("type")):
        kinds = [kind for kind in found["type"] if kind != "null"]
        kinds = [kind for kind in kinds if kind != "integer" or "number" not in kinds]
        found["type"] = kinds[0] if len(kinds) == 1 else kinds
    if is_list(found.get("enum")) and any(value is not None for value in found["enum"]):
        found["enum"] = [value for value in found["enum"] if value is not None]
    return found


def _joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the intersection of two schemas, or the first beside the second if there is none."""
    try:
        return intersect_schemas(one, other)
    except GenerationError:
        return {**other, **one}
