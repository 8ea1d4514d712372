"""Repairs of `type`: aliases, a type left out, and `nullable`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.normalize.keyword_values import TYPES
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    replace_keyword,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT, Repair
from clientwright.normalize.type_names import types_of

TYPE_ALIAS = "type-alias"
"""`float`, `int`, `str`, … in place of JSON Schema's names, also inside lists."""
TYPE_ALIASES: Mapping[str, str] = {
    **dict.fromkeys(("float", "double", "decimal", "float32", "float64"), "number"),
    **dict.fromkeys(("int", "int32", "int64", "long"), "integer"),
    **dict.fromkeys(("str", "text"), "string"),
    **dict.fromkeys(("bool",), "boolean"),
    **dict.fromkeys(("dict", "map", "mapping"), "object"),
    **dict.fromkeys(("list", "tuple"), "array"),
    **dict.fromkeys(("none", "nil"), "null"),
}


def repair_type_alias(node: RepairContext) -> RepairOutcome:
    """Replace an alias with JSON Schema's name."""
    before = node.schema.get("type")
    after = _replace_aliases(before) if is_list(before) else _replace_alias(before)
    return unchanged(node) if after == before else replace_keyword(node, "type", TYPE_ALIAS, after)


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


IMPLIED_TYPE = "implied-type"
"""A schema with `properties` but no `type` is an object's, one with `items` an array's."""
_IMPLIED_TYPES = {"properties": "object", "items": "array"}
_OTHER_TYPE_KEYWORDS = frozenset(
    {"type", "$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "enum", "const"}
)


def add_implied_type(node: RepairContext) -> RepairOutcome:
    """Write the type that a schema implies, except in a condition (`not`, `if`, …)."""
    implied = [
        kind for keyword, kind in _IMPLIED_TYPES.items() if is_dict(node.schema.get(keyword))
    ]
    if not node.describes_value or len(implied) != 1 or _OTHER_TYPE_KEYWORDS & node.schema.keys():
        return unchanged(node)
    note = node.record_repair("type", IMPLIED_TYPE, ABSENT, implied[0])
    return {"type": implied[0], **node.schema}, (note,)


NULLABLE = "nullable"
"""OpenAPI's `nullable: true` becomes `null` among the types, the listed values or the branches."""
_NULL: Schema = {"type": "null"}
_LEFT_ALONE = frozenset(("$dynamicRef", "oneOf", "not", "if"))
"""Keywords beside which it is not certain where null belongs."""
_WRAPPED = ("$ref", "allOf")
"""Keywords that become a branch beside null."""


def repair_nullable(node: RepairContext) -> RepairOutcome:
    """Accept null if `nullable` is true, and drop the keyword."""
    schema, nullable = node.schema, node.schema.get("nullable")
    if not isinstance(nullable, bool) or (nullable and _LEFT_ALONE & schema.keys()):
        return schema, ()
    found = without_keywords(schema, "nullable")
    if nullable:
        found = _with_null_type(_with_null_value(_with_null_branch(found)))
    changed = (key for key in {**schema, **found} if schema.get(key) != found.get(key))
    return found, tuple(_record(node, key, found) for key in changed)


def _record(node: RepairContext, key: str, found: Schema) -> Repair:
    return node.record_repair(key, NULLABLE, node.schema.get(key, ABSENT), found.get(key, ABSENT))


def _with_null_type(schema: Schema) -> Schema:
    written: Any = schema.get("type")
    if written is None or "null" in types_of(schema):
        return schema
    return {**schema, "type": [*(written if is_list(written) else [written]), "null"]}


def _with_null_value(schema: Schema) -> Schema:
    """Add null to the listed values."""
    if "const" in schema and schema["const"] is not None:
        return {**without_keywords(schema, "const"), "enum": [schema["const"], None]}
    listed = schema.get("enum")
    return {**schema, "enum": [*listed, None]} if is_list(listed) and None not in listed else schema


def _with_null_branch(schema: Schema) -> Schema:
    """Add null to the branches; a reference and `allOf` become a branch."""
    wrapped = {key: schema[key] for key in _WRAPPED if key in schema}
    branches = schema.get("anyOf")
    if not wrapped:
        return {**schema, "anyOf": [*branches, _NULL]} if is_list(branches) else schema
    if "anyOf" in schema:
        wrapped["anyOf"] = branches
    return {**without_keywords(schema, *wrapped), "anyOf": [wrapped, _NULL]}
