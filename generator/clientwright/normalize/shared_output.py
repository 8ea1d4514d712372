"""Detect the output schema that all endpoints of a service share."""

from __future__ import annotations

from clientwright.io.json_types import Schema, is_dict
from clientwright.normalize.extract_text import extract_text
from clientwright.normalize.repair_context import without_keywords
from clientwright.schema.equality import json_equal


def matches_shared_output(output: Schema, shared: Schema) -> bool:
    """Return whether an output schema equals the shared one, or part of its properties."""
    wanted, _ = extract_text(shared)
    own, known = output.get("properties"), wanted.get("properties")
    if not is_dict(own) or not is_dict(known):
        return json_equal(output, wanted)
    listed = all(name in known and json_equal(schema, known[name]) for name, schema in own.items())
    return listed and json_equal(
        without_keywords(output, "properties"), without_keywords(wanted, "properties")
    )
