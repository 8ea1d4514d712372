"""Objects for a schema: which properties they have, and their values."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.specs.regex_translation import UnportablePattern, to_python_regex
from clientwright.testing.payloads.generation.choice_sources import (
    PayloadChoiceSource,
    SimplestChoiceSource,
)
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.patterns import generate_match

RULE_PROPERTY_PERCENT = 75
"""How often, in percent, an optional property that a rule uses is present."""
SAMPLE_NAMES = ("key", "a key", "ключ")
"""Property names for objects whose schema describes properties without naming them."""


def generate_object(
    choices: PayloadChoiceSource,
    schema: Mapping[str, Any],
    value: Callable[[Any, str], Any],
    likely: Collection[str],
    at: str,
) -> dict[str, Any]:
    """Return an object with properties that the schema names or describes."""
    names = [
        name for name in _candidate_names(schema) if property_schema(schema, name) is not False
    ]
    there = _choose_properties(choices, schema, names, likely, at)
    found = [*names, *(name for name in there if name not in names)]
    return {name: value(property_schema(schema, name), name) for name in found if name in there}


def property_schema(schema: Mapping[str, Any], name: str) -> Any:
    """Return the schema of a property: all that apply to its name, in one."""
    own: Mapping[str, Any] = schema.get("properties", {})
    patterns: Mapping[str, Any] = schema.get("patternProperties", {})
    if not patterns and name in own:
        return own[name]
    parts = [own[name]] if name in own else []
    parts += [sub for pattern, sub in patterns.items() if _pattern_matches(pattern, name)]
    if len(parts) == 1:
        return parts[0]
    return {"allOf": parts} if parts else schema.get("additionalProperties", True)


def _candidate_names(schema: Mapping[str, Any]) -> Iterator[str]:
    """Return the names that a property may have, with a few samples for those only described."""
    own: Mapping[str, Any] = schema.get("properties", {})
    yield from own
    free = [
        name for pattern in schema.get("patternProperties", {}) for name in _sample_names(pattern)
    ]
    if is_dict(schema.get("additionalProperties")):
        free += SAMPLE_NAMES
    yield from (name for name in dict.fromkeys(free) if name not in own)


@cache
def _pattern_matches(pattern: str, name: str) -> bool:
    try:
        return re.search(to_python_regex(pattern), name) is not None
    except UnportablePattern as error:
        raise GenerationError("", f"the pattern {pattern!r} cannot be read: {error}") from None


@cache
def _sample_names(pattern: str) -> tuple[str, ...]:
    """Return a name that matches a pattern, if one can be made."""
    try:
        return (generate_match(SimplestChoiceSource(), pattern, 0, None),)
    except GenerationError:
        return ()


def _choose_properties(
    choices: PayloadChoiceSource,
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
    wanted = _choose_optional(choices, optional, likely)
    if high is None and not needs and len(there) + len(wanted) >= low:
        there = there.union(wanted)
    else:
        for name in [*wanted, *(name for name in optional if name not in wanted)]:
            more = with_dependencies({*there, name}, needs)
            is_wanted = name in wanted or len(there) < low
            if (
                is_wanted
                and (high is None or len(more) <= high)
                and not _has_forbidden(schema, more)
            ):
                there = more
    if (
        len(there) < low
        or (high is not None and len(there) > high)
        or _has_forbidden(schema, there)
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


def with_dependencies(there: set[str], needs: Mapping[str, Collection[str]]) -> set[str]:
    """Return properties together with those that they require."""
    while needs and (more := {need for name in there for need in needs.get(name, ())} - there):
        there = there | more
    return there


def _has_forbidden(schema: Mapping[str, Any], names: Collection[str]) -> bool:
    """Return whether one of the properties can have no value."""
    return any(property_schema(schema, name) is False for name in names)
