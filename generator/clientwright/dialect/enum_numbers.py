"""`enum-numbers`: numbers written as strings in the `enum` of a numeric type."""

from __future__ import annotations

from typing import Any

from clientwright.dialect.canonical import canonical
from clientwright.dialect.node import Change, Node, replaced, unchanged
from clientwright.dialect.numerals import number_in
from clientwright.dialect.types import numeric, types_of
from clientwright.pages.narrow import is_array

CODE = "enum-numbers"


def repair(node: Node) -> Change:
    """Write the values of a numeric enum as numbers."""
    written = node.schema.get("enum")
    if not is_array(written) or not numeric(node.schema):
        return unchanged(node)
    read = [_number(value, types_of(node.schema)) for value in written]
    if all(one is other for one, other in zip(read, written, strict=True)):
        return unchanged(node)
    return replaced(node, "enum", CODE, list({canonical(value): value for value in read}.values()))


def _number(value: Any, types: frozenset[str]) -> Any:
    number = number_in(value, types) if isinstance(value, str) else None
    return value if number is None else number
