"""`required-unknown`: `required` lists a property that is not documented, so nobody can send it."""

from __future__ import annotations

from clientwright.io.json_types import is_dict, is_list
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    replace_keyword,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT
from clientwright.schema.additional_properties import describes_unnamed

CODE = "required-unknown"
_IN_PLACE_KEYWORDS = frozenset("$ref $dynamicRef allOf anyOf oneOf if dependentSchemas".split())


def repair(node: RepairContext) -> RepairOutcome:
    """Drop names of undocumented properties, unless a keyword beside `properties` may describe them."""
    required, properties = node.schema.get("required"), node.schema.get("properties")
    described = describes_unnamed(node.schema) or _IN_PLACE_KEYWORDS & node.schema.keys()
    if not (node.describes_value and is_list(required) and is_dict(properties)) or described:
        return unchanged(node)
    known = [name for name in required if not isinstance(name, str) or name in properties]
    if len(known) == len(required):
        return unchanged(node)
    if known:
        return replace_keyword(node, "required", CODE, known)
    return without_keywords(node.schema, "required"), (
        node.record_repair("required", CODE, required, ABSENT),
    )
