"""Which fields an object may have, and what applies to each: the answer for all but client and sandbox.

An object of which a schema names properties is closed: it may only have fields that some schema
that applies to it describes, by a name in `properties`, by a pattern, or by `additionalProperties`.
ARCHITECTURE.md ("Closed objects") defines it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict
from clientwright.schema.protocols import GenerationError
from clientwright.schema.regex_translation import UnportablePattern, to_python_regex
from clientwright.schema.walk import located_like, walk_schemas

DESCRIBING_KEYWORDS = frozenset(("properties", "patternProperties", "additionalProperties"))
"""The keywords that say something about the fields of an object."""
BRANCHES = frozenset(("allOf", "anyOf", "oneOf", "if", "dependentSchemas"))
"""Keywords whose schemas may describe more fields of the same object."""
CLOSED = "closed"
"""The constraint that a closed object has no unknown fields, where no keyword says so."""


def is_closed(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema by itself describes some fields by name, and leaves out what becomes of others."""
    return bool(schema.get("properties")) and "additionalProperties" not in schema


def describes_unnamed(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema by itself describes fields that it does not name."""
    others = schema.get("additionalProperties", False) is not False
    return others or bool(schema.get("patternProperties"))


def describes_fields(schema: Any) -> bool:
    """Return whether a schema, or one inside it, says something about the fields of an object."""
    return any(DESCRIBING_KEYWORDS & part.keys() for _, part in walk_schemas(schema))


def described_fields(schema: Any) -> frozenset[str]:
    """Return the pointers of what a schema says about the fields of objects, at every depth."""
    found = set[str]()
    for at, part in walk_schemas(schema):
        for word in ("properties", "patternProperties"):
            found.update(join_pointer(at, word, name) for name in part.get(word, ()))
        if "additionalProperties" in part:
            found.add(join_pointer(at, "additionalProperties"))
    return frozenset(found)


def unknown_field_constraint(schema: Mapping[str, Any]) -> str | None:
    """Return the name of what refuses unknown fields: the keyword, or `closed` if the schema does not say it."""
    if schema.get("additionalProperties") is False:
        return "additionalProperties"
    return CLOSED if is_closed(schema) else None


def additional_schema(schema: Mapping[str, Any], *, closed: bool) -> Any:
    """Return the schema of fields that have neither name nor pattern; with `closed`, for a closed reader."""
    return schema.get("additionalProperties", False if closed and is_closed(schema) else {})


def applied_to_field(schema: Mapping[str, Any], name: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield what an object schema by itself says of a field: the steps to each schema, and the schema."""
    own: Mapping[str, Any] = schema.get("properties", {})
    patterns: Mapping[str, Any] = schema.get("patternProperties", {})
    matching = [pattern for pattern in patterns if matches_name(pattern, name)]
    if name in own:
        yield ("properties", name), own[name]
    yield from ((("patternProperties", pattern), patterns[pattern]) for pattern in matching)
    if name not in own and not matching and "additionalProperties" in schema:
        yield ("additionalProperties",), schema["additionalProperties"]


def in_place_schemas(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and all subschemas that may apply to the same value and describe its fields."""
    if not is_dict(schema):
        return
    yield schema
    parts = [part for word in ("allOf", "anyOf", "oneOf") for part in schema.get(word, ())]
    parts += [schema.get(word) for word in ("if", "then", "else")]
    for part in (*parts, *schema.get("dependentSchemas", {}).values()):
        yield from in_place_schemas(part)


def unnamed_schemas(schema: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the schemas of fields without a name, each with its steps: of patterns, and of the rest."""
    patterns: Mapping[str, Any] = schema.get("patternProperties", {})
    yield from ((("patternProperties", pattern), sub) for pattern, sub in patterns.items())
    if "additionalProperties" in schema:
        yield ("additionalProperties",), schema["additionalProperties"]


def with_additional(schema: Mapping[str, Any], sub: Any) -> dict[str, Any]:
    """Return an object schema with another schema of its other fields."""
    return {**schema, "additionalProperties": sub}


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
    if any(part is False for part in parts):
        return False
    return (
        located_like({"allOf": parts}, *parts)
        if parts
        else schema.get("additionalProperties", True)
    )


@cache
def _pattern_matches(pattern: str, name: str) -> bool:
    try:
        return re.search(to_python_regex(pattern), name) is not None
    except UnportablePattern as error:
        raise GenerationError("", f"the pattern {pattern!r} cannot be read: {error}") from None


def with_dependencies(there: set[str], needs: Mapping[str, Collection[str]]) -> set[str]:
    """Return properties together with those that they require."""
    while needs and (more := {need for name in there for need in needs.get(name, ())} - there):
        there = there | more
    return there


@cache
def matches_name(pattern: str, name: str) -> bool:
    """Return whether a pattern matches a name; one that cannot be read may match any."""
    try:
        return re.search(to_python_regex(pattern), name) is not None
    except UnportablePattern:
        return True


def is_open_for(schema: Mapping[str, Any], name: str) -> bool:
    """Return whether a property that a schema does not name is no unknown one: a pattern matches, or any may be."""
    patterns = schema.get("patternProperties", {})
    return unknown_field_constraint(schema) is None or any(
        matches_name(pattern, name) for pattern in patterns
    )


def surely_additional_schema(schema: Mapping[str, Any], *, closed: bool) -> Any:
    """Return the schema of unnamed fields, `False` only where no branch may describe some of them."""
    return additional_schema(schema, closed=closed and not BRANCHES & schema.keys())


def field_schema(schema: Mapping[str, Any], name: str, closed: bool) -> Any:
    """Return the schema of a field, False if there is none; with `closed`, for a closed reader."""
    others = surely_additional_schema(schema, closed=closed)
    return property_schema(with_additional(schema, others), name)
