"""The types of outputs: open models, from which no answer of the provider is lost.

Each field may be absent or null, and unknown fields are kept. A value that may be of several JSON types
has a type for each. Objects that a field with fixed values tells apart have a model each, beside a
dictionary for objects that fit none of them. Others have one model with the fields of them all, beside a
dictionary too; the output itself is always such a model.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from clientwright.codegen import code
from clientwright.codegen.code import Code
from clientwright.codegen.schema_split import (
    BRANCHES,
    says_only_object,
    typed_branches,
)
from clientwright.codegen.type_forms import TypeForm
from clientwright.codegen.type_registry import (
    RESERVED_NAMES,
    PlannedField,
    PlannedModel,
    TypeRegistry,
)
from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema, is_dict
from clientwright.schema.normal_form import NormalForm, definition_name
from clientwright.schema.property_order import ordered_properties
from clientwright.schema.semantics import find_normal_form
from clientwright.specs.python_identifiers import PyName, attribute_name, class_name

_ANY = {"customTypePath": "types.Any"}
_ANY_OBJECT = {"type": "object", "additionalProperties": True}
_NULL = {"type": "null"}
_NONE = Code("None")

Place = tuple[Any, str]
"""A schema with its pointer in the normal form."""


def plan_output_types(
    schema: Schema, words: Mapping[str, str], taken: Collection[str] = RESERVED_NAMES
) -> TypeRegistry:
    """Plan the model `Output` of an output's schema, and those inside it."""
    form = find_normal_form(schema)
    types = TypeRegistry(words, (), definitions=definition_names(form), taken_names=set(taken))
    whole = [(form.schema, "")]
    objects = [place for kind, place in _variants(whole) if kind == "object"]
    _OutputTypes(types).add_model(_with_fields_of_all(objects or whole), (), PyName("Output"))
    return types


def definition_names(form: NormalForm) -> dict[str, str]:
    """Return the names of the definitions that parts were made from, by pointer in the normal form."""
    names = {at: definition_name(written) for at, written in form.written.items()}
    return {at: name for at, name in names.items() if name is not None}


@dataclass(frozen=True, slots=True)
class _OutputTypes:
    """Adds the types of an output to a registry."""

    types: TypeRegistry

    def add_model(
        self,
        objects: Sequence[Place],
        path: tuple[str, ...],
        name: PyName,
        literals: Mapping[str, Sequence[str | int]] | None = None,
    ) -> PyName:
        """Plan a model with the fields of some objects; those with `literals` are always there."""
        places: dict[str, list[Place]] = {}
        for schema, at in objects:
            for wire, sub in ordered_properties(schema):
                places.setdefault(wire, []).append((sub, join_pointer(at, "properties", wire)))
        names = _attribute_names(places)
        fields = [
            self._field(names[wire], (wire, found), (*path, wire), (literals or {}).get(wire))
            for wire, found in places.items()
        ]
        self.types.models.append(PlannedModel(name, objects[0][1], True, tuple(fields)))
        return name

    def _field(
        self,
        name: PyName,
        described: tuple[str, Sequence[Place]],
        path: tuple[str, ...],
        choices: Sequence[str | int] | None,
    ) -> PlannedField:
        wire, places = described
        type_schema = self._choice(choices, path) if choices else self._type(places, path)[0]
        return PlannedField(
            wire=wire,
            name=name,
            required=choices is not None,
            nullable=choices is None,
            type=TypeForm.of(type_schema),
            argument_type=_NONE,
            doc=self.types.words.get(places[0][1], ""),
        )

    def _choice(self, choices: Sequence[str | int], path: tuple[str, ...]) -> Schema:
        listed = code.joined(map(code.literal, choices), ", ")
        alias = self.types.add_alias(class_name("output", *path), Code(f"Literal[{listed}]"))
        return {"customTypePath": f"types.{alias}"}

    def _type(self, places: Sequence[Place], path: tuple[str, ...]) -> tuple[Schema, bool]:
        """Return the type of a value that any of some schemas describes, without null, and whether it may be null."""
        kinds: dict[str, list[Place]] = {}
        for kind, place in _variants(places):
            kinds.setdefault(kind, []).append(place)
        nullable = kinds.pop("null", None) is not None
        if not kinds or "any" in kinds:
            return _ANY, False
        found: list[Schema] = []
        for kind, variants in kinds.items():
            if kind == "array":
                found.append(self._array(variants, path))
            elif kind == "object":
                found += self._objects(variants, path)
            else:
                found.append({"type": kind})
        return {"anyOf": found} if len(found) > 1 else found[0], nullable

    def _array(self, arrays: Sequence[Place], path: tuple[str, ...]) -> Schema:
        items: list[Place] = []
        for schema, at in arrays:
            first = schema.get("prefixItems", ())
            items += [(sub, join_pointer(at, "prefixItems", str(n))) for n, sub in enumerate(first)]
            if _has_more_items(schema):
                items.append((schema.get("items", True), join_pointer(at, "items")))
        return {"type": "array", "items": self._nullable_type(items, (*path, "item"))}

    def _nullable_type(self, places: Sequence[Place], path: tuple[str, ...]) -> Schema:
        found, nullable = self._type(places, path)
        return {"anyOf": [found, _NULL]} if nullable else found

    def _objects(self, objects: Sequence[Place], path: tuple[str, ...]) -> Iterator[Schema]:
        objects = _without_equals(objects)
        records = [place for place in objects if place[0].get("properties")]
        told = _discriminator([schema for schema, _ in records])
        if told is not None:
            wire, choices = told
            for (schema, at), listed in zip(records, choices, strict=True):
                label = self.types.definitions.get(at) or str(listed[0])
                yield self._model([(schema, at)], (*path, label), {wire: listed})
        elif records:
            yield self._model(records, path)
        else:
            yield self._mapping(objects, path)
        if records and len(objects) > 1:
            yield _ANY_OBJECT

    def _model(
        self,
        objects: Sequence[Place],
        path: tuple[str, ...],
        literals: Mapping[str, Sequence[str | int]] | None = None,
    ) -> Schema:
        name = self.types.take_name(class_name("output", *path))
        return {"$ref": f"#/$defs/{self.add_model(objects, path, name, literals)}"}

    def _mapping(self, objects: Sequence[Place], path: tuple[str, ...]) -> Schema:
        """Return the type of objects with any names; their values may be null, as fields may."""
        if any("patternProperties" in schema for schema, _ in objects):
            return _ANY_OBJECT
        values = [
            (schema.get("additionalProperties", True), join_pointer(at, "additionalProperties"))
            for schema, at in objects
        ]
        found, _ = self._type(values, (*path, "value"))
        if found == _ANY:
            return _ANY_OBJECT
        return {"type": "object", "additionalProperties": {"anyOf": [found, _NULL]}}


def _with_fields_of_all(objects: Sequence[Place]) -> list[Place]:
    """Return objects that each have the fields of all: those that they do not describe with any value."""
    names = [name for schema, _ in objects for name in schema.get("properties", ())]
    anything = dict.fromkeys(names, True)
    return [
        ({**schema, "properties": {**anything, **schema.get("properties", {})}}, at)
        for schema, at in objects
    ]


def _attribute_names(wires: Collection[str]) -> dict[str, PyName]:
    """Return the Python names of an object's fields; where two would have one name, one has another."""
    found: dict[str, PyName] = {}
    for wire in wires:
        name = attribute_name(wire)
        while name in found.values() or (name != wire and name in wires):
            name = PyName(f"{name}_")
        found[wire] = name
    return found


def _variants(places: Sequence[Place]) -> Iterator[tuple[str, Place]]:
    """Yield each JSON type that a value may have, or `any`, with the schema that describes it then."""
    for schema, at in places:
        if not is_dict(schema):
            yield "any", (schema, at)
        elif "type" in schema and not says_only_object(schema):
            kinds = schema["type"]
            for kind in [kinds] if isinstance(kinds, str) else kinds:
                yield kind, (schema, at)
        else:
            yield from _branch_variants(schema, at)


def _branch_variants(schema: Schema, at: str) -> Iterator[tuple[str, Place]]:
    """Yield the variants of the first list of branches that all say what they are."""
    for word in BRANCHES:
        branches = [
            (branch, join_pointer(at, word, str(n))) for n, branch in typed_branches(schema, word)
        ]
        found = [*_variants(branches)]
        if found and not any(kind == "any" for kind, _ in found):
            yield from found
            return
    yield "any", (schema, at)


def _has_more_items(schema: Schema) -> bool:
    """Return whether an array may have items behind the listed ones."""
    first = len(schema.get("prefixItems", ()))
    return not first or (
        schema.get("items") is not False and schema.get("maxItems", first + 1) > first
    )


def _without_equals(objects: Sequence[Place]) -> list[Place]:
    """Return those objects that say something else than those before them."""
    seen: list[Any] = []
    found: list[Place] = []
    for schema, at in objects:
        if (said := schema.get("properties") or schema) not in seen:
            seen.append(said)
            found.append((schema, at))
    return found


def _discriminator(records: Sequence[Schema]) -> tuple[str, list[Sequence[str | int]]] | None:
    """Return a property that has other values in each of several objects, with these values."""
    for name, _ in ordered_properties(records[0]) if len(records) > 1 else ():
        choices = [_choices(record["properties"].get(name)) for record in records]
        apart = (not {*one} & {*other} for one, other in combinations(choices, 2))
        if all(choices) and all(apart):
            return name, choices
    return None


def _choices(schema: Any) -> Sequence[str | int]:
    """Return the texts or integers that a value may be, or nothing if it may be others."""
    listed: list[Any] = schema.get("enum", []) if is_dict(schema) else []
    plain = all(isinstance(one, str | int) and not isinstance(one, bool) for one in listed)
    return listed if plain else []
