"""Describe in English what a meta-schema expects at a location."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clientwright.io.json_types import is_dict

MetaSchema = Mapping[str, Any]

_TYPE_WORDS = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
}


def describe_expected(schema: MetaSchema, root: MetaSchema, path: Sequence[str | int] = ()) -> str:
    """Describe what belongs where a document violates `schema`, a part of the meta-schema `root`.

    `path` leads to the location in the document.
    """
    top = root.get("properties", {}).get(path[0], {}) if path else root
    here = schema if _describes_value(schema, root) else top
    own, above = (
        str(_resolve_reference(part, root).get("description", "")) for part in (here, top)
    )
    return f"Expected {_describe(here, root)}. {own or above}".rstrip()


def _describe(schema: MetaSchema, root: MetaSchema) -> str:
    schema = _resolve_reference(schema, root)
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if "properties" in schema:
        return f"an object with {', '.join(_describe_keys(schema))}"
    if is_dict(values := schema.get("additionalProperties")) and values:
        return f"an object, each value {_describe(values, root)}"
    if is_dict(items := schema.get("items")):
        least = schema.get("minItems", 0)
        minimum = f" of at least {least}" if least > 1 else ""
        return f"a list{minimum}, each item {_describe(items, root)}"
    return _TYPE_WORDS.get(str(schema.get("type", "")), "a value")


def _describe_keys(schema: MetaSchema) -> Iterator[str]:
    """Yield the keys of an object: required ones first, then those of which one is required."""
    required = list(schema.get("required", ()))
    choice = [
        name
        for keyword in ("anyOf", "oneOf")
        for branch in schema.get(keyword, ())
        for name in branch.get("required", ())
    ]
    yield from (f"{name} (required)" for name in required)
    if choice:
        yield f"{' or '.join(choice)} (required)"
    yield from (name for name in schema["properties"] if name not in {*required, *choice})


def _describes_value(schema: MetaSchema, root: MetaSchema) -> bool:
    """Return whether a part of a meta-schema describes a value, and not only its spelling."""
    known = _resolve_reference(schema, root)
    return any(keyword in known for keyword in ("type", "properties", "enum", "const"))


def _resolve_reference(schema: MetaSchema, root: MetaSchema) -> MetaSchema:
    """Return a schema merged with the target of its `$ref`; its own keywords win."""
    if not isinstance(target := schema.get("$ref"), str):
        return schema
    own = {key: value for key, value in schema.items() if key != "$ref"}
    found: MetaSchema = root.get("$defs", {}).get(target.removeprefix("#/$defs/"), {})
    return {**_resolve_reference(found, root), **own}
