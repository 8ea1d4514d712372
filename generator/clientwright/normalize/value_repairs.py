"""Repairs of the values of single keywords: `enum`, exclusive bounds and `format`."""

from __future__ import annotations

import re
from typing import Any

from clientwright.io.json_types import Schema, is_list
from clientwright.normalize.keyword_values import TYPES
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    replace_keyword,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT, RepairOrProblem
from clientwright.normalize.type_names import (
    NUMERIC_TYPES,
    convert_value,
    has_type,
    is_numeric_schema,
    parse_number,
    types_of,
)
from clientwright.schema.equality import canonical_json
from clientwright.schema.numbers import is_number

ENUM_NUMBERS = "enum-numbers"
"""Values of `enum` or `const` that are spelled in another type than the field's: numbers, flags or texts.

If the enum of a number also contains words such as `auto`, its strings are sent as strings, so the type is repaired instead.
"""


def repair_enum_numbers(node: RepairContext) -> RepairOutcome:
    """Convert listed values to the field's type, or the type of a numeric enum with words to string."""
    written, types = node.schema.get("enum"), types_of(node.schema)
    if is_list(written) and is_numeric_schema(node.schema) and any(map(_is_word, written)):
        kinds = _type_of_values(written, node.schema["type"])
        return replace_keyword(node, "type", ENUM_NUMBERS, kinds)
    schema, notes = node.schema, list[RepairOrProblem]()
    for keyword in ("enum", "const"):
        before = schema.get(keyword)
        after = _in_types(before, types) if keyword == "enum" else _in_type(before, types)
        if after is not before:
            notes.append(node.record_repair(keyword, ENUM_NUMBERS, before, after))
            schema = {**schema, keyword: after}
    return schema, tuple(notes)


def _is_word(value: object) -> bool:
    return isinstance(value, str) and parse_number(value.strip(), NUMERIC_TYPES) is None


def _in_types(written: Any, types: frozenset[str]) -> Any:
    """Return listed values in a field's types, each once; the list itself if nothing changes."""
    if not is_list(written):
        return written
    read = [_in_type(value, types) for value in written]
    if all(one is other for one, other in zip(read, written, strict=True)):
        return written
    return list({canonical_json(value): value for value in read}.values())


def _in_type(value: Any, types: frozenset[str]) -> Any:
    """Return a value in one of a field's types; itself if it has one, or cannot be told."""
    if not types or not types <= TYPES or has_type(value, types):
        return value
    if isinstance(value, bool) and "string" in types:
        return "true" if value else "false"
    found = convert_value(value, types)
    return value if found is None else found


def _type_of_values(written: list[Any], before: Any) -> Any:
    """Return the type of the values as written; numbers keep theirs."""
    known = before if is_list(before) else [before]
    numbers = any(is_number(value) for value in written)
    kept = [name for name in known if name not in NUMERIC_TYPES or numbers]
    return [*kept, "string"] if kept else "string"


BOOLEAN_EXCLUSIVE = "boolean-exclusive"
"""Draft-4 `exclusiveMinimum: true` beside `minimum` becomes the number itself."""
_BOUNDS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))


def repair_boolean_exclusive(node: RepairContext) -> RepairOutcome:
    """Write exclusive bounds as numbers."""
    schema, findings = node.schema, list[RepairOrProblem]()
    for exclusive, bound in _BOUNDS:
        schema, found = _repair_bound(node, schema, exclusive, bound)
        findings += found
    return schema, tuple(findings)


def _repair_bound(node: RepairContext, schema: Schema, exclusive: str, bound: str) -> RepairOutcome:
    flag, value = schema.get(exclusive), schema.get(bound)
    if not isinstance(flag, bool):
        return schema, ()
    if not flag or bound not in schema:
        return without_keywords(schema, exclusive), (
            node.record_repair(exclusive, BOOLEAN_EXCLUSIVE, flag, ABSENT),
        )
    if not is_number(value):
        return schema, ()
    notes = (
        node.record_repair(exclusive, BOOLEAN_EXCLUSIVE, flag, value),
        node.record_repair(bound, BOOLEAN_EXCLUSIVE, value, ABSENT),
    )
    return {**without_keywords(schema, bound), exclusive: value}, notes


UI_FORMAT = "ui-format"
"""Formats that name a widget or repeat the type are dropped."""
WIDGETS = frozenset(
    "str string int integer float double number num bool boolean list array dict object "
    "text textarea text_area multiline select multiselect dropdown radio checkbox switch toggle "
    "slider range input stepper".split()
)
_NUMBER_FORMATS = ("float", "double")
_WIDGET = re.compile(r".*slider.*|.*_range")


def drop_ui_format(node: RepairContext) -> RepairOutcome:
    """Drop a format that is only for the page's form."""
    written = node.schema.get("format")
    if not isinstance(written, str) or not is_widget(written) or _is_of_number(node.schema):
        return unchanged(node)
    return without_keywords(node.schema, "format"), (
        node.record_repair("format", UI_FORMAT, written, ABSENT),
    )


def _is_of_number(schema: Schema) -> bool:
    """Return whether the format is one of OpenAPI's for numbers, which say how they are stored."""
    return schema.get("format") in _NUMBER_FORMATS and types_of(schema) - {"null"} == {"number"}


def is_widget(name: str) -> bool:
    """Return whether a format names a widget or a type."""
    return name.lower() in WIDGETS or bool(_WIDGET.fullmatch(name.lower()))
