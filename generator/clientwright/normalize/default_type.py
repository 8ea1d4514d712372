"""`default-type`: a default of the wrong type is converted if it can be, else dropped."""

from __future__ import annotations

from typing import Any

from clientwright.normalize.keyword_table import TYPES
from clientwright.normalize.numerals import parse_number
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    replace_keyword,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT
from clientwright.normalize.type_names import NUMERIC_TYPES, has_type, types_of

CODE = "default-type"
_FLAGS = {"true": True, "false": False}


def repair(node: RepairContext) -> RepairOutcome:
    """Convert the default to its field's type, or drop it."""
    types = types_of(node.schema)
    if (
        "default" not in node.schema
        or not types <= TYPES
        or has_type(node.schema["default"], types)
    ):
        return unchanged(node)
    before = node.schema["default"]
    after = _parse_default(before, types) if isinstance(before, str) else None
    if after is not None:
        return replace_keyword(node, "default", CODE, after)
    return without_keywords(node.schema, "default"), (
        node.record_repair("default", CODE, before, ABSENT),
    )


def _parse_default(text: str, types: frozenset[str]) -> Any:
    if types & NUMERIC_TYPES:
        return parse_number(text.strip(), types)
    return _FLAGS.get(text.strip().lower()) if "boolean" in types else None
