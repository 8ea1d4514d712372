"""`nullable`: OpenAPI's `nullable: true` becomes a type list with `null`."""

from __future__ import annotations

from clientwright.io.json_types import is_list
from clientwright.normalize.repair_context import RepairContext, RepairOutcome, without_keywords
from clientwright.normalize.repair_result import ABSENT
from clientwright.normalize.type_names import types_of

CODE = "nullable"
_RESTRICTING_KEYWORDS = frozenset(
    {"$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "enum", "const"}
)


def repair(node: RepairContext) -> RepairOutcome:
    """Add `null` to the type if `nullable` is true, and drop the keyword."""
    nullable = node.schema.get("nullable")
    written = node.schema.get("type")
    if not isinstance(nullable, bool) or (nullable and not _can_convert(node)):
        return node.schema, ()
    rest = without_keywords(node.schema, "nullable")
    dropped = node.record_repair("nullable", CODE, nullable, ABSENT)
    if not nullable or written is None or "null" in types_of(node.schema):
        return rest, (dropped,)
    after = [*(written if is_list(written) else [written]), "null"]
    return {**rest, "type": after}, (dropped, node.record_repair("type", CODE, written, after))


def _can_convert(node: RepairContext) -> bool:
    """Return whether the keyword can go: without a type or another restriction, null is allowed anyway."""
    return "type" in node.schema or not _RESTRICTING_KEYWORDS & node.schema.keys()
