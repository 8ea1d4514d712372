"""`default-outside`: a default that its own `enum` or bounds do not allow is dropped."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from clientwright.dialect.canonical import same
from clientwright.dialect.node import Change, Node, unchanged, without
from clientwright.dialect.values import ABSENT
from clientwright.sources.json_values import is_array, is_number

CODE = "default-outside"
Allows = Callable[[Any, Any], bool]


def repair(node: Node) -> Change:
    """Drop a default outside its own bounds."""
    if "default" not in node.schema or all(_allowed(node.schema["default"], node.schema)):
        return unchanged(node)
    note = node.repair("default", CODE, node.schema["default"], ABSENT)
    return without(node.schema, "default"), (note,)


def _allowed(value: Any, schema: Mapping[str, Any]) -> list[bool]:
    return [
        allows(value, schema[keyword]) for keyword, allows in _ALLOWS.items() if keyword in schema
    ]


def _one_of(value: Any, allowed: Any) -> bool:
    return not is_array(allowed) or any(same(value, one) for one in allowed)


def _bound(holds: Callable[[int | float, int | float], bool]) -> Allows:
    return lambda value, bound: not is_number(value) or not is_number(bound) or holds(value, bound)


def _length(holds: Callable[[int | float, int | float], bool]) -> Allows:
    bound = _bound(holds)
    return lambda value, limit: not isinstance(value, str) or bound(len(value), limit)


def _count(holds: Callable[[int | float, int | float], bool]) -> Allows:
    bound = _bound(holds)
    return lambda value, limit: not is_array(value) or bound(len(value), limit)


_ALLOWS: Mapping[str, Allows] = {
    "enum": _one_of,
    "const": same,
    "minimum": _bound(operator.ge),
    "maximum": _bound(operator.le),
    "exclusiveMinimum": _bound(operator.gt),
    "exclusiveMaximum": _bound(operator.lt),
    "minLength": _length(operator.ge),
    "maxLength": _length(operator.le),
    "minItems": _count(operator.ge),
    "maxItems": _count(operator.le),
}
