"""What the generated package says to people: the spec's words, its bounds, its rules, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.specs.describe_schema import describe_constraints
from clientwright.specs.model import Endpoint
from clientwright.specs.schema_keywords import walk_schemas


def field_docs(endpoint: Endpoint, schema: Mapping[str, Any]) -> dict[str, str]:
    """Give the text of every property of the (inlined) input schema, by pointer."""
    return {pointer: _field_doc(endpoint, pointer, sub) for pointer, sub in walk_schemas(schema)}


def _field_doc(endpoint: Endpoint, pointer: str, schema: Mapping[str, Any]) -> str:
    said = endpoint.text(pointer, "description") or endpoint.text(pointer, "title")
    more = describe_constraints(schema)
    if not more:
        return said
    more = more[0].upper() + more[1:] + "."
    return (
        f"{said} {more}"
        if said.endswith((".", "。", "!", "?"))
        else f"{said}. {more}"
        if said
        else more
    )


def summary(endpoint: Endpoint) -> str:
    """Say in a line what the endpoint is."""
    said = endpoint.text("", "description") or endpoint.text("", "title")
    return f"{endpoint.id}: {said}" if said else f"{endpoint.id}."


def rule_sentences(endpoint: Endpoint) -> str:
    """Say the endpoint's rules, one a line."""
    return "\n".join(rule.sentence() for rule in endpoint.rules)
