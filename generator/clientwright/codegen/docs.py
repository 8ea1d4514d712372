"""Texts of the generated package's docstrings: descriptions, bounds and rules of the spec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.schema.describe import describe_constraints
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint


def field_docs(endpoint: Endpoint, schema: Mapping[str, Any]) -> dict[str, str]:
    """Return the text of every property of the (inlined) input schema, by pointer."""
    return {pointer: _field_doc(endpoint, pointer, sub) for pointer, sub in walk_schemas(schema)}


def _field_doc(endpoint: Endpoint, pointer: str, schema: Mapping[str, Any]) -> str:
    text = endpoint.text(pointer, "description") or endpoint.text(pointer, "title")
    bounds = describe_constraints(schema)
    if not bounds:
        return text
    bounds = bounds[0].upper() + bounds[1:] + "."
    return (
        f"{text} {bounds}"
        if text.endswith((".", "。", "!", "?"))
        else f"{text}. {bounds}"
        if text
        else bounds
    )


def summary(endpoint: Endpoint) -> str:
    """Return one line about an endpoint: its id and description."""
    text = endpoint.text("", "description") or endpoint.text("", "title")
    return f"{endpoint.id}: {text}" if text else f"{endpoint.id}."


def rule_sentences(endpoint: Endpoint) -> str:
    """Return the endpoint's rules, one a line."""
    return "\n".join(rule.sentence() for rule in endpoint.rules)
