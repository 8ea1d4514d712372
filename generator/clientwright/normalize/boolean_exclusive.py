"""`boolean-exclusive`: draft-4 `exclusiveMinimum: true` beside `minimum` becomes the number itself."""

from __future__ import annotations

from clientwright.io.json_types import Schema
from clientwright.normalize.repair_context import RepairContext, RepairOutcome, without_keywords
from clientwright.normalize.repair_result import ABSENT, RepairOrProblem
from clientwright.schema.numbers import is_number

CODE = "boolean-exclusive"
_BOUNDS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))


def repair(node: RepairContext) -> RepairOutcome:
    """Write exclusive bounds as numbers."""
    schema, findings = node.schema, list[RepairOrProblem]()
    for exclusive, bound in _BOUNDS:
        schema, found = _repair_bound(node, schema, exclusive, bound)
        findings += found
    return schema, tuple(findings)


def _repair_bound(node: RepairContext, schema: Schema, exclusive: str, bound: str) -> RepairOutcome:
    flag, value = schema.get(exclusive), schema.get(bound)
    if not isinstance(flag, bool):
        return schema, ()
    if not flag or bound not in schema:
        return without_keywords(schema, exclusive), (
            node.record_repair(exclusive, CODE, flag, ABSENT),
        )
    if not is_number(value):
        return schema, ()
    notes = (
        node.record_repair(exclusive, CODE, flag, value),
        node.record_repair(bound, CODE, value, ABSENT),
    )
    return {**without_keywords(schema, bound), exclusive: value}, notes
