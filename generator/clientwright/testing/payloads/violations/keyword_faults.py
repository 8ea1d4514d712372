"""What a fault is: a value that keeps one keyword by a hair, and the value that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.testing.payloads.generation.value_generator import ValueGenerator, schema_types

Schema = Mapping[str, Any]


MakeValid = Callable[[ValueGenerator, Schema], Any]


def make_any_valid(maker: ValueGenerator, schema: Schema) -> Any:
    """Make any value that fits."""
    return maker.generate(schema)


def valid_of_type(schema: Schema, kind: str) -> MakeValid:
    """Give what makes values of one of the types that a schema allows."""
    if schema_types(schema) == (kind,) and "type" in schema:
        return make_any_valid
    return lambda maker, found: maker.generate({**found, "type": kind})


@dataclass(frozen=True, slots=True)
class KeywordFault:
    """One way to break a keyword at a place.

    `good` makes the value of the accepted twin, `bad` turns it into the value that
    breaks the keyword (`MISSING` takes the value away). `sentence` says the promise.
    `asked_of` names the judges it is asked of where not all are bound by it.
    """

    keyword: str
    name: str
    sentence: str
    make_invalid: Callable[[ValueGenerator, Any], Any]
    make_valid: MakeValid = make_any_valid
    only_client: bool = False
