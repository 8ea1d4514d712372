"""Properties that are missing or unknown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.objects import property_schema, with_dependencies
from clientwright.testing.payloads.generation.value_generator import ValueGenerator, schema_types
from clientwright.testing.payloads.payload_oracle import unknown_field_constraint
from clientwright.testing.payloads.violations.keyword_faults import KeywordFault, MakeValid, Schema

UNKNOWN_FIELD = "no_such_field"


def iter_faults(schema: Schema) -> Iterator[KeywordFault]:
    """Take required properties away one by one; add one that nobody names."""
    if "object" not in schema_types(schema):
        return
    for name in schema.get("required", ()):
        said, good = f"has {name}", _valid_with_property(schema, name)
        yield KeywordFault("required", f"required-{name}", said, _remove_property(name), good)
    for name, needs in schema.get("dependentRequired", {}).items():
        for need in dict.fromkeys(needs):
            if need != name:
                said, good = (
                    f"has {need} where it has {name}",
                    _valid_with_property(schema, need, name),
                )
                word = "dependentRequired"
                yield KeywordFault(
                    word, f"{word}-{name}-{need}", said, _remove_property(need), good
                )
    if (keyword := unknown_field_constraint(schema)) is not None:
        said = "has no field that its documents do not name"
        only_client = keyword == "closed"
        yield KeywordFault(
            keyword, "unknown-field", said, _add_unknown_field, _make_extensible, only_client
        )


def _remove_property(name: str) -> Callable[[ValueGenerator, Any], Any]:
    return lambda maker, good: {key: value for key, value in good.items() if key != name}


def _valid_with_property(schema: Schema, name: str, *others: str) -> MakeValid:
    """Give what makes objects that have a property, and others, and of which nothing else asks for it."""
    needs: Mapping[str, Collection[str]] = schema.get("dependentRequired", {})
    required = with_dependencies({*schema.get("required", ()), *others, name}, needs) - {name}
    bare: dict[str, Any] = {
        **schema,
        "type": "object",
        "required": sorted(required),
        "properties": {**schema.get("properties", {}), name: False},
        "dependentRequired": {
            one: [need for need in asked if need != name or one not in others]
            for one, asked in needs.items()
        },
    }
    if "maxProperties" in schema:
        bare["maxProperties"] = schema["maxProperties"] - 1

    def make(maker: ValueGenerator, _: Schema) -> Any:
        try:
            return {**maker.generate(bare), name: maker.generate(property_schema(schema, name))}
        except GenerationError:
            return maker.generate(
                {**schema, "type": "object", "required": sorted({*required, name})}
            )

    return make


def _make_extensible(maker: ValueGenerator, schema: Schema) -> Any:
    """Make an object to which a property can be added."""
    if schema.get("maxProperties"):
        try:
            return maker.generate(
                {**schema, "type": "object", "maxProperties": schema["maxProperties"] - 1}
            )
        except GenerationError:
            pass
    return maker.generate({**schema, "type": "object"})


def _add_unknown_field(maker: ValueGenerator, good: Any) -> Any:
    return {**good, UNKNOWN_FIELD: 1}
