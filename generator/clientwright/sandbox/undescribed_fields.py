"""Find the fields of a payload that no schema describes.

The documents leave unknown fields open; the sandbox rejects them by its own choice, so that
a misspelt argument is noticed. Which schemas apply to a value is decided as in the standard:
of `anyOf` and `oneOf` the branches that the value fits. What describes a field is a name in
`properties`, a pattern, or `additionalProperties`. Only where a schema names properties are
fields looked for: a condition (`if`, `contains`) describes fields, but asks for no others to be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from clientwright.io.json_pointer import resolve_pointer
from clientwright.io.json_types import Schema
from clientwright.sandbox.regular_expressions import has_match

Path = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""
Fits = Callable[[Any, Any], bool]
"""Returns whether a value fits a schema."""


@dataclass(frozen=True, slots=True)
class UndescribedField:
    """A field that no schema describes, and the names that are known beside it."""

    path: Path
    name: str
    known: tuple[str, ...]


@dataclass(slots=True)
class _Object:
    """What the schemas that apply to one object say about its fields."""

    names: tuple[str, ...]
    known: dict[str, None] = field(default_factory=dict[str, None])
    described: set[str] = field(default_factory=set[str])
    lists_its_fields: bool = False


def undescribed_fields(schema: Schema, payload: Any, fits: Fits) -> list[UndescribedField]:
    """Return the unknown fields of a payload, objects in the order in which they are found."""
    search = _Search(schema, fits)
    search.visit(schema, payload, (), lists=True)
    return [
        UndescribedField(path, name, tuple(found.known))
        for path, found in search.objects.items()
        if found.lists_its_fields
        for name in found.names
        if name not in found.described
    ]


@dataclass(slots=True)
class _Search:
    """A walk over a payload and the schemas that apply to its values."""

    root: Schema
    fits: Fits
    objects: dict[Path, _Object] = field(default_factory=dict[Path, _Object])

    def visit(
        self,
        schema: Any,
        value: Any,
        path: Path,
        *,
        lists: bool,
        seen: frozenset[str] = frozenset(),
    ) -> None:
        """Note what a schema says about a value; `lists` unless the schema is part of a condition."""
        if not isinstance(schema, dict):
            return
        keywords = cast(Schema, schema)
        if isinstance(value, dict):
            self._visit_object(keywords, cast(dict[str, Any], value), path, lists)
        elif isinstance(value, list):
            self._visit_array(keywords, value, path, lists)
        for part, asks in self._parts(keywords, value):
            self.visit(part, value, path, lists=lists and asks, seen=seen)
        reference = keywords.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            target = _resolve_reference(reference, self.root)
            self.visit(target, value, path, lists=lists, seen=seen | {reference})

    def _visit_object(
        self, schema: Schema, value: Mapping[str, Any], path: Path, lists: bool
    ) -> None:
        found = self.objects.setdefault(path, _Object(tuple(value)))
        named: Mapping[str, Any] = schema.get("properties", {})
        if named and lists:
            found.lists_its_fields = True
            found.known.update(dict.fromkeys(named))
        for name, inner in value.items():
            below = list(property_schemas(schema, name))
            if below:
                found.described.add(name)
            for sub in below:
                self.visit(sub, inner, (*path, name), lists=lists)

    def _visit_array(self, schema: Schema, value: list[Any], path: Path, lists: bool) -> None:
        first: list[Any] = schema.get("prefixItems", [])
        for n, item in enumerate(value):
            below = first[n] if n < len(first) else schema.get("items", True)
            self.visit(below, item, (*path, n), lists=lists)
            if "contains" in schema and self.fits(schema["contains"], item):
                self.visit(schema["contains"], item, (*path, n), lists=False)

    def _parts(self, schema: Schema, value: Any) -> Iterator[tuple[Any, bool]]:
        """Yield the subschemas that apply to the same value, and whether they are more than a condition."""
        yield from ((part, True) for part in schema.get("allOf", ()))
        for word in ("anyOf", "oneOf"):
            branches: list[Any] = schema.get(word, [])
            fitting = [branch for branch in branches if self.fits(branch, value)]
            yield from ((branch, True) for branch in fitting or branches)
        for name, part in _items(schema.get("dependentSchemas")):
            if isinstance(value, dict) and name in value:
                yield part, True
        if "if" in schema:
            holds = self.fits(schema["if"], value)
            yield (schema["if"], False) if holds else (True, False)
            yield schema.get("then" if holds else "else", True), True


def property_schemas(schema: Schema, name: str) -> Iterator[Any]:
    """Yield the schemas of one object schema that describe a field."""
    own = [sub for key, sub in _items(schema.get("properties")) if key == name]
    patterns = _items(schema.get("patternProperties"))
    own += [sub for pattern, sub in patterns if has_match(pattern, name)]
    yield from own
    for word in ("additionalProperties", "unevaluatedProperties"):
        if word in schema and not own:
            yield schema[word]


def _items(named: Any) -> Iterable[tuple[str, Any]]:
    return cast(dict[str, Any], named).items() if isinstance(named, dict) else ()


def _resolve_reference(reference: str, root: Schema) -> Any:
    try:
        return (
            resolve_pointer(root, reference.removeprefix("#"))
            if reference.startswith("#")
            else True
        )
    except LookupError:
        return True
