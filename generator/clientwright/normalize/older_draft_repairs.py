"""Repairs of what drafts 3 to 7 and 2019-09 of JSON Schema write otherwise than 2020-12."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.io.json_pointer import has_pointer, join_pointer, split_pointer
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.normalize.keyword_values import fits_keyword_value
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    apply_repair,
    effective_repairs,
    replace_keyword,
    unchanged,
    walk_subschemas,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT, Repair
from clientwright.schema.equality import json_equal

OLDER_DRAFT = "older-draft"
"""Keywords of older drafts become their 2020-12 form: `definitions`, `dependencies`, `divisibleBy`,
a list of `items` and `additionalItems`, `required: true` in a property, `type: any`, schemas in `type`.

`id`, `$id` and `$schema` of a whole document, which are no part of what it describes, are dropped.
"""


def repair_older_draft(node: RepairContext) -> RepairOutcome:
    """Write the keywords of older drafts as those of 2020-12, where these are not taken."""
    schema, findings = node.schema, list[Repair]()
    steps = [_split_dependencies, _rename_item_list, _rename_divisor, _free_type, _split_type]
    for step in [
        *steps,
        *([_drop_identity] if not node.name and "/" not in node.pointer[1:] else []),
    ]:
        after = step(schema)
        if after is schema:
            continue
        changed = (key for key in {**schema, **after} if not _same(key, schema, after))
        findings += (
            node.record_repair(key, OLDER_DRAFT, schema.get(key, ABSENT), after.get(key, ABSENT))
            for key in changed
        )
        schema = after
    schema, flags = _collect_required(node, schema)
    return schema, (*findings, *flags)


def _same(key: str, one: Schema, other: Schema) -> bool:
    return (key in one) == (key in other) and json_equal(one.get(key), other.get(key))


def _split_dependencies(schema: dict[str, Any]) -> dict[str, Any]:
    """Split `dependencies` by what they hold: names of properties, or schemas."""
    needs = schema.get("dependencies")
    taken = {"dependentRequired", "dependentSchemas"} & schema.keys()
    if not is_dict(needs) or taken or not all(map(_is_dependency, needs.values())):
        return schema
    listed = {name: [need] if isinstance(need, str) else need for name, need in needs.items()}
    names = {name: need for name, need in listed.items() if is_list(need)}
    schemas = {name: need for name, need in needs.items() if name not in names}
    found = without_keywords(schema, "dependencies")
    found |= {"dependentRequired": names} if names else {}
    return found | ({"dependentSchemas": schemas} if schemas else {})


def _is_dependency(value: object) -> bool:
    return isinstance(value, (bool, dict, str)) or (
        is_list(value) and all(isinstance(name, str) for name in value)
    )


def _rename_item_list(schema: dict[str, Any]) -> dict[str, Any]:
    """Write a list of `items` as `prefixItems`, and what applies to the others as `items`."""
    listed, rest = schema.get("items"), schema.get("additionalItems")
    if "prefixItems" in schema or ("additionalItems" in schema and not _is_schema(rest)):
        return schema
    if not is_list(listed):
        return without_keywords(schema, "additionalItems")
    if not listed or not all(map(_is_schema, listed)):
        return schema
    found = {**without_keywords(schema, "items", "additionalItems"), "prefixItems": listed}
    return found if rest is None else {**found, "items": rest}


def _is_schema(value: object) -> bool:
    return isinstance(value, (bool, dict))


def _rename_divisor(schema: dict[str, Any]) -> dict[str, Any]:
    """Write `divisibleBy` as `multipleOf`."""
    value = schema.get("divisibleBy")
    if not fits_keyword_value("multipleOf", value) or "multipleOf" in schema:
        return schema
    return {**without_keywords(schema, "divisibleBy"), "multipleOf": value}


def _free_type(schema: dict[str, Any]) -> dict[str, Any]:
    """Drop a type that accepts anything."""
    written = schema.get("type")
    names = written if is_list(written) else [written]
    free = any(isinstance(name, str) and name.lower() == "any" for name in names)
    return without_keywords(schema, "type") if free else schema


def _split_type(schema: dict[str, Any]) -> dict[str, Any]:
    """Write schemas in a list of types as branches."""
    written = schema.get("type")
    if not is_list(written) or not any(map(is_dict, written)) or "anyOf" in schema:
        return schema
    if not all(isinstance(one, (str, dict)) for one in written):
        return schema
    names = [one for one in written if isinstance(one, str)]
    plain = [{"type": names if len(names) > 1 else names[0]}] if names else []
    branches = [*plain, *(one for one in written if is_dict(one))]
    return {**without_keywords(schema, "type"), "anyOf": branches}


def _drop_identity(schema: dict[str, Any]) -> dict[str, Any]:
    """Drop what says where a whole document is, and in which draft it is written."""
    texts = {key for key in ("id", "$id", "$schema") if isinstance(schema.get(key), str)}
    return without_keywords(
        schema, *(texts - {"$schema"} if "2020-12" in str(schema.get("$schema")) else texts)
    )


def _collect_required(node: RepairContext, schema: Schema) -> tuple[Schema, tuple[Repair, ...]]:
    """List the names of the properties that say `required: true`; elsewhere the flag means nothing."""
    flag, notes = schema.get("required"), list[Repair]()
    if isinstance(flag, bool):
        schema = without_keywords(schema, "required")
        notes.append(node.record_repair("required", OLDER_DRAFT, flag, ABSENT))
    fields, listed = schema.get("properties"), schema.get("required", [])
    if not is_dict(fields) or not is_list(listed):
        return schema, tuple(notes)
    flags = {name: one["required"] for name, one in fields.items() if _has_flag(one)}
    bare = {name: without_keywords(fields[name], "required") for name in flags}
    for name, value in flags.items():
        at = join_pointer(node.pointer, "properties", name, "required")
        notes.append(Repair(node.locate(at), at, OLDER_DRAFT, value, ABSENT))
    needed = sorted(name for name, value in flags.items() if value and name not in listed)
    if flags:
        schema = {**schema, "properties": {**fields, **bare}}
    if needed:
        before = schema.get("required", ABSENT)
        schema = {**schema, "required": [*listed, *needed]}
        notes.append(node.record_repair("required", OLDER_DRAFT, before, schema["required"]))
    return schema, tuple(notes)


def _has_flag(schema: object) -> bool:
    return is_dict(schema) and isinstance(schema.get("required"), bool)


def move_definitions(root: RepairContext) -> tuple[Schema, tuple[Repair, ...]]:
    """Write `definitions` as `$defs`, and lead each reference to where its target is now."""
    words = {word for node in walk_subschemas(root) for word in node.schema}
    if words.isdisjoint(("definitions", "$ref")):
        return root.schema, ()
    schema, moved = apply_repair(root, _rename_definitions)
    whole = RepairContext(schema, root.pointer, root.locate)

    def follow(node: RepairContext) -> RepairOutcome:
        written = node.schema.get("$ref")
        now = _moved_reference(written, schema) if isinstance(written, str) else written
        if now == written:
            return unchanged(node)
        return replace_keyword(node, "$ref", OLDER_DRAFT, now)

    schema, followed = apply_repair(whole, follow)
    return schema, tuple(one for one in (*moved, *followed) if isinstance(one, Repair))


def _rename_definitions(node: RepairContext) -> RepairOutcome:
    here, there = node.schema.get("definitions"), node.schema.get("$defs", {})
    if not is_dict(here) or not is_dict(there) or here.keys() & there.keys():
        return unchanged(node)
    both = {**there, **here}
    notes = effective_repairs(
        node.record_repair("definitions", OLDER_DRAFT, here, ABSENT),
        node.record_repair("$defs", OLDER_DRAFT, node.schema.get("$defs", ABSENT), both),
    )
    return {**without_keywords(node.schema, "definitions"), "$defs": both}, notes


_MOVED: Mapping[str, tuple[str, ...]] = {
    "definitions": ("$defs",),
    "items": ("prefixItems",),
    "additionalItems": ("items",),
    "dependencies": ("dependentSchemas",),
}
"""Where the schemas of a keyword of an older draft are in 2020-12."""


def _moved_reference(reference: str, root: Schema) -> str:
    """Return a reference into a document with its target where it is now; as it is if it leads somewhere."""
    if not reference.startswith("#/") or "%" in reference or has_pointer(root, reference[1:]):
        return reference
    pointer = ""
    for step in split_pointer(reference[1:]):
        ways = (join_pointer(pointer, one) for one in (step, *_MOVED.get(step, ())))
        at = next((way for way in ways if has_pointer(root, way)), None)
        if at is None:
            return reference
        pointer = at
    return f"#{pointer}"
