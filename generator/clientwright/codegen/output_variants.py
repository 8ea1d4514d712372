"""What a schema says that a value may be, one JSON type at a time, and which objects can be told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from clientwright.codegen.schema_split import (
    BRANCHES,
    ordered_properties,
    says_only_object,
    typed_branches,
)
from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema, is_dict

Place = tuple[Any, str]
"""A schema with its pointer in the normal form."""


def with_fields_of_all(objects: Sequence[Place]) -> list[Place]:
    """Return objects that each have the fields of all: those that they do not describe with any value."""
    names = [name for schema, _ in objects for name in schema.get("properties", ())]
    anything = dict.fromkeys(names, True)
    return [
        ({**schema, "properties": {**anything, **schema.get("properties", {})}}, at)
        for schema, at in objects
    ]


def variants(places: Sequence[Place]) -> Iterator[tuple[str, Place]]:
    """Yield each JSON type that a value may have, or `any`, with the schema that describes it then."""
    for schema, at in places:
        if not is_dict(schema):
            yield "any", (schema, at)
        elif "type" in schema and not says_only_object(schema):
            kinds = schema["type"]
            for kind in [kinds] if isinstance(kinds, str) else kinds:
                yield kind, (schema, at)
        else:
            yield from _branchvariants(schema, at)


def _branchvariants(schema: Schema, at: str) -> Iterator[tuple[str, Place]]:
    """Yield the variants of the first list of branches that all say what they are."""
    for word in BRANCHES:
        branches = [
            (branch, join_pointer(at, word, str(n))) for n, branch in typed_branches(schema, word)
        ]
        found = [*variants(branches)]
        if found and not any(kind == "any" for kind, _ in found):
            yield from found
            return
    yield "any", (schema, at)


def has_more_items(schema: Schema) -> bool:
    """Return whether an array may have items behind the listed ones."""
    first = len(schema.get("prefixItems", ()))
    return not first or (
        schema.get("items") is not False and schema.get("maxItems", first + 1) > first
    )


def without_equals(objects: Sequence[Place]) -> list[Place]:
    """Return those objects that say something else than those before them."""
    seen: list[Any] = []
    found: list[Place] = []
    for schema, at in objects:
        if (said := schema.get("properties") or schema) not in seen:
            seen.append(said)
            found.append((schema, at))
    return found


def discriminator(records: Sequence[Schema]) -> tuple[str, list[Sequence[str | int]]] | None:
    """Return a property that has other values in each of several objects, with these values."""
    for name, _ in ordered_properties(records[0]) if len(records) > 1 else ():
        choices = [_choices(record["properties"].get(name)) for record in records]
        apart = (not {*one} & {*other} for one, other in combinations(choices, 2))
        if all(choices) and all(apart):
            return name, choices
    return None


def _choices(schema: Any) -> Sequence[str | int]:
    """Return the texts or integers that a value may be, or nothing if it may be others."""
    listed: list[Any] = schema.get("enum", []) if is_dict(schema) else []
    plain = all(isinstance(one, str | int) and not isinstance(one, bool) for one in listed)
    return listed if plain else []
