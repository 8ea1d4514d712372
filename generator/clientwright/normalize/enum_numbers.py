"""`enum-numbers`: numbers written as strings in the `enum` of a numeric type.

If the enum also contains words such as `auto`, its strings are sent as strings, so the type is repaired instead.
"""

from __future__ import annotations

from typing import Any

from clientwright.io.json_types import is_list
from clientwright.normalize.numerals import parse_number
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    replace_keyword,
    unchanged,
)
from clientwright.normalize.type_names import NUMERIC_TYPES, is_numeric_schema, types_of
from clientwright.schema.equality import canonical_json
from clientwright.schema.numbers import is_number

CODE = "enum-numbers"


def repair(node: RepairContext) -> RepairOutcome:
    """Convert the values of a numeric enum to numbers, or its type to string."""
    written = node.schema.get("enum")
    if not is_list(written) or not is_numeric_schema(node.schema):
        return unchanged(node)
    if any(
        isinstance(value, str) and parse_number(value, NUMERIC_TYPES) is None for value in written
    ):
        return replace_keyword(node, "type", CODE, _type_of_values(written, node.schema["type"]))
    read = [_parse_value(value, types_of(node.schema)) for value in written]
    if all(one is other for one, other in zip(read, written, strict=True)):
        return unchanged(node)
    return replace_keyword(
        node, "enum", CODE, list({canonical_json(value): value for value in read}.values())
    )


def _type_of_values(written: list[Any], before: Any) -> Any:
    """Return the type of the values as written; numbers keep theirs."""
    known = before if is_list(before) else [before]
    numbers = any(is_number(value) for value in written)
    kept = [name for name in known if name not in NUMERIC_TYPES or numbers]
    return [*kept, "string"] if kept else "string"


def _parse_value(value: Any, types: frozenset[str]) -> Any:
    number = parse_number(value, types) if isinstance(value, str) else None
    return value if number is None else number
