"""`enum-numbers`: numbers written as strings in the `enum` of a numeric type.

Where words such as `auto` stand among them, no number is meant: the values are sent as they
are written, and the type is mended instead.
"""

from __future__ import annotations

from typing import Any

from clientwright.dialect.canonical import canonical
from clientwright.dialect.node import Change, Node, replaced, unchanged
from clientwright.dialect.numerals import number_in
from clientwright.dialect.types import NUMERIC, numeric, types_of
from clientwright.sources.json_values import is_array, is_number

CODE = "enum-numbers"


def repair(node: Node) -> Change:
    """Write the values of a numeric enum as numbers, or its type as a string's."""
    written = node.schema.get("enum")
    if not is_array(written) or not numeric(node.schema):
        return unchanged(node)
    if any(isinstance(value, str) and number_in(value, NUMERIC) is None for value in written):
        return replaced(node, "type", CODE, _typed(written, node.schema["type"]))
    read = [_number(value, types_of(node.schema)) for value in written]
    if all(one is other for one, other in zip(read, written, strict=True)):
        return unchanged(node)
    return replaced(node, "enum", CODE, list({canonical(value): value for value in read}.values()))


def _typed(written: list[Any], before: Any) -> Any:
    """Give the type of values as they are written; a number keeps its own."""
    known = before if is_array(before) else [before]
    numbers = any(is_number(value) for value in written)
    kept = [name for name in known if name not in NUMERIC or numbers]
    return [*kept, "string"] if kept else "string"


def _number(value: Any, types: frozenset[str]) -> Any:
    number = number_in(value, types) if isinstance(value, str) else None
    return value if number is None else number
