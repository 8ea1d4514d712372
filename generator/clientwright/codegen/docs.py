"""Texts of the generated package's docstrings: descriptions, bounds and rules of the spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clientwright.schema.describe import describe_constraints
from clientwright.schema.normal_form import NormalForm
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint


def field_docs(endpoint: Endpoint, form: NormalForm) -> dict[str, str]:
    """Return the text of every part of the input schema, by its pointer in the normal form."""
    return {
        pointer: _field_doc(endpoint, (*form.written.get(pointer, ()), pointer), sub)
        for pointer, sub in walk_schemas(form.schema)
    }


def _field_doc(endpoint: Endpoint, written: Sequence[str], schema: Mapping[str, Any]) -> str:
    """Return the first text that describes one of the places where a schema is written, and its bounds."""
    texts = (endpoint.text(at, key) for at in written for key in ("description", "title"))
    text = next(filter(None, texts), "")
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
