"""Objects without a property that something requires, and their twins."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from clientwright.schema.additional_properties import CLOSED, unknown_field_constraint
from clientwright.schema.generation_error import GenerationError
from clientwright.schema.keyword_fault import (
    KeywordFault,
    MakeInvalid,
    MakeValid,
    Schema,
    find_wrong_value,
)
from clientwright.schema.object_generation import SAMPLE_NAMES, sample_names
from clientwright.schema.property_lookup import property_schema, with_dependencies
from clientwright.schema.protocols import Generator, Semantics
from clientwright.schema.types import schema_types

UNKNOWN_FIELD = "no_such_field"


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


def make_extensible(generator: Generator, schema: Schema) -> Any:
    """Return an object that can have one more property."""
    if schema.get("maxProperties"):
        try:
            return generator.generate(
                {**schema, "type": "object", "maxProperties": schema["maxProperties"] - 1}
            )
        except GenerationError:
            pass
    return generator.generate({**schema, "type": "object"})


def break_unknown_property(schema: Schema) -> Iterator[KeywordFault]:
    """Yield an object with a property that no schema describes."""
    keyword = unknown_field_constraint(schema) if "object" in schema_types(schema) else None
    if keyword is not None:
        yield KeywordFault(
            keyword,
            "unknown-field",
            "has no undocumented field",
            lambda _, valid: {**valid, UNKNOWN_FIELD: 1},
            make_extensible,
            keyword == CLOSED,
        )


def break_other_properties(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield objects of which a property that the schema does not name has a wrong value."""
    if "object" not in schema_types(schema):
        return
    patterns: Mapping[str, Any] = schema.get("patternProperties", {})
    places: list[tuple[tuple[str, ...], Any, str]] = [
        (("patternProperties", p), sub, name)
        for p, sub in patterns.items()
        for name in sample_names(p)
    ]
    if "additionalProperties" in schema:
        places.append((("additionalProperties",), schema["additionalProperties"], SAMPLE_NAMES[0]))
    for steps, sub, name in places:
        wrong = find_wrong_value(sub, semantics) if property_schema(schema, name) is sub else None
        if wrong is not None and name not in schema.get("properties", {}):
            value, (*below, keyword) = wrong
            yield KeywordFault(
                keyword,
                "-".join(steps),
                "is right in properties without a name of their own",
                _set_property(name, value),
                valid_with_property(schema, name),
                below=(*steps, *below),
            )


def _set_property(name: str, value: Any) -> MakeInvalid:
    return lambda generator, valid: {**valid, name: value}
