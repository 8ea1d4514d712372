"""`default-type`: a default of another type than its own field: read as a number where it is one, else dropped."""

from __future__ import annotations

from typing import Any

from clientwright.dialect.keywords import TYPES
from clientwright.dialect.node import Change, Node, replaced, unchanged, without
from clientwright.dialect.numerals import number_in
from clientwright.dialect.types import NUMERIC, fits, types_of
from clientwright.dialect.values import ABSENT

CODE = "default-type"
_FLAGS = {"true": True, "false": False}


def repair(node: Node) -> Change:
    """Give the default its field's type, or drop it."""
    types = types_of(node.schema)
    if "default" not in node.schema or not types <= TYPES or fits(node.schema["default"], types):
        return unchanged(node)
    before = node.schema["default"]
    after = _read(before, types) if isinstance(before, str) else None
    if after is not None:
        return replaced(node, "default", CODE, after)
    return without(node.schema, "default"), (node.repair("default", CODE, before, ABSENT),)


def _read(text: str, types: frozenset[str]) -> Any:
    if types & NUMERIC:
        return number_in(text.strip(), types)
    return _FLAGS.get(text.strip().lower()) if "boolean" in types else None
