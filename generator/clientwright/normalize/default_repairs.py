"""Repairs of defaults that are no part of the contract, or that break it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.normalize.keyword_values import TYPES
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    replace_keyword,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT
from clientwright.normalize.type_names import NUMERIC_TYPES, has_type, parse_number, types_of
from clientwright.schema.equality import json_equal
from clientwright.schema.numbers import is_number

DEMO_DEFAULT = "demo-default"
"""Defaults of prompts and media fields fill the page's demo and are not part of the contract."""
_PROMPT = re.compile(r".*prompts?(?:[_-]?[0-9]+)?", re.I)
_URL = re.compile(r"\s*(?:https?://|data:)", re.I)


def drop_demo_default(node: RepairContext) -> RepairOutcome:
    """Drop a default that only fills the page's form."""
    if "default" not in node.schema or not _is_demo(node):
        return unchanged(node)
    note = node.record_repair("default", DEMO_DEFAULT, node.schema["default"], ABSENT)
    return without_keywords(node.schema, "default"), (note,)


def _is_demo(node: RepairContext) -> bool:
    value, items = node.schema["default"], node.schema.get("items")
    is_media = "x-media" in node.schema or (is_dict(items) and "x-media" in items)
    is_text = isinstance(value, (str, list, dict)) and not _has_choices(node)
    is_prompt = is_text and bool(_PROMPT.fullmatch(node.name))
    return is_media or is_prompt or _contains_url(value) or _is_in_sample(node)


def _is_in_sample(node: RepairContext) -> bool:
    """Return whether a free text is a demo value: the sample call sends it, too."""
    value = node.schema["default"]
    if not isinstance(value, str) or _has_choices(node):
        return False
    return any(json_equal(value, sample) for sample in node.samples)


def _has_choices(node: RepairContext) -> bool:
    return bool({"enum", "const"} & node.schema.keys())


def _contains_url(value: Any) -> bool:
    if is_dict(value):
        return any(map(_contains_url, value.values()))
    if is_list(value):
        return any(map(_contains_url, value))
    return isinstance(value, str) and bool(_URL.match(value))


DEFAULT_TYPE = "default-type"
"""A default of the wrong type is converted if it can be, else dropped."""
_FLAGS = {"true": True, "false": False}


def repair_default_type(node: RepairContext) -> RepairOutcome:
    """Convert the default to its field's type, or drop it."""
    types = types_of(node.schema)
    if (
        "default" not in node.schema
        or not types <= TYPES
        or has_type(node.schema["default"], types)
    ):
        return unchanged(node)
    before = node.schema["default"]
    after = _parse_default(before, types) if isinstance(before, str) else None
    if after is not None:
        return replace_keyword(node, "default", DEFAULT_TYPE, after)
    return without_keywords(node.schema, "default"), (
        node.record_repair("default", DEFAULT_TYPE, before, ABSENT),
    )


def _parse_default(text: str, types: frozenset[str]) -> Any:
    if types & NUMERIC_TYPES:
        return parse_number(text.strip(), types)
    return _FLAGS.get(text.strip().lower()) if "boolean" in types else None


DEFAULT_OUTSIDE = "default-outside"
"""A default that violates its own `enum` or bounds is dropped."""
DefaultCheck = Callable[[Any, Any], bool]


def drop_default_outside(node: RepairContext) -> RepairOutcome:
    """Drop a default outside its own bounds."""
    if "default" not in node.schema or all(_check_default(node.schema["default"], node.schema)):
        return unchanged(node)
    note = node.record_repair("default", DEFAULT_OUTSIDE, node.schema["default"], ABSENT)
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
