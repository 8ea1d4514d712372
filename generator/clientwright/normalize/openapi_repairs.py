"""Repairs of OpenAPI's own keywords in a schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT
from clientwright.normalize.type_names import types_of

OPENAPI_KEYWORD = "openapi-keyword"
"""`example` and named `examples` become a list, `byte` and `binary` the encoding of a text.

`discriminator`, `xml` and `externalDocs`, which say nothing of the values, are dropped.
"""
_WITHOUT_MEANING = ("discriminator", "xml", "externalDocs")
_ENCODINGS: Mapping[str, tuple[str, str]] = {
    "byte": ("contentEncoding", "base64"),
    "binary": ("contentMediaType", "application/octet-stream"),
}


def repair_openapi_keywords(node: RepairContext) -> RepairOutcome:
    """Write OpenAPI's keywords as those of JSON Schema."""
    schema = node.schema
    found = _with_encoding(_with_examples(_without_meaning(schema)))
    if found is schema:
        return unchanged(node)
    changed = [
        key
        for key in {**schema, **found}
        if repr(schema.get(key, ABSENT)) != repr(found.get(key, ABSENT))
    ]
    return found, tuple(
        node.record_repair(key, OPENAPI_KEYWORD, schema.get(key, ABSENT), found.get(key, ABSENT))
        for key in changed
    )


def _without_meaning(schema: Schema) -> Schema:
    """Drop what OpenAPI describes by an object that no schema is."""
    dropped = [key for key in _WITHOUT_MEANING if is_dict(schema.get(key))]
    return without_keywords(schema, *dropped)


def _with_examples(schema: Schema) -> Schema:
    """Write an example, or a map of named ones, as a list."""
    listed: Any = schema.get("examples")
    if "example" in schema and listed is None:
        return {**without_keywords(schema, "example"), "examples": [schema["example"]]}
    if is_dict(listed):
        values = [one.get("value", one) if is_dict(one) else one for one in listed.values()]
        return {**schema, "examples": values}
    return schema if listed is None or is_list(listed) else {**schema, "examples": [listed]}


def _with_encoding(schema: Schema) -> Schema:
    """Write the format of an encoded text as what it is."""
    written = schema.get("format")
    if (
        not isinstance(written, str)
        or written not in _ENCODINGS
        or types_of(schema) - {"null"} != {"string"}
    ):
        return schema
    keyword, value = _ENCODINGS[written]
    if keyword in schema:
        return schema
    return {**without_keywords(schema, "format"), keyword: value}
