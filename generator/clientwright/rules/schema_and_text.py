"""Conditions on fields as JSON Schema, and phrases that the sentences of rules share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from clientwright.rules.field_refs import FieldRef
from clientwright.rules.json_edit import MISSING
from clientwright.rules.json_path import JsonPath

SchemaDict = dict[str, Any]


def presence_schema(ref: FieldRef, inner: Mapping[str, Any] | None = None) -> SchemaDict:
    """Return a schema that requires a field, which must fit `inner`."""
    *above, last = ref.names
    schema: SchemaDict = {"required": [last]}
    if inner:
        schema["properties"] = {last: dict(inner)}
    for name in reversed(above):
        schema = {"required": [name], "properties": {name: {"type": "object", **schema}}}
    return schema


def if_present_schema(
    ref: FieldRef, inner: Mapping[str, Any], *, needed: bool = False
) -> SchemaDict:
    """Return a schema that a field fits `inner` if it is given; `needed` requires it if its parent is given."""
    *above, last = ref.names
    schema: SchemaDict = {"properties": {last: dict(inner)}}
    if needed:
        schema["required"] = [last]
    for name in reversed(above):
        schema = {"properties": {name: schema}}
    return schema


def effective_value_schema(
    ref: FieldRef, inner: Mapping[str, Any], schema: Mapping[str, Any], by_default: bool
) -> SchemaDict:
    """Return a schema that a field's value fits `inner`; `by_default` allows the field to be absent."""
    parent = ref.parent()
    if not by_default or ref.default(schema) is MISSING:
        return presence_schema(ref, inner)
    last = {"properties": {ref.names[-1]: dict(inner)}}
    return presence_schema(parent, {"type": "object", **last}) if parent else last


def scoped_schema(scope: JsonPath, inner: Mapping[str, Any]) -> SchemaDict:
    """Return a schema that applies `inner` at each base of a scope."""
    scoped = dict(inner)
    for step in reversed(scope.steps):
        scoped = {"items": scoped} if step is None else {"properties": {step: scoped}}
    return scoped


def all_of(*parts: Mapping[str, Any]) -> SchemaDict:
    """Return a schema that combines several conditions."""
    return {"allOf": list(parts)}


def scope_prefix(scope: JsonPath) -> str:
    """Return the start of a sentence about each item of an array; empty for the whole input."""
    return f"In each item of {scope.root}: " if scope.steps else ""


def json_literal(value: Any) -> str:
    """Return a JSON value as it is written in a sentence."""
    return json.dumps(value, ensure_ascii=False)


def item_count_text(n: int) -> str:
    """Return a number of items in words: 1 item, 2 items."""
    return f"{n} item{'' if n == 1 else 's'}"
