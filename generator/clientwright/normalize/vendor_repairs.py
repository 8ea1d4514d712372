"""Repairs of keywords that only one vendor's tools read: order, secrets, texts in pieces, hints for a form."""

from __future__ import annotations

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT
from clientwright.normalize.type_names import types_of
from clientwright.schema.numbers import is_number
from clientwright.schema.property_order import ORDER, property_rank

PROPERTY_ORDER = "property-order"
"""A list of names beside `properties` becomes an `x-order` of each property, which arguments follow."""
_LISTED_ORDER = "x-fal-order-properties"


def repair_property_order(node: RepairContext) -> RepairOutcome:
    """Write the order that a list of names says on the properties."""
    names, properties = node.schema.get(_LISTED_ORDER), node.schema.get("properties")
    if not is_list(names):
        return unchanged(node)
    found = without_keywords(node.schema, _LISTED_ORDER)
    note = node.record_repair(_LISTED_ORDER, PROPERTY_ORDER, names, ABSENT)
    if not is_dict(properties):
        return found, (note,)
    listed = [name for name in dict.fromkeys(map(str, names)) if is_dict(properties.get(name))]
    ordered = {name: {**properties[name], ORDER: n} for n, name in enumerate(listed)}
    return {**found, "properties": {**ordered, **_others(properties, ordered)}}, (note,)


def _others(properties: Schema, known: Schema) -> Schema:
    return {name: value for name, value in properties.items() if name not in known}


def sort_properties(node: RepairContext) -> RepairOutcome:
    """Write the properties in the order that they say; this changes no meaning, so that no repair is told."""
    properties = node.schema.get("properties")
    if not is_dict(properties):
        return unchanged(node)
    names = sorted(properties, key=lambda name: property_rank(properties[name]))
    if names == [*properties]:
        return unchanged(node)
    return {**node.schema, "properties": {name: properties[name] for name in names}}, ()


WRITE_ONLY = "write-only"
"""A text that a vendor's keyword or the format `password` calls a secret becomes `writeOnly`."""
_COG_MARK = "x-cog-secret"


def repair_secret(node: RepairContext) -> RepairOutcome:
    """Mark a secret by the keyword of JSON Schema."""
    schema = node.schema
    flag = schema.get(_COG_MARK)
    is_password = schema.get("format") == "password" and "string" in types_of(schema)
    if not isinstance(flag, bool) and not is_password:
        return unchanged(node)
    found = without_keywords(schema, _COG_MARK)
    if flag is True or is_password:
        found = {**found, "writeOnly": True}
    changed = [key for key in (_COG_MARK, "writeOnly") if schema.get(key) != found.get(key)]
    return (found if changed else schema), tuple(
        node.record_repair(key, WRITE_ONLY, schema.get(key, ABSENT), found.get(key, ABSENT))
        for key in changed
    )


TEXT_PIECES = "text-pieces"
"""What Cog's keywords say of a list that grows while a job runs is written into its description."""
_ARRAY_TYPE, _ARRAY_DISPLAY = "x-cog-array-type", "x-cog-array-display"
_GROWS = "The list grows while the job runs."
_PIECES = "The items are pieces of one text: join them."


def describe_text_pieces(node: RepairContext) -> RepairOutcome:
    """Write into the description what the keywords say, which is no constraint."""
    said = {key: node.schema[key] for key in (_ARRAY_TYPE, _ARRAY_DISPLAY) if key in node.schema}
    if not said:
        return unchanged(node)
    told = [_GROWS] * (said.get(_ARRAY_TYPE) == "iterator")
    told += [_PIECES] * (said.get(_ARRAY_DISPLAY) == "concatenate")
    found = with_sentences(without_keywords(node.schema, *said), *told)
    notes = (node.record_repair(key, TEXT_PIECES, value, ABSENT) for key, value in said.items())
    return found, tuple(notes)


UI_KEYWORD = "ui-keyword"
"""`step` of a number, which only the slider of a page reads, is dropped."""


def drop_ui_keywords(node: RepairContext) -> RepairOutcome:
    """Drop the step of a slider."""
    if not is_number(node.schema.get("step")) or not types_of(node.schema) & {"number", "integer"}:
        return unchanged(node)
    note = node.record_repair("step", UI_KEYWORD, node.schema["step"], ABSENT)
    return without_keywords(node.schema, "step"), (note,)


LIMIT_DESCRIPTION = "limit-description"
"""A second description, of the limits of a medium, is added to the first; beside the limits it is dropped."""


def join_limit_description(node: RepairContext) -> RepairOutcome:
    """Add a description of limits to the description, unless the limits themselves are there."""
    text = node.schema.get("limit_description")
    if not isinstance(text, str):
        return unchanged(node)
    found = without_keywords(node.schema, "limit_description")
    is_told = is_dict(node.schema.get(node.dialect.keyword))
    note = node.record_repair("limit_description", LIMIT_DESCRIPTION, text, ABSENT)
    return (found if is_told else with_sentences(found, text)), (note,)


def with_sentences(schema: Schema, *sentences: str) -> Schema:
    """Return a schema whose description ends with some sentences."""
    before = schema.get("description")
    told = [before] if isinstance(before, str) and before.strip() else []
    text = " ".join([*told, *sentences])
    return {**schema, "description": text} if sentences else schema
