"""Conditions on spots as JSON Schema, and the words that sentences of rules share."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from clientwright.rules.field_refs import FieldRef
from clientwright.rules.json_edit import MISSING
from clientwright.rules.json_path import JsonPath

SchemaDict = dict[str, Any]


def presence_schema(spot: FieldRef, inner: Mapping[str, Any] | None = None) -> SchemaDict:
    """Say that a field is there, and fits `inner`."""
    *above, last = spot.names
    said: SchemaDict = {"required": [last]}
    if inner:
        said["properties"] = {last: dict(inner)}
    for name in reversed(above):
        said = {"required": [name], "properties": {name: {"type": "object", **said}}}
    return said


def if_present_schema(
    spot: FieldRef, inner: Mapping[str, Any], *, needed: bool = False
) -> SchemaDict:
    """Say that a field fits `inner` where it is there; `needed` where its holder is there, it must be, too."""
    *above, last = spot.names
    said: SchemaDict = {"properties": {last: dict(inner)}}
    if needed:
        said["required"] = [last]
    for name in reversed(above):
        said = {"properties": {name: said}}
    return said


def effective_value_schema(
    spot: FieldRef, inner: Mapping[str, Any], schema: Mapping[str, Any], by_default: bool
) -> SchemaDict:
    """Say that the value counted at a spot fits `inner`; `by_default` where its default does."""
    above = spot.parent()
    if not by_default or spot.default(schema) is MISSING:
        return presence_schema(spot, inner)
    last = {"properties": {spot.names[-1]: dict(inner)}}
    return presence_schema(above, {"type": "object", **last}) if above else last


def scoped_schema(scope: JsonPath, inner: Mapping[str, Any]) -> SchemaDict:
    """Say that what stands at each base of a scope fits `inner`."""
    said = dict(inner)
    for step in reversed(scope.steps):
        said = {"items": said} if step is None else {"properties": {step: said}}
    return said


def all_of(*parts: Mapping[str, Any]) -> SchemaDict:
    """Say that several conditions hold together."""
    return {"allOf": list(parts)}


def join_words(words: Sequence[str], last: str = "and") -> str:
    """List words as a person would: a, b and c."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def scope_prefix(scope: JsonPath) -> str:
    """Begin a sentence about each item of an array, or about the whole input."""
    return f"In each item of {scope.root}: " if scope.steps else ""


def json_literal(value: Any) -> str:
    """Write a JSON value into a sentence."""
    return json.dumps(value, ensure_ascii=False)


def item_count_text(n: int) -> str:
    """Say a number of items."""
    return f"{n} item{'' if n == 1 else 's'}"
