"""`allOf`, `anyOf` and `oneOf`: one branch is chosen and merged with the keywords beside it."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from clientwright.io.json_types import Schema, is_dict
from clientwright.lint.schema_validator import make_validator
from clientwright.testing.payloads.generation.choice_sources import PayloadChoiceSource
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.intersection import declared_types, intersect_schemas
from clientwright.testing.payloads.generation.objects import property_schema

COMBINATORS = ("allOf", "anyOf", "oneOf")


def merge_branches(schema: Schema, choices: PayloadChoiceSource, at: str) -> Schema:
    """Return a schema without branches whose values fit a schema with branches.

    Raises:
        GenerationError: a value of one `oneOf` branch might fit another, or keywords cannot be merged.
    """
    base = {word: value for word, value in schema.items() if word not in COMBINATORS}
    parts = [*schema.get("allOf", ())]
    if "anyOf" in schema:
        parts.append(choices.pick(schema["anyOf"]))
    if "oneOf" in schema:
        _require_disjoint(schema["oneOf"], at)
        parts.append(choices.pick(schema["oneOf"]))
    for part in parts:
        if part is False:
            raise GenerationError(at, "a branch that nothing fits was chosen")
        base = (
            intersect_schemas(base, merge_branches(part, choices, at), at)
            if is_dict(part)
            else base
        )
    return base


def _require_disjoint(branches: list[Any], at: str) -> None:
    if not all(_are_disjoint(one, other) for one, other in combinations(branches, 2)):
        raise GenerationError(at, "a value of one branch of oneOf could fit another one")


def _are_disjoint(one: Any, other: Any) -> bool:
    """Return whether no value fits both: their types differ, or one refuses the values that the other lists."""
    if not (is_dict(one) and is_dict(other)):
        return one is False or other is False
    for listing, against in ((one, other), (other, one)):
        listed = [listing["const"]] if "const" in listing else listing.get("enum")
        if listed is not None and not any(
            make_validator(against).is_valid(value) for value in listed
        ):
            return True
    kinds = [declared_types(schema) for schema in (one, other)]
    return (all(kinds) and not kinds[0] & kinds[1]) or _are_disjoint_objects(one, other)


def _are_disjoint_objects(one: Schema, other: Schema) -> bool:
    """Return whether both are objects with a property whose values differ."""
    shared = set(one.get("required", ())) & set(other.get("required", ()))
    objects = declared_types(one) == declared_types(other) == {"object"}
    return objects and any(
        _are_disjoint(property_schema(one, name), property_schema(other, name)) for name in shared
    )
