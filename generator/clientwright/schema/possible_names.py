"""The names that the properties of an object may have: those that a schema names, and samples of those it describes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from itertools import chain, islice
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.additional_properties import (
    is_open_for,
    matches_name,
    property_schema,
    unknown_field_constraint,
    unnamed_schemas,
)
from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.content_cache import cached_by_content
from clientwright.schema.matching_text import generate_match, similar_texts
from clientwright.schema.protocols import GenerationError, Generator, Semantics

SAMPLE_NAMES = ("key", "a key", "ключ")
"""Property names for objects whose schema describes properties without naming them."""
MAX_PROPERTIES = 1_000
"""The most properties that an object is filled up with."""


def possible_names(generator: Generator, schema: Mapping[str, Any]) -> list[str]:
    """Return names that the properties of an object may have."""
    known = _candidate_names(generator, schema)
    names = allowed_names(generator, schema, known)
    least = min(schema.get("minProperties", 0), MAX_PROPERTIES)
    free = [name for name in names if name not in schema.get("properties", {})]
    more = similar_texts(free, least * _NAMES_TRIED) if len(names) < least else ()
    fit = (one for one in more if one not in names and is_open_for(schema, one))
    allowed = (one for one in fit if not is_forbidden(generator, schema, one))
    return [*names, *islice(allowed, max(0, least - len(names)))]


_NAMES_TRIED = 40
"""How many names are tried for each property that an object must have."""


def can_have_property(semantics: Semantics, schema: Mapping[str, Any], name: str) -> bool:
    """Return whether an object may have a property of a name, as far as the name is bounded."""
    if property_schema(schema, name) is False:
        return False
    names = schema.get("propertyNames", True)
    return names is True or semantics.is_valid(names, name)


def is_forbidden(generator: Generator, schema: Mapping[str, Any], name: str) -> bool:
    """Return whether no object may have a property of a name."""
    return not can_have_property(generator.semantics, schema, name)


def allowed_names(
    generator: Generator, schema: Mapping[str, Any], names: Iterable[str]
) -> list[str]:
    """Return those of the names that some object may have."""
    if "propertyNames" in schema or schema.get("patternProperties"):
        return [name for name in names if not is_forbidden(generator, schema, name)]
    own: Mapping[str, Any] = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    return [name for name in names if own.get(name, others) is not False]


def _candidate_names(generator: Generator, schema: Mapping[str, Any]) -> Iterator[str]:
    """Return the names that a property may have, with a few samples for those only described."""
    own: Mapping[str, Any] = schema.get("properties", {})
    yield from own
    unnamed = list(unnamed_schemas(schema))
    patterns = [pattern for (_, *pattern), _ in unnamed]
    free = [
        name
        for pattern in patterns
        for one in pattern
        for name in usable_sample_names(generator.semantics, schema, one)
    ]
    described = any(is_dict(sub) for steps, sub in unnamed if len(steps) == 1)
    counted = "minProperties" in schema or "maxProperties" in schema
    is_open = unknown_field_constraint(schema) is None
    if described or (is_open and (counted or "propertyNames" in schema)):
        least = min(schema.get("minProperties", 0), MAX_PROPERTIES)
        free += [*SAMPLE_NAMES, *(f"key {n}" for n in range(least))]
        free += described_names(generator.semantics, schema)
    yield from (name for name in dict.fromkeys(free) if name not in own)


def described_names(semantics: Semantics, schema: Mapping[str, Any]) -> list[str]:
    """Return a name that `propertyNames` accepts, if one can be made."""
    names = schema.get("propertyNames")
    with suppress(GenerationError):
        return [semantics.simplest({**names, "type": "string"})] if is_dict(names) else []
    return []


def unknown_name(semantics: Semantics, schema: Mapping[str, Any], usual: str) -> str:
    """Return a name that nothing describes, and that `propertyNames` accepts if there is one: the usual one if it can be."""
    if _is_accepted(semantics, schema, usual):
        return usual
    known = described_names(semantics, schema)
    tried = (one for one in chain(known, similar_texts(known, _NAMES_TRIED)))
    free = (one for one in tried if one not in schema.get("properties", {}))
    fit = (one for one in free if not _is_described(schema, one))
    return next((one for one in fit if _is_accepted(semantics, schema, one)), usual)


def _is_described(schema: Mapping[str, Any], name: str) -> bool:
    return any(matches_name(pattern, name) for pattern in schema.get("patternProperties", {}))


def _is_accepted(semantics: Semantics, schema: Mapping[str, Any], name: str) -> bool:
    """Return whether `propertyNames` accepts a name."""
    return semantics.is_valid(schema.get("propertyNames", True), name)


def usable_sample_names(
    semantics: Semantics, schema: Mapping[str, Any], pattern: str
) -> tuple[str, ...]:
    """Return a name that matches a pattern and that `propertyNames` accepts; if none is known, one that it refuses."""
    plain = sample_names(pattern)
    if all(_is_accepted(semantics, schema, name) for name in plain):
        return plain
    return _common_names(schema["propertyNames"], pattern, semantics) or plain


@cached_by_content
def _common_names(names: Any, pattern: str, semantics: Semantics) -> tuple[str, ...]:
    """Return a name that matches a pattern and that the schema of names accepts, if one is found."""
    schema = {"propertyNames": names}
    both = {"allOf": [{"type": "string", "pattern": pattern}, names]}
    with suppress(GenerationError):
        found = semantics.simplest(semantics.normal_form(both))
        if matches_name(pattern, found) and _is_accepted(semantics, schema, found):
            return (found,)
    starts = [*sample_names(pattern), *described_names(semantics, schema)]
    tried = chain(starts, similar_texts(starts, _TEXTS_TRIED))
    fit = (one for one in tried if matches_name(pattern, one))
    return (*islice((one for one in fit if _is_accepted(semantics, schema, one)), 1),)


_TEXTS_TRIED = 400
"""How many names are tried that should match two patterns."""


@cache
def sample_names(pattern: str) -> tuple[str, ...]:
    """Return a name that matches a pattern, if one can be made."""
    try:
        return (generate_match(SimplestChoiceSource(), pattern, 0, None),)
    except GenerationError:
        return ()
