"""Repairs of `type`: aliases, a type left out, and `nullable`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
"""A schema with `properties` but no `type` is an object's, one with `items` an array's, `format: int32` an integer's."""
_IMPLIED_TYPES = {"properties": "object", "items": "array"}
_NUMBER_FORMATS = {"int32": "integer", "int64": "integer", "float": "number", "double": "number"}
_OTHER_TYPE_KEYWORDS = frozenset(
    {"type", "$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "enum", "const"}
)


def add_implied_type(node: RepairContext) -> RepairOutcome:
    """Write the type that a schema implies, except in a condition (`not`, `if`, …)."""
    implied = [
        kind for keyword, kind in _IMPLIED_TYPES.items() if is_dict(node.schema.get(keyword))
    ]
    name = node.schema.get("format")
    implied += [_NUMBER_FORMATS[name]] if isinstance(name, str) and name in _NUMBER_FORMATS else []
    if not node.describes_value or len(implied) != 1 or _OTHER_TYPE_KEYWORDS & node.schema.keys():
        return unchanged(node)
    note = node.record_repair("type", IMPLIED_TYPE, ABSENT, implied[0])
    return {"type": implied[0], **node.schema}, (note,)


NULLABLE = "nullable"
"""OpenAPI's `nullable: true`, or `x-nullable`, becomes `null` among the types, the listed values or the branches."""
_NULLABLE_KEYWORDS = ("nullable", "x-nullable")
_NULL: Schema = {"type": "null"}
_BRANCHES: Mapping[str, Callable[[Sequence[bool]], bool]] = {
    "allOf": all,
    "anyOf": any,
    "oneOf": lambda taken: sum(taken) == 1,
}


def repair_nullable(node: RepairContext) -> RepairOutcome:
    """Accept null if `nullable` is true, and drop the keyword; leave it where a condition may refuse null."""
    schema = node.schema
    flags = [schema[word] for word in _NULLABLE_KEYWORDS if word in schema]
    if not flags or not all(isinstance(flag, bool) for flag in flags):
        return schema, ()
    found = without_keywords(schema, *_NULLABLE_KEYWORDS)
    if True in flags:
        refusing = {word: schema[word] for word in ("not", "if", "then", "else") if word in schema}
        if "$dynamicRef" in schema or not _takes_null(refusing):
            found["nullable"] = True
        else:
            found = _with_null_type(_with_null_value(_with_null_branch(found)))
    changed = (key for key in {**schema, **found} if schema.get(key) != found.get(key))
    return found, tuple(_record(node, key, found) for key in changed)


def _takes_null(schema: Any) -> bool | None:
    """Return whether a schema accepts null; None if a reference decides it."""
    if not is_dict(schema):
        return schema is not False
    if any(schema.get(word) is True for word in _NULLABLE_KEYWORDS):
        return True
    if {"$ref", "$dynamicRef"} & schema.keys():
        return None
    listed = [schema["const"]] if "const" in schema else schema.get("enum")
    if ("type" in schema and "null" not in types_of(schema)) or (
        is_list(listed) and None not in listed
    ):
        return False
    answers = [_branches_take_null(word, schema[word]) for word in _BRANCHES if word in schema]
    if "not" in schema:
        refused = _takes_null(schema["not"])
        answers.append(None if refused is None else not refused)
    if "if" in schema:
        holds = _takes_null(schema["if"])
        answers.append(
            holds and _takes_null(schema.get("then", True))
            if holds is not False
            else _takes_null(schema.get("else", True))
        )
    return False if False in answers else None if None in answers else True


def _branches_take_null(keyword: str, branches: Any) -> bool | None:
    taken = [_takes_null(branch) for branch in branches] if is_list(branches) else [None]
    return None if None in taken else _BRANCHES[keyword]([taking is True for taking in taken])


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
    """Add null to the branches, unless one takes it; what else may refuse it becomes a branch itself."""
    wrapped: Schema = {key: schema[key] for key in ("$ref", "allOf") if key in schema}
    choice = next((word for word in ("anyOf", "oneOf") if is_list(schema.get(word))), None)
    if not wrapped and choice and not {"anyOf", "oneOf"} <= schema.keys():
        taken = [_takes_null(branch) for branch in schema[choice]]
        if True in taken and (choice == "anyOf" or (taken.count(True) == 1 and None not in taken)):
            return schema
        if choice == "anyOf" or not {True, None} & {*taken}:
            return {**schema, choice: [*schema[choice], _NULL]}
    wrapped |= {key: schema[key] for key in ("anyOf", "oneOf") if key in schema}
    return {**without_keywords(schema, *wrapped), "anyOf": [wrapped, _NULL]} if wrapped else schema
