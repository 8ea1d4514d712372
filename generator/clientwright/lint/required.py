"""Check that `required` names properties that exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.lint.input_shape import branch_properties, model_schemas
from clientwright.lint.problems import RequiredUnknown
from clientwright.problems import Problem, nearest_name
from clientwright.schema.references import inline_references
from clientwright.specs.model import Endpoint

_OPEN = ("additionalProperties", "patternProperties")
"""With one of these keywords, a name may be required that is not a property."""


def check(endpoint: Endpoint) -> Iterator[Problem]:
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
