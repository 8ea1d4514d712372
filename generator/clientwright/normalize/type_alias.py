"""`type-alias`: `float`, `int`, `str`, … in place of JSON Schema's names, also inside lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.io.json_types import is_list
from clientwright.normalize.keyword_table import TYPES
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    replace_keyword,
    unchanged,
)

CODE = "type-alias"
TYPE_ALIASES: Mapping[str, str] = {
    **dict.fromkeys(("float", "double", "decimal", "float32", "float64"), "number"),
    **dict.fromkeys(("int", "int32", "int64", "long"), "integer"),
    **dict.fromkeys(("str", "text"), "string"),
    **dict.fromkeys(("bool",), "boolean"),
    **dict.fromkeys(("dict", "map", "mapping"), "object"),
    **dict.fromkeys(("list", "tuple"), "array"),
    **dict.fromkeys(("none", "nil"), "null"),
}


def repair(node: RepairContext) -> RepairOutcome:
    """Replace an alias with JSON Schema's name."""
    before = node.schema.get("type")
    after = _replace_aliases(before) if is_list(before) else _replace_alias(before)
    return unchanged(node) if after == before else replace_keyword(node, "type", CODE, after)


def _replace_alias(name: Any) -> Any:
    if not isinstance(name, str) or name in TYPES:
        return name
    lower = name.lower()
    return lower if lower in TYPES else TYPE_ALIASES.get(lower, name)


def _replace_aliases(names: list[Any]) -> list[Any]:
    found = list[Any]()
    for name in map(_replace_alias, names):
        if name not in found:
            found.append(name)
    return found
