"""`implied-type`: a schema with `properties` but no `type` is an object's, one with `items` an array's."""

from __future__ import annotations

from clientwright.io.json_types import is_dict
from clientwright.normalize.repair_context import RepairContext, RepairOutcome, unchanged
from clientwright.normalize.repair_result import ABSENT

CODE = "implied-type"
_IMPLIED_TYPES = {"properties": "object", "items": "array"}
_OTHER_TYPE_KEYWORDS = frozenset(
    {"type", "$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "enum", "const"}
)


def repair(node: RepairContext) -> RepairOutcome:
    """Write the type that a schema implies, except in a condition (`not`, `if`, …)."""
    implied = [
        kind for keyword, kind in _IMPLIED_TYPES.items() if is_dict(node.schema.get(keyword))
    ]
    if not node.describes_value or len(implied) != 1 or _OTHER_TYPE_KEYWORDS & node.schema.keys():
        return unchanged(node)
    note = node.record_repair("type", CODE, ABSENT, implied[0])
    return {"type": implied[0], **node.schema}, (note,)
