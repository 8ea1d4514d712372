"""Objects with missing or unknown properties."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from clientwright.schema.generation.generation_error import GenerationError
from clientwright.schema.generation.objects import property_schema, with_dependencies
from clientwright.schema.generation.value_generator import ValueGenerator, schema_types
from clientwright.schema.keyword_fault import KeywordFault, MakeValid, Schema
from clientwright.testing.payloads.payload_oracle import unknown_field_constraint

UNKNOWN_FIELD = "no_such_field"


def iter_faults(schema: Schema) -> Iterator[KeywordFault]:
    """Yield a fault for each required property, and one for an unknown property."""
    if "object" not in schema_types(schema):
        return
    for name in schema.get("required", ()):
        sentence, valid = f"has {name}", _valid_with_property(schema, name)
        yield KeywordFault("required", f"required-{name}", sentence, _remove_property(name), valid)
    for name, needs in schema.get("dependentRequired", {}).items():
        for need in dict.fromkeys(needs):
            if need != name:
                sentence, valid = (
                    f"has {need} where it has {name}",
                    _valid_with_property(schema, need, name),
                )
                word = "dependentRequired"
                yield KeywordFault(
                    word, f"{word}-{name}-{need}", sentence, _remove_property(need), valid
                )
    if (keyword := unknown_field_constraint(schema)) is not None:
        sentence = "has no undocumented field"
        only_client = keyword == "closed"
        yield KeywordFault(
            keyword, "unknown-field", sentence, _add_unknown_field, _make_extensible, only_client
        )


def _remove_property(name: str) -> Callable[[ValueGenerator, Any], Any]:
    return lambda generator, valid: {key: value for key, value in valid.items() if key != name}


def _valid_with_property(schema: Schema, name: str, *others: str) -> MakeValid:
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

    def make(generator: ValueGenerator, _: Schema) -> Any:
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


def _make_extensible(generator: ValueGenerator, schema: Schema) -> Any:
    """Return an object that can have one more property."""
    if schema.get("maxProperties"):
        try:
            return generator.generate(
                {**schema, "type": "object", "maxProperties": schema["maxProperties"] - 1}
            )
        except GenerationError:
            pass
    return generator.generate({**schema, "type": "object"})


def _add_unknown_field(generator: ValueGenerator, valid: Any) -> Any:
    return {**valid, UNKNOWN_FIELD: 1}
