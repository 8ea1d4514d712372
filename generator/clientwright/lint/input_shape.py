"""Check that the input can become Python arguments: an object with properties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.lint.problems import HiddenProperties, InputNotObject
from clientwright.problems import Problem
from clientwright.schema.references import inline_references
from clientwright.specs.model import Endpoint

_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Check the root, and every closed object beside which a branch names further properties."""
    root = inline_references(endpoint.input)
    if root.get("type") != "object" or not root.get("properties"):
        yield InputNotObject(endpoint.location("/input"))
    for pointer, schema in model_schemas(root, "/input"):
        if schema.get("properties") and "additionalProperties" not in schema:
            hidden = sorted(set(branch_properties(schema)) - set(schema["properties"]))
            if hidden:
                yield HiddenProperties(endpoint.location(pointer), tuple(hidden))


def model_schemas(schema: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects and arrays that become models: those reached through properties and items."""
    if is_dict(schema):
        yield pointer, schema
        for name, sub in schema.get("properties", {}).items():
            yield from model_schemas(sub, join_pointer(pointer, "properties", name))
        yield from model_schemas(schema.get("items"), f"{pointer}/items")


def branch_properties(schema: dict[str, Any]) -> Iterator[str]:
    """Yield the properties named by subschemas that apply to the same object."""
    for keyword in _IN_PLACE:
        for branch in _branches(keyword, schema.get(keyword)):
            if is_dict(branch):
                yield from branch.get("properties", {})
                yield from branch_properties(branch)


def _branches(keyword: str, value: Any) -> list[Any]:
    if is_list(value):
        return value
    return list(value.values()) if keyword == "dependentSchemas" and is_dict(value) else [value]
