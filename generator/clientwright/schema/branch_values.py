"""Values of schemas with branches: a branch is chosen, and merged with what stands beside it."""

from __future__ import annotations

from contextlib import suppress
from itertools import combinations
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.additional_properties import property_schema
from clientwright.schema.keyword_fault import Schema
from clientwright.schema.protocols import GenerationError, Generator, Semantics
from clientwright.schema.types import declared_types, listed_values

_KEYWORDS = ("allOf", "anyOf", "oneOf")
_MOST_TRIES = 20


def generate(generator: Generator, schema: Schema, at: str) -> Any:
    """Return a value of one branch, merged with the keywords beside it.

    If it might fit another branch of `oneOf` too, further ones are made until one does not.

    Raises:
        GenerationError: keywords cannot be merged, or each of the values that were made fits several branches.
    """
    if not _may_overlap(schema, generator.semantics):
        return generator.generate(_merge_branches(generator, schema, at), at)
    for turn in range(_MOST_TRIES):
        with suppress(GenerationError):
            value = generator.generate(_merge_branches(generator, schema, at, turn), at)
            if generator.semantics.is_valid(schema, value):
                return value
    raise GenerationError(at, "no value was found that fits exactly one branch of oneOf")


def _merge_branches(generator: Generator, schema: Schema, at: str, turn: int = 0) -> dict[str, Any]:
    """Return a schema without branches whose values fit one choice of branches.

    `turn` rotates the branches, so that a source that always chooses the first one comes to all.

    Raises:
        GenerationError: keywords cannot be merged.
    """
    base = {word: value for word, value in schema.items() if word not in _KEYWORDS}
    parts = [*schema.get("allOf", ())]
    for word in ("anyOf", "oneOf"):
        if branches := schema.get(word):
            first = turn % len(branches)
            parts.append(generator.choices.pick([*branches[first:], *branches[:first]]))
    for part in parts:
        if part is False:
            raise GenerationError(at, "a branch that nothing fits was chosen")
        base = (
            generator.semantics.intersect(base, _merge_branches(generator, part, at, turn), at)
            if is_dict(part)
            else base
        )
    return base


def _may_overlap(schema: Any, semantics: Semantics) -> bool:
    """Return whether a value of one `oneOf` branch might fit another one, here or in a branch."""
    if not is_dict(schema):
        return False
    pairs = combinations(schema.get("oneOf", ()), 2)
    if not all(_are_disjoint(one, other, semantics) for one, other in pairs):
        return True
    return any(_may_overlap(part, semantics) for word in _KEYWORDS for part in schema.get(word, ()))


def _are_disjoint(one: Any, other: Any, semantics: Semantics) -> bool:
    """Return whether no value fits both: their types differ, or one refuses the values that the other lists."""
    if not (is_dict(one) and is_dict(other)):
        return one is False or other is False
    for listing, against in ((one, other), (other, one)):
        listed = listed_values(listing)
        if listed is not None and not any(semantics.is_valid(against, value) for value in listed):
            return True
    kinds = [declared_types(schema) for schema in (one, other)]
    return (all(kinds) and not kinds[0] & kinds[1]) or _are_disjoint_objects(one, other, semantics)


def _are_disjoint_objects(one: Schema, other: Schema, semantics: Semantics) -> bool:
    """Return whether both are objects with a property whose values differ."""
    shared = set(one.get("required", ())) & set(other.get("required", ()))
    objects = declared_types(one) == declared_types(other) == {"object"}
    return objects and any(
        _are_disjoint(property_schema(one, name), property_schema(other, name), semantics)
        for name in shared
    )
