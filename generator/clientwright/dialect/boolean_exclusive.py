"""`boolean-exclusive`: draft-4 `exclusiveMinimum: true` beside `minimum` becomes the number itself."""

from __future__ import annotations

from clientwright.dialect.node import Change, Node, without
from clientwright.dialect.values import ABSENT, Finding
from clientwright.sources.json_values import is_number
from clientwright.spec.jsontext import Schema

CODE = "boolean-exclusive"
_BOUNDS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))


def repair(node: Node) -> Change:
    """Write exclusive bounds as numbers."""
    schema, findings = node.schema, list[Finding]()
    for exclusive, bound in _BOUNDS:
        schema, found = _one(node, schema, exclusive, bound)
        findings += found
    return schema, tuple(findings)


def _one(node: Node, schema: Schema, exclusive: str, bound: str) -> Change:
    flag, value = schema.get(exclusive), schema.get(bound)
    if not isinstance(flag, bool):
        return schema, ()
    if not flag or bound not in schema:
        return without(schema, exclusive), (node.repair(exclusive, CODE, flag, ABSENT),)
    if not is_number(value):
        return schema, ()
    notes = (
        node.repair(exclusive, CODE, flag, value),
        node.repair(bound, CODE, value, ABSENT),
    )
    return {**without(schema, bound), exclusive: value}, notes
