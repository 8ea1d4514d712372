"""Check that the input can become Python arguments: an object with properties, required ones and defaults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.lint.problems import (
    DefaultOutside,
    HiddenProperties,
    InputNotObject,
    RequiredUnknown,
)
from clientwright.problems import Problem, nearest_name
from clientwright.schema.references import inline_references
from clientwright.schema.validator import make_validator
from clientwright.schema.walk import walk_schemas
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


_OPEN = ("additionalProperties", "patternProperties")
"""With one of these keywords, a name may be required that is not a property."""


def check_required(endpoint: Endpoint) -> Iterator[Problem]:
    """Compare `required` with the properties of every closed object, those of its branches included."""
    for pointer, schema in model_schemas(inline_references(endpoint.input), "/input"):
        properties: dict[str, Any] = schema.get("properties", {})
        if not properties or any(schema.get(word, False) is not False for word in _OPEN):
            continue
        known = {*properties, *branch_properties(schema)}
        for n, name in enumerate(schema.get("required", ())):
            if name not in known:
                location = endpoint.location(join_pointer(pointer, "required", n))
                yield RequiredUnknown(location, name, nearest_name(name, known))


def check_defaults(endpoint: Endpoint) -> Iterator[Problem]:
    """Yield a problem for every default that its own schema rejects."""
    for pointer, schema in walk_schemas(inline_references(endpoint.input), "/input"):
        if "default" in schema and (error := _first_error(schema)):
            location = endpoint.location(join_pointer(pointer, "default"))
            keyword = str(error.validator)
            yield DefaultOutside(location, schema["default"], keyword, error.message[:200])


def _first_error(schema: dict[str, Any]) -> Any:
    return next(make_validator(schema).iter_errors(schema["default"]), None)
