"""`default-outside`: a default that violates its own `enum` or bounds is dropped."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from clientwright.io.json_types import is_list
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT
from clientwright.schema.equality import json_equal
from clientwright.schema.numbers import is_number

CODE = "default-outside"
DefaultCheck = Callable[[Any, Any], bool]


def repair(node: RepairContext) -> RepairOutcome:
    """Drop a default outside its own bounds."""
    if "default" not in node.schema or all(_check_default(node.schema["default"], node.schema)):
        return unchanged(node)
    note = node.record_repair("default", CODE, node.schema["default"], ABSENT)
    return without_keywords(node.schema, "default"), (note,)


def _check_default(value: Any, schema: Mapping[str, Any]) -> list[bool]:
    return [
        allows(value, schema[keyword])
        for keyword, allows in _DEFAULT_CHECKS.items()
        if keyword in schema
    ]


def _one_of(value: Any, allowed: Any) -> bool:
    return not is_list(allowed) or any(json_equal(value, one) for one in allowed)


def _bound(compare: Callable[[int | float, int | float], bool]) -> DefaultCheck:
    return lambda value, bound: (
        not is_number(value) or not is_number(bound) or compare(value, bound)
    )


def _length(compare: Callable[[int | float, int | float], bool]) -> DefaultCheck:
    bound = _bound(compare)
    return lambda value, limit: not isinstance(value, str) or bound(len(value), limit)


def _count(compare: Callable[[int | float, int | float], bool]) -> DefaultCheck:
    bound = _bound(compare)
    return lambda value, limit: not is_list(value) or bound(len(value), limit)


_DEFAULT_CHECKS: Mapping[str, DefaultCheck] = {
    "enum": _one_of,
    "const": json_equal,
    "minimum": _bound(operator.ge),
    "maximum": _bound(operator.le),
    "exclusiveMinimum": _bound(operator.gt),
    "exclusiveMaximum": _bound(operator.lt),
    "minLength": _length(operator.ge),
    "maxLength": _length(operator.le),
    "minItems": _count(operator.ge),
    "maxItems": _count(operator.le),
}
