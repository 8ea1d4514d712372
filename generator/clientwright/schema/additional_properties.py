"""Which fields an object may have, and what applies to each: the answer for all but client and sandbox.

An object of which a schema names properties is closed: it may only have fields that some schema
that applies to it describes, by a name in `properties`, by a pattern, or by `additionalProperties`.
ARCHITECTURE.md ("Closed objects") defines it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.schema.protocols import GenerationError
from clientwright.schema.regex_translation import UnportablePattern, to_python_regex
from clientwright.schema.walk import located_like

CLOSED = "closed"
"""The constraint that a closed object has no unknown fields, where no keyword says so."""


@dataclass(frozen=True, slots=True)
class UnknownField:
    """A field that no schema describes: the pointer of its object and of the first schema that names others."""

    schema_pointer: str
    payload_pointer: str
    name: str


def is_closed(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema by itself describes some fields by name, and leaves out what becomes of others."""
    return bool(schema.get("properties")) and "additionalProperties" not in schema


def describes_unnamed(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema by itself describes fields that it does not name."""
    others = schema.get("additionalProperties", False) is not False
    return others or bool(schema.get("patternProperties"))


def unknown_field_constraint(schema: Mapping[str, Any]) -> str | None:
    """Return the name of what refuses unknown fields: the keyword, or `closed` if the schema does not say it."""
    if schema.get("additionalProperties") is False:
        return "additionalProperties"
    return CLOSED if is_closed(schema) else None


def additional_schema(schema: Mapping[str, Any], *, closed: bool) -> Any:
    """Return the schema of fields that have neither name nor pattern; with `closed`, for a closed reader."""
    return schema.get("additionalProperties", False if closed and is_closed(schema) else {})


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


Steps = tuple[str | int, ...]
"""The steps of a pointer."""
Fits = Callable[[Any, Any], bool]
"""Returns whether a value fits a schema."""


def unknown_fields(schema: Any, payload: Any, fits: Fits) -> Iterator[UnknownField]:
    """Yield the fields of a payload that no schema describes; the schema has no references.

    `fits` decides which branches apply to a value.
    """
    objects: dict[Steps, _ObjectFields] = {}
    for place in _places(_Place(schema, payload, (), ()), fits):
        if is_dict(place.value):
            fields = objects.setdefault(place.payload_steps, _ObjectFields(place.value))
            fields.describe(place)
    for steps, fields in objects.items():
        if fields.named_by is not None:
            schema_pointer, pointer = join_pointer("", *fields.named_by), join_pointer("", *steps)
            yield from (UnknownField(schema_pointer, pointer, name) for name in fields.unknown)


@dataclass(frozen=True, slots=True)
class _Place:
    """A schema that applies to a value; `lists` unless it is part of a condition."""

    schema: Any
    value: Any
    schema_steps: Steps
    payload_steps: Steps
    lists: bool = True

    def inside(self, schema: Any, *steps: str | int) -> _Place:
        """Return the place of a subschema that applies to the same value."""
        at = (*self.schema_steps, *steps)
        return _Place(schema, self.value, at, self.payload_steps, self.lists)

    def below(self, schema: Any, step: str | int, *steps: str | int) -> _Place:
        """Return the place of a subschema that applies to one field or item."""
        at, inner = (*self.schema_steps, *steps), (*self.payload_steps, step)
        return _Place(schema, self.value[step], at, inner, self.lists)

    def as_condition(self) -> _Place:
        """Return the same place in a condition."""
        return _Place(self.schema, self.value, self.schema_steps, self.payload_steps, lists=False)


@dataclass(slots=True)
class _ObjectFields:
    """The fields of an object that no schema has described yet, and the first schema that lists some."""

    value: Mapping[str, Any]
    named_by: Steps | None = None
    unknown: dict[str, None] = field(init=False)

    def __post_init__(self) -> None:
        self.unknown = dict.fromkeys(self.value)

    def describe(self, place: _Place) -> None:
        """Note what one schema says about the fields."""
        for name in [name for name in self.unknown if _describes(place.schema, name)]:
            del self.unknown[name]
        if self.named_by is None and place.lists and place.schema.get("properties"):
            self.named_by = place.schema_steps


def _describes(schema: Schema, name: str) -> bool:
    """Return whether one object schema says something about a field."""
    if "additionalProperties" in schema or name in schema.get("properties", {}):
        return True
    return any(matches_name(pattern, name) for pattern in schema.get("patternProperties", {}))


def _places(start: _Place, fits: Fits) -> Iterator[_Place]:
    """Yield every schema that applies to a value or to something in it, by the standard."""
    waiting = [start]
    while waiting:
        place = waiting.pop()
        if is_dict(place.schema):
            yield place
            inside = (_items(place, fits), _branches(place, fits), _conditions(place, fits))
            found = [*_fields(place), *chain.from_iterable(inside)]
            waiting += reversed(found)


def _has_values(value: Any) -> bool:
    """Return whether there are values in a value, which alone can have fields."""
    return is_dict(value) or is_list(value)


def _fields(place: _Place) -> Iterator[_Place]:
    names: Mapping[str, Any] = place.schema.get("properties", {})
    patterns: Mapping[str, Any] = place.schema.get("patternProperties", {})
    inner: Mapping[str, Any] = place.value if is_dict(place.value) else {}
    for name in [name for name, value in inner.items() if _has_values(value)]:
        matching = [pattern for pattern in patterns if matches_name(pattern, name)]
        if name in names:
            yield place.below(names[name], name, "properties", name)
        for pattern in matching:
            yield place.below(patterns[pattern], name, "patternProperties", pattern)
        if name not in names and not matching and "additionalProperties" in place.schema:
            word = "additionalProperties"
            yield place.below(place.schema[word], name, word)


def _items(place: _Place, fits: Fits) -> Iterator[_Place]:
    first: list[Any] = place.schema.get("prefixItems", [])
    inner: list[Any] = place.value if is_list(place.value) else []
    for n, item in [(n, item) for n, item in enumerate(inner) if _has_values(item)]:
        if n < len(first):
            yield place.below(first[n], n, "prefixItems", n)
        elif "items" in place.schema:
            yield place.below(place.schema["items"], n, "items")
        if "contains" in place.schema and fits(place.schema["contains"], item):
            yield place.below(place.schema["contains"], n, "contains").as_condition()


def _branches(place: _Place, fits: Fits) -> Iterator[_Place]:
    for n, part in enumerate(place.schema.get("allOf", ())):
        yield place.inside(part, "allOf", n)
    for word in ("anyOf", "oneOf"):
        branches = list(enumerate(place.schema.get(word, ())))
        fitting = [(n, branch) for n, branch in branches if fits(branch, place.value)]
        for n, branch in fitting or branches:
            yield place.inside(branch, word, n)


def _conditions(place: _Place, fits: Fits) -> Iterator[_Place]:
    for name, part in place.schema.get("dependentSchemas", {}).items():
        if is_dict(place.value) and name in place.value:
            yield place.inside(part, "dependentSchemas", name)
    if "if" in place.schema:
        holds = fits(place.schema["if"], place.value)
        if holds:
            yield place.inside(place.schema["if"], "if").as_condition()
        word = "then" if holds else "else"
        yield place.inside(place.schema.get(word, True), word)


@cache
def matches_name(pattern: str, name: str) -> bool:
    """Return whether a pattern matches a name; one that cannot be read may match any."""
    try:
        return re.search(to_python_regex(pattern), name) is not None
    except UnportablePattern:
        return True
