"""Fields that no schema describes, where a model's fields cannot tell: in branches, tuples, mappings and untyped objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .input_faults import DataPath, RawFault, is_dict, is_list
from .schema_interpreter import Keywords, Schema, accepts, applied_schemas, described_values


@dataclass(frozen=True)
class KeywordsAndFields(Keywords):
    """The part of a schema that a model's fields cannot express; `described` says which fields there are, if it does not do so itself."""

    described: Schema | None = None

    def find_faults(self, value: Any) -> Iterator[RawFault]:
        """Yield every fault of plain JSON data."""
        yield from super().find_faults(value)
        described = self.schema if self.described is None else self.described
        yield from unknown_fields(described, value)


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
                yield RawFault((*path, name), "extra_forbidden", "there is no such field")


def _collect(
    schema: Any, value: Any, path: DataPath, lists: bool, objects: dict[DataPath, _Fields]
) -> None:
    """Collect what a schema says about the fields of a value; a condition does not list them."""
    if isinstance(schema, bool):
        return
    for step, below, inner in described_values(schema, value):
        _collect(below, inner, (*path, step), lists, objects)
    if is_dict(value):
        found = objects.setdefault(path, _Fields(tuple(value)))
        found.described.update(name for name, _, _ in described_values(schema, value))
        found.listed = found.listed or (lists and bool(schema.get("properties")))
    elif is_list(value) and "contains" in schema:
        for at, item in enumerate(value):
            if accepts(schema["contains"], item):
                _collect(schema["contains"], item, (*path, at), False, objects)
    for part, asks in applied_schemas(schema, value):
        _collect(part, value, path, lists and asks, objects)
