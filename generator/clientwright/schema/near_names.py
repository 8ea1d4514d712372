"""Faults of `patternProperties`: what applies to a property whose name a pattern just refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from clientwright.schema.additional_properties import property_schema, unknown_field_constraint
from clientwright.schema.keyword_fault import (
    WRONG_VALUES,
    KeywordFault,
    MakeInvalid,
    MakeValid,
    Schema,
)
from clientwright.schema.near_misses import near_misses
from clientwright.schema.object_generation import make_extensible
from clientwright.schema.protocols import GenerationError, Semantics
from clientwright.schema.types import schema_types


def break_near_names(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield objects with a property whose name a pattern just refuses, so that its schema does not apply."""
    if "object" in schema_types(schema):
        for pattern, sub in schema.get("patternProperties", {}).items():
            yield from _near_names(schema, pattern, sub, semantics)


def _near_names(
    schema: Schema, pattern: str, sub: Any, semantics: Semantics
) -> Iterator[KeywordFault]:
    """Yield the pairs of one pattern: a refused name where others are refused, or a value that only its schema refuses."""
    for miss in near_misses(pattern):
        fault = f"patternProperties-{pattern}-{miss.name}"
        own = property_schema(schema, miss.text)
        if {miss.text, miss.match} & {*schema.get("properties", {})}:
            continue
        if own is False:
            with suppress(GenerationError):
                value = semantics.simplest(sub)
                yield KeywordFault(
                    "additionalProperties",
                    fault,
                    "has no property of a name that its pattern just refuses",
                    _put_property(miss.text, value),
                    make_extensible,
                    most_examples=1,
                )
        elif (
            property_schema(schema, miss.match) is sub and unknown_field_constraint(schema) is None
        ):
            for value in WRONG_VALUES:
                broken = semantics.only_broken(sub, value)
                if broken and semantics.is_valid(own, value):
                    *below, keyword = broken
                    yield KeywordFault(
                        keyword,
                        fault,
                        "is free of what a pattern asks where its name does not match",
                        _rename_property(miss.text, miss.match),
                        _with_property(miss.text, value),
                        below=("patternProperties", pattern, *below),
                        most_examples=1,
                    )
                    break


def _put_property(name: str, value: Any) -> MakeInvalid:
    return lambda _, valid: {**valid, name: value}


def _rename_property(name: str, other: str) -> MakeInvalid:
    return lambda _, valid: {other if key == name else key: v for key, v in valid.items()}


def _with_property(name: str, value: Any) -> MakeValid:
    return lambda generator, schema: {**make_extensible(generator, schema), name: value}
