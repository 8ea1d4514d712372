"""Objects without a property that something requires, and their twins."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from clientwright.schema.generation_error import GenerationError
from clientwright.schema.keyword_fault import MakeInvalid, MakeValid, Schema
from clientwright.schema.property_lookup import property_schema, with_dependencies
from clientwright.schema.protocols import Generator


def remove_property(name: str) -> MakeInvalid:
    """Return an edit that removes a property."""
    return lambda generator, valid: {key: value for key, value in valid.items() if key != name}


def valid_with_property(schema: Schema, name: str, *others: str) -> MakeValid:
    """Return a function that makes objects with some properties, of which nothing else requires the first."""
    needs: Mapping[str, Collection[str]] = schema.get("dependentRequired", {})
    required = with_dependencies({*schema.get("required", ()), *others, name}, needs) - {name}
    bare: dict[str, Any] = {
        **schema,
        "type": "object",
        "required": sorted(required),
        "properties": {**schema.get("properties", {}), name: False},
        "dependentRequired": {
            one: [need for need in required_names if need != name or one not in others]
            for one, required_names in needs.items()
        },
    }
    if "maxProperties" in schema:
        bare["maxProperties"] = schema["maxProperties"] - 1

    def make(generator: Generator, _: Schema) -> Any:
        try:
            return {
                **generator.generate(bare),
                name: generator.generate(property_schema(schema, name)),
            }
        except GenerationError:
            return generator.generate(
                {**schema, "type": "object", "required": sorted({*required, name})}
            )

    return make
