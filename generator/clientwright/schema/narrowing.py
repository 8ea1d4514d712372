"""Replace a subschema, or narrow a schema to values that reach it."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list

UNNAMED_FIELD = "some_other_field"
"""A field name that no schema lists."""


def require_at(schema: Schema, steps: Sequence[str], inner: Any) -> Schema:
    """Return a schema narrowed to values that contain a value of `inner` at `steps`.

    Raises:
        LookupError: `steps` cannot be reached by name (pattern properties, conditions).
    """
    if not steps:
        found: Schema = inner
        return found
    keyword, *rest = steps
    if keyword == "properties":
        return _require_property(schema, rest[0], rest[1:], inner)
    if keyword == "items":
        first = len(schema.get("prefixItems", ()))
        sub = require_at(_dict(schema.get("items")), rest, inner)
        return {**schema, "type": "array", "minItems": _min_items(schema, first + 1), "items": sub}
    if keyword == "prefixItems":
        n, listed = int(rest[0]), list(schema.get("prefixItems", ()))
        listed += [schema.get("items", {})] * (n + 1 - len(listed))
        listed[n] = require_at(_dict(listed[n]), rest[1:], inner)
        return {**schema, "type": "array", "minItems": _min_items(schema, n + 1), keyword: listed}
    if keyword == "additionalProperties":
        return _require_property(schema, UNNAMED_FIELD, rest, inner, _dict(schema.get(keyword)))
    raise LookupError(keyword)


def _require_property(
    schema: Schema, name: str, rest: Sequence[str], inner: Any, other: Any = None
) -> Schema:
    own = schema.get("properties", {})
    sub = require_at(_dict(own.get(name, other)), rest, inner)
    required = list(dict.fromkeys([*schema.get("required", ()), name]))
    return {**schema, "type": "object", "required": required, "properties": {**own, name: sub}}


def require_value(schema: Schema, name: str, value: Any) -> Schema:
    """Return an object schema narrowed to objects in which a property has one value."""
    own = {**schema.get("properties", {}), name: {"enum": [value]}}
    required = sorted({*schema.get("required", ()), name})
    return {**schema, "properties": own, "required": required}


def _min_items(schema: Schema, count: int) -> int:
    least: int = max(count, schema.get("minItems", 0))
    return least


def _dict(value: Any) -> Schema:
    return value if is_dict(value) else {}


def replace_at(schema: Schema, steps: Sequence[str], inner: Any) -> Any:
    """Return a copy of a schema with `inner` at `steps`, creating what is missing on the way."""
    if not steps:
        return inner
    found = copy.deepcopy(schema)
    holder: Any = found
    for step, after in pairwise(steps):
        holder = _descend(holder, step, after)
    if is_list(holder):
        holder[int(steps[-1])] = inner
    else:
        holder[steps[-1]] = inner
    return found


def _descend(holder: Any, step: str, after: str) -> Any:
    if is_list(holder):
        return holder[int(step)]
    if step == "prefixItems":
        rest, listed = holder.get("items", {}), holder.get(step, [])
        holder[step] = [*listed, *(copy.deepcopy(rest) for _ in range(len(listed), int(after) + 1))]
    elif not isinstance(holder.get(step), (dict, list)):
        holder[step] = {}
    return holder[step]


def subschema_at(schema: Any, steps: Sequence[str]) -> Any:
    """Return the subschema at `steps`, or `{}` if there is none."""
    for step in steps:
        if is_list(schema):
            schema = schema[int(step)] if step.isdecimal() and int(step) < len(schema) else {}
        else:
            schema = schema.get(step, {}) if is_dict(schema) else {}
    return schema
