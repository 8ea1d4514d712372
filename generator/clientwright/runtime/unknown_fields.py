"""Fields that no schema describes, where a model's fields cannot tell: in branches, tuples, mappings and untyped objects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .input_faults import is_dict, is_list
from .json_data import DataPath, RawFault
from .schema_interpreter import Schema, accepts, find_faults


@dataclass(frozen=True)
class KeywordsAndFields:
    """The part of a schema that a model's fields cannot express; `described` says which fields there are."""

    schema: Schema
    described: Schema

    def find_faults(self, value: Any) -> Iterator[RawFault]:
        """Yield every fault of plain JSON data."""
        yield from find_faults(self.schema, value)
        yield from unknown_fields(self.described, value)


@dataclass
class _Fields:
    """The fields of one object: those given, those described, and whether a schema lists them by name."""

    given: tuple[str, ...]
    described: set[str] = field(default_factory=set[str])
    listed: bool = False


def unknown_fields(schema: Schema, value: Any) -> Iterator[RawFault]:
    """Yield a fault for each field that no schema describes, in objects of which a schema names properties."""
    objects: dict[DataPath, _Fields] = {}
    _collect(schema, value, (), True, objects)
    for path, fields in objects.items():
        for name in fields.given if fields.listed else ():
            if name not in fields.described:
                yield RawFault((*path, name), "extra_forbidden", "Extra inputs are not permitted")


def _collect(
    schema: Any, value: Any, path: DataPath, lists: bool, objects: dict[DataPath, _Fields]
) -> None:
    """Collect what a schema says about the fields of a value; a condition does not list them."""
    if isinstance(schema, bool):
        return
    for step, below, inner in _inner(schema, value):
        _collect(below, inner, (*path, step), lists, objects)
    if is_dict(value):
        found = objects.setdefault(path, _Fields(tuple(value)))
        found.described.update(name for name, _, _ in _inner(schema, value))
        found.listed = found.listed or (lists and bool(schema.get("properties")))
    elif is_list(value) and "contains" in schema:
        for at, item in enumerate(value):
            if accepts(schema["contains"], item):
                _collect(schema["contains"], item, (*path, at), False, objects)
    for part, asks in _applied(schema, value):
        _collect(part, value, path, lists and asks, objects)


def _inner(schema: Mapping[str, Any], value: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the fields or items of a value that a schema describes: step, schema and value."""
    if is_list(value):
        first = schema.get("prefixItems", ())
        for at, item in enumerate(value):
            yield at, first[at] if at < len(first) else schema.get("items", True), item
    for name, inner in value.items() if is_dict(value) else ():
        own = [schema["properties"][name]] if name in schema.get("properties", ()) else []
        patterns = schema.get("patternProperties", {})
        own += [sub for pattern, sub in patterns.items() if re.search(pattern, name)]
        if not own and "additionalProperties" in schema:
            own = [schema["additionalProperties"]]
        for below in own:
            yield name, below, inner


def _applied(schema: Mapping[str, Any], value: Any) -> Iterator[tuple[Any, bool]]:
    """Yield the subschemas that apply to the same value, each with whether it is more than a condition."""
    for part in schema.get("allOf", ()):
        yield part, True
    for word in ("anyOf", "oneOf"):
        branches = schema.get(word, ())
        fitting = [branch for branch in branches if accepts(branch, value)]
        yield from ((branch, True) for branch in fitting or branches)
    for name, part in schema.get("dependentSchemas", {}).items():
        if is_dict(value) and name in value:
            yield part, True
    if "if" in schema:
        holds = accepts(schema["if"], value)
        yield holds and schema["if"], False
        yield schema.get("then" if holds else "else", True), True
