"""The types of outputs: open models, from which no answer of the provider is lost.

Each field may be absent or null, and unknown fields are kept. A value that may be of several JSON types
has a type for each. Objects that a field with fixed values tells apart have a model each, beside a
dictionary for objects that fit none of them. Others have one model with the fields of them all, beside a
dictionary too. The output itself is such a model if it is an object, else a class around its value.
A definition has one model, which has its name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from clientwright.codegen import code
from clientwright.codegen.code import Code
from clientwright.codegen.output_variants import (
    Place,
    discriminator,
    has_more_items,
    variants,
    with_fields_of_all,
    without_equals,
)
from clientwright.codegen.pydantic_models import WITH_PARAMETER
from clientwright.codegen.schema_split import ordered_properties
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
from clientwright.schema.semantics import find_normal_form
from clientwright.specs.file_texts import FileTexts
from clientwright.specs.python_identifiers import PyName, attribute_name, class_name

_ANY = {"customTypePath": "types.Any"}
_ANY_OBJECT = {"type": "object", "additionalProperties": True}
_NULL = {"type": "null"}
_TEXT = {"type": "string"}
_NONE = Code("None")
_ROOT_DOC = "The output of a finished job."
_PART_DOC = "An object in the output of a finished job."


def plan_output_types(
    schema: Schema,
    words: Mapping[str, str],
    taken: Collection[str] = RESERVED_NAMES,
    *,
    file_url: str | None = None,
    shared: bool = False,
) -> TypeRegistry:
    """Plan the class `Output` of an output's schema, and the models inside it.

    `file_url` is where the service's file objects have their URL; `shared`: endpoints share the output.
    """
    form = find_normal_form(schema)
    types = TypeRegistry(words, (), definitions=definition_names(form), taken_names=set(taken))
    _OutputTypes(types, FileTexts.of(form.schema, file_url)).add_root((form.schema, ""), shared)
    return types


def definition_names(form: NormalForm) -> dict[str, str]:
    """Return the names of the definitions that parts were made from, by pointer in the normal form."""
    names = {at: definition_name(written) for at, written in form.written.items()}
    return {at: name for at, name in names.items() if name is not None}


@dataclass(frozen=True, slots=True)
class _OutputTypes:
    """Adds the types of an output to a registry; `known` are the models of its definitions."""

    types: TypeRegistry
    texts: FileTexts
    known: dict[str, PyName] = field(default_factory=dict[str, PyName])

    def add_root(self, whole: Place, shared: bool) -> None:
        """Plan the class of the output itself: a model if it is an object, else a class around its value."""
        kinds = {kind for kind, _ in variants([whole])}
        objects = [place for kind, place in variants([whole]) if kind == "object"]
        if kinds == {"any"} and is_dict(whole[0]) and "properties" in whole[0]:
            kinds, objects = {"object"}, [whole]
        if kinds - {"null"} != {"object"}:
            self.types.models.append(self._root_model(whole, kinds))
            return
        self.add_model(with_fields_of_all(objects), (), PyName("Output"))
        found = self.types.models.pop()
        own = "NullableOutput" if "null" in kinds else "ObjectOutput"
        base = "OpenOutput" if shared and "null" not in kinds and _is_flat(found) else own
        self.types.models.append(replace(found, base=base, doc=_ROOT_DOC))

    def _root_model(self, whole: Place, kinds: Set[str]) -> PlannedModel:
        """Return the class around a value: one for lists, one for texts, one for anything, one for others."""
        base, value_type = "RootOutput", self._nullable_type([whole], ("value",))
        if value_type == _ANY:
            base = "AnyOutput"
        elif kinds == {"string"}:
            base = "TextOutput"
        elif kinds == {"array"}:
            base, value_type = "ListOutput", value_type["items"]
        has_type = base in WITH_PARAMETER
        root = PlannedField("root", PyName("root"), True, False, TypeForm.of(value_type), _NONE, "")
        prose = ("root",) if self.texts.are_prose([""]) else ()
        fields = (root,) if has_type else ()
        return PlannedModel(PyName("Output"), "", True, fields, _ROOT_DOC, base=base, prose=prose)

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
        always = {*places}.intersection(*(schema.get("required", ()) for schema, _ in objects))
        fields = [
            self._field(
                names[wire],
                (wire, found),
                (*path, wire),
                (literals or {}).get(wire),
                wire in always,
            )
            for wire, found in places.items()
        ]
        prose = (w for w, found in places.items() if self.texts.are_prose(at for _, at in found))
        pointer = objects[0][1]
        self.types.models.append(
            PlannedModel(
                name,
                pointer,
                True,
                tuple(fields),
                self.types.words.get(pointer, "") or _PART_DOC,
                base="OutputPart",
                prose=tuple(str(names[wire]) for wire in prose),
            )
        )
        return name

    def _field(
        self,
        name: PyName,
        described: tuple[str, Sequence[Place]],
        path: tuple[str, ...],
        choices: Sequence[str | int] | None,
        always: bool,
    ) -> PlannedField:
        wire, places = described
        if choices:
            type_schema, nullable = self._choice(choices, path), False
        else:
            type_schema, nullable = self._type(places, path)
            nullable = nullable or not always or type_schema == _ANY
        return PlannedField(
            wire=wire,
            name=name,
            required=choices is not None,
            nullable=nullable,
            type=TypeForm.of(type_schema),
            argument_type=_NONE,
            doc=self.types.words.get(places[0][1], ""),
            documented=not nullable and choices is None,
        )

    def _choice(self, choices: Sequence[str | int], path: tuple[str, ...]) -> Schema:
        listed = code.joined(map(code.literal, choices), ", ")
        alias = self.types.add_alias(class_name("output", *path), Code(f"Literal[{listed}]"))
        return {"customTypePath": f"types.{alias}"}

    def _type(self, places: Sequence[Place], path: tuple[str, ...]) -> tuple[Schema, bool]:
        """Return the type of a value that any of some schemas describes, without null, and whether it may be null."""
        kinds: dict[str, list[Place]] = {}
        for kind, place in variants(places):
            kinds.setdefault(kind, []).append(place)
        nullable = kinds.pop("null", None) is not None
        if not kinds or "any" in kinds:
            return _ANY, False
        found: list[Schema] = []
        for kind, alike in kinds.items():
            if kind == "array":
                found.append(self._array(alike, path))
            elif kind == "object":
                found += self._objects(alike, path)
            else:
                found.append({"type": kind})
        return {"anyOf": found} if len(found) > 1 else found[0], nullable

    def _array(self, arrays: Sequence[Place], path: tuple[str, ...]) -> Schema:
        items: list[Place] = []
        for schema, at in arrays:
            first = schema.get("prefixItems", ())
            items += [(sub, join_pointer(at, "prefixItems", str(n))) for n, sub in enumerate(first)]
            if has_more_items(schema):
                items.append((schema.get("items", True), join_pointer(at, "items")))
        return {"type": "array", "items": self._nullable_type(items, (*path, "item"))}

    def _nullable_type(self, places: Sequence[Place], path: tuple[str, ...]) -> Schema:
        found, nullable = self._type(places, path)
        return {"anyOf": [found, _NULL]} if nullable else found

    def _objects(self, objects: Sequence[Place], path: tuple[str, ...]) -> Iterator[Schema]:
        objects = without_equals(objects)
        records = [place for place in objects if place[0].get("properties")]
        told = discriminator([schema for schema, _ in records])
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
        """Return the reference to a model: of a definition, which has one wherever it is used, or of its own."""
        definitions = {self.types.definitions.get(at) for _, at in objects}
        definition = definitions.pop() if len(definitions) == 1 else None
        if definition is None:
            name = self.types.take_name(class_name("output", *path))
            return {"$ref": f"#/$defs/{self.add_model(objects, path, name, literals)}"}
        said = [{**schema, "type": "object"} for schema, _ in objects]
        key = repr((definition, said, literals))
        if key not in self.known:
            name = self.types.take_name(class_name(definition))
            self.known[key] = self.add_model(objects, (definition,), name, literals)
        return {"$ref": f"#/$defs/{self.known[key]}"}

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


def _is_flat(model: PlannedModel) -> bool:
    """Return whether the fields of an object are URLs and lists of URLs, none of which is always there."""
    forms = [TypeForm.of(one).schema for one in (_TEXT, {"type": "array", "items": _TEXT})]
    plain = all(one.nullable and one.type.schema in forms for one in model.fields)
    return plain and bool(model.fields) and not model.prose


def _attribute_names(wires: Collection[str]) -> dict[str, PyName]:
    """Return the Python names of an object's fields; where two would have one name, one has another."""
    found: dict[str, PyName] = {}
    for wire in wires:
        name = attribute_name(wire)
        while name in found.values() or (name != wire and name in wires):
            name = PyName(f"{name}_")
        found[wire] = name
    return found
