"""Repairs of how schemas are nested: empty branches, a bare map of items, unknown names in `required`."""

from __future__ import annotations

from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.normalize.problems import AmbiguousItems
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    is_ambiguous_items,
    is_property_map,
    replace_keyword,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT, Repair
from clientwright.schema.additional_properties import describes_unnamed
from clientwright.sources.documents import RawEndpoint
from clientwright.sources.schema_blocks import is_output_block

EMPTY_BRANCHES = "empty-branches"
"""A list of branches without any, beside what says which values are meant; it is dropped."""
_BRANCH_LISTS = ("allOf", "anyOf", "oneOf")
_MEANING = frozenset(("type", "$ref", "enum", "const"))


def drop_empty_branches(node: RepairContext) -> RepairOutcome:
    """Drop `anyOf`, `oneOf` and `allOf` where they list nothing."""
    empty = [word for word in _BRANCH_LISTS if node.schema.get(word) == []]
    if not _MEANING & node.schema.keys():
        return unchanged(node)
    notes = (node.record_repair(word, EMPTY_BRANCHES, [], ABSENT) for word in empty)
    return without_keywords(node.schema, *empty), tuple(notes)


SINGLE_ALL_OF = "single-all-of"
"""`allOf` of nothing but one reference, as documents write it to put texts beside it; the reference takes its place."""


def unwrap_single_all_of(node: RepairContext) -> RepairOutcome:
    """Write a reference that is alone in `allOf` beside its siblings."""
    parts: Any = node.schema.get("allOf")
    is_single = is_list(parts) and len(parts) == 1 and is_dict(parts[0])
    if not node.pointer or not is_single or {*parts[0]} != {"$ref"} or "$ref" in node.schema:
        return unchanged(node)
    after = {**without_keywords(node.schema, "allOf"), "$ref": parts[0]["$ref"]}
    note = node.record_repair("allOf", SINGLE_ALL_OF, parts, parts[0])
    return after, (note,)


BARE_ITEMS = "bare-items"
"""`items` written as a map from names to schemas, which as a schema would accept anything."""


def repair_bare_items(node: RepairContext) -> RepairOutcome:
    """Turn a bare map into an object schema; report a problem if both readings are possible."""
    items = node.schema.get("items")
    if is_dict(items) and is_property_map(items):
        return replace_keyword(node, "items", BARE_ITEMS, {"type": "object", "properties": items})
    if is_dict(items) and is_ambiguous_items(items):
        return node.schema, (AmbiguousItems(node.location("items"), tuple(items)),)
    return unchanged(node)


REQUIRED_UNKNOWN = "required-unknown"
"""`required` lists a property that is not documented, so nobody can send it."""
_IN_PLACE_KEYWORDS = frozenset("$ref $dynamicRef allOf anyOf oneOf if dependentSchemas".split())


def drop_required_unknown(node: RepairContext) -> RepairOutcome:
    """Drop names of undocumented properties, unless a keyword beside `properties` may describe them."""
    required, properties = node.schema.get("required"), node.schema.get("properties")
    described = describes_unnamed(node.schema) or _IN_PLACE_KEYWORDS & node.schema.keys()
    if not (node.describes_value and is_list(required) and is_dict(properties)) or described:
        return unchanged(node)
    known = [name for name in required if not isinstance(name, str) or name in properties]
    if len(known) == len(required):
        return unchanged(node)
    if known:
        return replace_keyword(node, "required", REQUIRED_UNKNOWN, known)
    return without_keywords(node.schema, "required"), (
        node.record_repair("required", REQUIRED_UNKNOWN, required, ABSENT),
    )


OUTPUT_ROOT = "output-root"
"""Pages show the output schema as `{"output": <schema>}`."""


def unwrap_output(raw: RawEndpoint) -> tuple[Any, str, tuple[Repair, ...]]:
    """Return the schema without its wrapper, its pointer in the document, and the repair."""
    if not is_output_block(raw.output):
        return raw.output, "", ()
    inner = raw.output["output"]
    note = Repair(raw.locate_output(""), "/output", OUTPUT_ROOT, raw.output, inner)
    return inner, "/output", (note,)
