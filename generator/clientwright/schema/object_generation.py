"""Objects for a schema: which properties they have, and their values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict
from clientwright.schema.additional_properties import unknown_field_constraint
from clientwright.schema.choice_sources import PayloadChoiceSource, SimplestChoiceSource
from clientwright.schema.generation_error import GenerationError
from clientwright.schema.matching_text import generate_match
from clientwright.schema.property_lookup import property_schema, with_dependencies
from clientwright.schema.protocols import Generator

_join = lru_cache(4096)(join_pointer)
RULE_PROPERTY_PERCENT = 75
"""How often, in percent, an optional property that a rule uses is present."""
SAMPLE_NAMES = ("key", "a key", "ключ")
"""Property names for objects whose schema describes properties without naming them."""


def generate_object(generator: Generator, schema: Mapping[str, Any], at: str) -> dict[str, Any]:
    """Return an object with properties that the schema names or describes."""
    names = possible_names(generator, schema)
    likely = _favoured_names(generator, schema, at)
    there = _choose_properties(generator, schema, names, likely, at)
    found = [*names, *(name for name in there if name not in names)]
    return {
        name: generator.generate(property_schema(schema, name), _join(at, "properties", name))
        for name in found
        if name in there
    }


def _favoured_names(generator: Generator, schema: Mapping[str, Any], at: str) -> set[str]:
    """Return the names of the properties that are made more often."""
    favoured = [one for one in generator.favoured_pointers if one.startswith(at)]
    names = schema.get("properties", {}) if favoured else ()
    return {n for n in names if _join(at, "properties", n) in favoured}


def possible_names(generator: Generator, schema: Mapping[str, Any]) -> list[str]:
    """Return names that the properties of an object may have."""
    names = _candidate_names(generator, schema)
    return [name for name in names if not _is_forbidden(generator, schema, name)]


def _is_forbidden(generator: Generator, schema: Mapping[str, Any], name: str) -> bool:
    """Return whether no object may have a property of a name."""
    if property_schema(schema, name) is False:
        return True
    names = schema.get("propertyNames", True)
    return names is not True and not generator.semantics.is_valid(names, name)


def _candidate_names(generator: Generator, schema: Mapping[str, Any]) -> Iterator[str]:
    """Return the names that a property may have, with a few samples for those only described."""
    own: Mapping[str, Any] = schema.get("properties", {})
    yield from own
    free = [
        name for pattern in schema.get("patternProperties", {}) for name in sample_names(pattern)
    ]
    counted = "minProperties" in schema or "maxProperties" in schema
    is_open = unknown_field_constraint(schema) is None
    if is_dict(schema.get("additionalProperties")) or (
        is_open and (counted or "propertyNames" in schema)
    ):
        free += [*SAMPLE_NAMES, *(f"key {n}" for n in range(schema.get("minProperties", 0)))]
        free += _described_names(generator, schema)
    yield from (name for name in dict.fromkeys(free) if name not in own)


def _described_names(generator: Generator, schema: Mapping[str, Any]) -> list[str]:
    """Return a name that `propertyNames` accepts, if one can be made."""
    names = schema.get("propertyNames")
    if not is_dict(names):
        return []
    try:
        return [generator.semantics.simplest({**names, "type": "string"})]
    except GenerationError:
        return []


@cache
def sample_names(pattern: str) -> tuple[str, ...]:
    """Return a name that matches a pattern, if one can be made."""
    try:
        return (generate_match(SimplestChoiceSource(), pattern, 0, None),)
    except GenerationError:
        return ()


def _choose_properties(
    generator: Generator,
    schema: Mapping[str, Any],
    names: Sequence[str],
    likely: Collection[str],
    at: str,
) -> set[str]:
    """Choose the properties that are present, each with those it requires."""
    needs: Mapping[str, Collection[str]] = schema.get("dependentRequired", {})
    low, high = schema.get("minProperties", 0), schema.get("maxProperties")
    required = set(schema.get("required", ()))
    optional = [name for name in names if name not in required]
    there = with_dependencies(required, needs)
    wanted = _choose_optional(generator.choices, optional, likely)
    if high is None and not needs and len(there) + len(wanted) >= low:
        there = there.union(wanted)
    else:
        for name in [*wanted, *(name for name in optional if name not in wanted)]:
            more = with_dependencies({*there, name}, needs)
            is_wanted = name in wanted or len(there) < low
            if (
                is_wanted
                and (high is None or len(more) <= high)
                and not _has_forbidden(generator, schema, more)
            ):
                there = more
    if (
        len(there) < low
        or (high is not None and len(there) > high)
        or _has_forbidden(generator, schema, there)
    ):
        raise GenerationError(
            at, "no choice of its properties keeps their number and what they require"
        )
    return there


def _choose_optional(
    choices: PayloadChoiceSource, optional: Sequence[str], likely: Collection[str]
) -> list[str]:
    favoured = {
        name for name in optional if name in likely and choices.chance(RULE_PROPERTY_PERCENT)
    }
    even = [name for name in optional if name not in likely]
    mask = choices.subset_mask(len(even))
    favoured |= {name for n, name in enumerate(even) if mask >> n & 1}
    return [name for name in optional if name in favoured]


def _has_forbidden(generator: Generator, schema: Mapping[str, Any], names: Collection[str]) -> bool:
    """Return whether one of the properties can have no value."""
    return any(_is_forbidden(generator, schema, name) for name in names)
