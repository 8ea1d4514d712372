"""The fields of a payload that no schema describes, in objects that are closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.schema.additional_properties import applied_to_field

Steps = tuple[str | int, ...]
"""The steps of a pointer."""
Fits = Callable[[Any, Any], bool]
"""Returns whether a value fits a schema."""


@dataclass(frozen=True, slots=True)
class UnknownField:
    """A field that no schema describes: the pointer of its object and of the first schema that names others."""

    schema_pointer: str
    payload_pointer: str
    name: str


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
    return any(True for _ in applied_to_field(schema, name))


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
    inner: Mapping[str, Any] = place.value if is_dict(place.value) else {}
    for name in [name for name, value in inner.items() if _has_values(value)]:
        for steps, sub in applied_to_field(place.schema, name):
            yield place.below(sub, name, *steps)


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
