"""Schemas of single values in a plain spelling: without the null that they accept beside other values."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.schema.numbers import common_step, to_fraction, to_json_number

_TIGHTER: Mapping[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems"), min),
    "multipleOf": lambda one, other: to_json_number(
        common_step(to_fraction(one), to_fraction(other))
    ),
    "type": lambda one, other: "integer" if "integer" in (one, other) else one,
    "enum": lambda one, other: [value for value in one if accepts({"enum": other}, value)],
}
"""How two values of a keyword become the one that both allow."""


def accepts(schema: Mapping[str, Any], value: Any) -> bool:
    """Return whether a schema accepts a value."""
    library: Any = importlib.import_module("jsonschema")
    return bool(library.Draft202012Validator(dict(schema)).is_valid(value))


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
    both = {**other, **one}
    for word in one.keys() & other.keys() & _TIGHTER.keys():
        both[word] = _TIGHTER[word](one[word], other[word])
    return both
