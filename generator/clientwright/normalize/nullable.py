"""`nullable`: OpenAPI's `nullable: true` becomes `null` among the types, the listed values or the branches."""

from __future__ import annotations

from typing import Any

from clientwright.io.json_types import Schema, is_list
from clientwright.normalize.repair_context import RepairContext, RepairOutcome, without_keywords
from clientwright.normalize.repair_result import ABSENT, Repair
from clientwright.normalize.type_names import types_of

CODE = "nullable"
_NULL: Schema = {"type": "null"}
_LEFT_ALONE = frozenset(("$dynamicRef", "oneOf", "not", "if"))
"""Keywords beside which it is not certain where null belongs."""
_WRAPPED = ("$ref", "allOf")
"""Keywords that become a branch beside null."""


def repair(node: RepairContext) -> RepairOutcome:
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
    return node.record_repair(key, CODE, node.schema.get(key, ABSENT), found.get(key, ABSENT))


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
