"""Repairs of defaults that are spelled in another type, or that their own schema rejects."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from clientwright.io.json_pointer import has_pointer, join_pointer, split_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.normalize.keyword_values import TYPES
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    replace_keyword,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT, Repair
from clientwright.normalize.type_names import convert_value, has_type, parse_scalar, types_of
from clientwright.schema.equality import json_equal
from clientwright.schema.numbers import is_number
from clientwright.schema.references import inline_references
from clientwright.schema.validator import make_validator
from clientwright.schema.walk import walk_schemas, written_at

DEFAULT_TYPE = "default-type"
"""A default of the wrong type, or unlike the listed values, is converted if it can be, else dropped."""


def repair_default_type(node: RepairContext) -> RepairOutcome:
    """Convert the default to its field's type or to the listed value that is spelled so, or drop it."""
    if "default" not in node.schema or not types_of(node.schema) <= TYPES:
        return unchanged(node)
    before, types = node.schema["default"], types_of(node.schema)
    after = _convert_default(before, node.schema)
    if after is not None and not json_equal(after, before):
        return replace_keyword(node, "default", DEFAULT_TYPE, after)
    if has_type(before, types):
        return unchanged(node)
    return without_keywords(node.schema, "default"), (
        node.record_repair("default", DEFAULT_TYPE, before, ABSENT),
    )


def _convert_default(value: Any, schema: Mapping[str, Any]) -> Any:
    """Return a default as the schema would spell it; None if it cannot be told."""
    listed = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if is_list(listed):
        return _listed_value(value, listed)
    types, items = types_of(schema), schema.get("items")
    if is_list(value) and is_dict(items) and has_type(value, types):
        converted = [_convert_default(one, items) for one in value]
        return [one if new is None else new for one, new in zip(value, converted, strict=True)]
    return None if has_type(value, types) else convert_value(value, types)


def _listed_value(value: Any, listed: list[Any]) -> Any:
    """Return the only listed value of another type that is spelled like a default; None if there is none."""
    if any(json_equal(value, one) for one in listed):
        return None
    spelled = [one for one in listed if type(one) is not type(value) and _alike(one, value)]
    return spelled[0] if len(spelled) == 1 else None


def _alike(one: Any, other: Any) -> bool:
    """Return whether two values of different types are spelled alike, such as 5 and "5.0", true and "True"."""
    text, value = (one, other) if isinstance(one, str) else (other, one)
    spelled = parse_scalar(text) if isinstance(text, str) else None
    return spelled is not None and json_equal(spelled[0], value)


DEFAULT_OUTSIDE = "default-outside"
"""A default that its own schema rejects is dropped."""
DefaultCheck = Callable[[Any, Any], bool]


def drop_default_outside(node: RepairContext) -> RepairOutcome:
    """Drop a default outside its own bounds."""
    if "default" not in node.schema or all(_check_default(node.schema["default"], node.schema)):
        return unchanged(node)
    note = node.record_repair("default", DEFAULT_OUTSIDE, node.schema["default"], ABSENT)
    return without_keywords(node.schema, "default"), (note,)


def drop_rejected_defaults(root: RepairContext) -> tuple[RepairContext, tuple[Repair, ...]]:
    """Drop each default that its schema rejects for any other reason: a branch, a pattern, a reference.

    The schema must be without errors.
    """
    schema, notes = root.schema, list[Repair]()
    for place, part in walk_schemas(inline_references(root.schema)):
        pointer = f"{(written_at(part) or (place,))[-1]}/default"
        if "default" not in part or not has_pointer(schema, pointer):
            continue
        if next(make_validator(part).iter_errors(part["default"]), None) is not None:
            schema = without_pointer(schema, pointer)
            at = root.locate(root.pointer + pointer)
            notes.append(
                Repair(at, root.pointer + pointer, DEFAULT_OUTSIDE, part["default"], ABSENT)
            )
    return replace(root, schema=schema), tuple(notes)


def without_pointer(schema: Any, pointer: str) -> Any:
    """Return a copy of a schema without the value at a pointer, which exists and is in an object."""
    name, *below = split_pointer(pointer)
    if is_list(schema):
        index = int(name)
        inner = without_pointer(schema[index], join_pointer("", *below))
        return [*schema[:index], inner, *schema[index + 1 :]]
    if not below:
        return without_keywords(schema, name)
    return {**schema, name: without_pointer(schema[name], join_pointer("", *below))}


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
