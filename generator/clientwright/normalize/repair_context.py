"""The context of a repair: one schema of an endpoint, and the walk over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import is_
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.normalize.keyword_values import (
    KNOWN_KEYWORDS,
    VALUE_KEYWORDS,
    fits_keyword_value,
    list_subschemas,
    map_subschemas,
)
from clientwright.normalize.repair_result import Repair, RepairOrProblem
from clientwright.problems import Location
from clientwright.specs.model import Service

Locate = Callable[[str], Location]
_SAME_FIELD = frozenset(("items", "anyOf", "oneOf", "allOf"))
"""Keywords below which a schema is still that of the same field, or of its items."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a service's file says of its documents: how they mark URLs of media.

    A text is one by its property's name (patterns), by a keyword that lists its limits, or by its format.
    Documents that need such marks are made by programs, which round the bounds of integers.
    """

    names: tuple[str, ...] = ()
    keyword: str = ""
    format: str = ""

    @classmethod
    def of_service(cls, service: Service) -> Dialect:
        """Return the dialect of a service's documents."""
        marks: Mapping[str, Any] = service.document["media"].get("marks", {})
        names = tuple(name.lower() for name in marks.get("names", ()))
        return cls(names, marks.get("keyword", ""), marks.get("format", ""))


@dataclass(frozen=True, slots=True)
class RepairContext:
    """A schema, its pointer, its property's name, and the sample call's values for it.

    `describes_value` is False below `not`, `if`, `anyOf` and the like, where a schema is a condition.
    `is_required` is True for a property that its object requires, and for the items of one. `page_urls` are
    the URLs in the page's own samples. `field_name` and `field_text` are the name and the description of the
    property, also in the items and branches of one.
    """

    schema: Schema
    pointer: str
    locate: Locate
    name: str = ""
    describes_value: bool = True
    samples: tuple[Any, ...] = ()
    is_required: bool = False
    page_urls: frozenset[str] = frozenset()
    dialect: Dialect = Dialect()
    field_name: str = ""
    field_text: str = ""

    def location(self, *keywords: str) -> Location:
        """Return the location of a keyword of this schema."""
        return self.locate(join_pointer(self.pointer, *keywords))

    def record_repair(self, keyword: str, code: str, before: Any, after: Any) -> Repair:
        """Return the record of a change to one keyword."""
        return Repair(
            self.location(keyword), join_pointer(self.pointer, keyword), code, before, after
        )

    def child(self, path: tuple[str, ...], schema: Schema) -> RepairContext:
        """Return the context of a schema below this one."""
        return RepairContext(
            schema=schema,
            pointer=join_pointer(self.pointer, *path),
            locate=self.locate,
            name=path[-1] if path[0] == "properties" else self.name if path[0] == "items" else "",
            describes_value=self.describes_value and path[0] in VALUE_KEYWORDS,
            samples=tuple(_child_samples(path, self.samples)),
            is_required=self._requires(path),
            page_urls=self.page_urls,
            dialect=self.dialect,
            field_name=self._field(path, path[-1], self.field_name),
            field_text=self._field(path, str(schema.get("description", "")), self.field_text),
        )

    def _field(self, path: tuple[str, ...], own: str, inherited: str) -> str:
        if path[0] == "properties":
            return own
        return inherited if path[0] in _SAME_FIELD else ""

    def _requires(self, path: tuple[str, ...]) -> bool:
        if path[0] == "items":
            return self.is_required
        required = self.schema.get("required")
        return path[0] == "properties" and is_list(required) and path[-1] in required


RepairOutcome = tuple[Schema, tuple[RepairOrProblem, ...]]
RepairStep = Callable[[RepairContext], RepairOutcome]
"""A repair: returns the schema, changed or not, and its repairs and problems."""


def unchanged(node: RepairContext) -> RepairOutcome:
    """Return the schema as it is, without repairs."""
    return node.schema, ()


def replace_keyword(node: RepairContext, keyword: str, code: str, after: Any) -> RepairOutcome:
    """Replace the value of one keyword."""
    before = node.schema[keyword]
    return {**node.schema, keyword: after}, (node.record_repair(keyword, code, before, after),)


def effective_repairs(*repairs: Repair) -> tuple[Repair, ...]:
    """Return the repairs that change something."""
    return tuple(one for one in repairs if one.before != one.after)


def without_keywords(schema: Schema, *keywords: str) -> Schema:
    """Return a schema without some keywords: a copy, or the schema itself if it has none of them."""
    if schema.keys().isdisjoint(keywords):
        return schema
    return {key: value for key, value in schema.items() if key not in keywords}


def apply_repair(node: RepairContext, step: RepairStep) -> RepairOutcome:
    """Apply a repair to a schema and then to every schema below it."""
    schema, findings = step(node)
    gathered = list(findings)
    here = replace(node, schema=schema)

    def each(path: tuple[str, ...], value: Any) -> Any:
        if is_opaque(path, value):
            return value
        changed, more = apply_repair(here.child(path, value), step)
        gathered.extend(more)
        return changed

    return map_subschemas(schema, each), tuple(gathered)


def has_effect(node: RepairContext, step: RepairStep) -> bool:
    """Return whether a repair changes the schema of a context, or reports anything of it.

    A repair that has no effect on any of the `walk_subschemas` changes nothing if it is applied.
    """
    schema, findings = step(node)
    before = node.schema
    same = schema is before or (
        [*schema] == [*before] and all(map(is_, schema.values(), before.values()))
    )
    return bool(findings) or not same


def walk_subschemas(node: RepairContext) -> Iterator[RepairContext]:
    """Yield the contexts of a schema and of every schema below it."""
    yield node
    for path, value in list_subschemas(node.schema):
        if not is_opaque(path, value):
            yield from walk_subschemas(node.child(path, value))


def _child_samples(path: tuple[str, ...], samples: tuple[Any, ...]) -> Iterator[Any]:
    for sample in samples:
        if path[0] == "properties" and is_dict(sample) and path[-1] in sample:
            yield sample[path[-1]]
        elif path == ("items",) and is_list(sample):
            yield from sample


def is_property_map(items: Schema) -> bool:
    """Return whether `items` can only be a map from names to schemas."""
    objects = all(map(is_dict, items.values())) and not any(map(_is_extension, items))
    return bool(items) and objects and not any(_is_keyword(items, key) for key in items)


def is_ambiguous_items(items: Schema) -> bool:
    """Return whether both readings are possible, or neither: properties mixed with keywords.

    Such a schema is not repaired, since either reading may be wrong.
    """
    if not items or is_property_map(items):
        return False
    other_keys = [key for key in items if not _is_keyword(items, key) and not _is_extension(key)]
    if "type" in items and "type" not in other_keys:
        return any(_looks_like_schema(items[key]) for key in other_keys)
    return any(is_dict(items[key]) for key in other_keys) or all(
        map(_looks_like_schema, items.values())
    )


def is_opaque(path: tuple[str, ...], value: Any) -> bool:
    """Return whether a value below a schema cannot be read as a schema."""
    return not is_dict(value) or (path == ("items",) and is_ambiguous_items(value))


def _is_extension(key: str) -> bool:
    return key.startswith("x-")


def _is_keyword(schema: Schema, key: str) -> bool:
    """Return whether a key and its value can be read as a keyword."""
    return key in KNOWN_KEYWORDS and fits_keyword_value(key, schema[key])


def _looks_like_schema(value: Any) -> bool:
    return is_dict(value) and any(_is_keyword(value, key) for key in value)
