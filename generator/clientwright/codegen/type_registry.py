"""The types of one endpoint's module, each named once, for models and arguments.

A `TypeRegistry` collects the aliases and models that a module must define, while it turns
shapes into two spellings of one type: a schema for the model generator, and an
annotation for arguments.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from clientwright.codegen import code
from clientwright.codegen.code import Code
from clientwright.codegen.shapes import (
    ArrayShape,
    MapShape,
    NullableShape,
    ObjectShape,
    ScalarShape,
    Shape,
    UnionShape,
    UntypedShape,
    inner_object,
    is_anything,
    name_apart,
    property_names,
    takes_other_names,
)
from clientwright.codegen.type_forms import TypeForm
from clientwright.io.json_pointer import join_pointer
from clientwright.specs.python_identifiers import PyName, attribute_name, class_name

ARGUMENT_TYPES = {
    "Text": Code("str"),
    "Integer": Code("int"),
    "Number": Code("float"),
    "Boolean": Code("bool"),
}
_JSON_TYPES = {"Text": "string", "Integer": "integer", "Number": "number", "Boolean": "boolean"}
RESERVED_NAMES = code.IMPORTED_NAMES | {"Arguments", "ENDPOINT", "Input"}
"""Names that no class of a document may have in its module."""


@dataclass(frozen=True, slots=True)
class PlannedField:
    """One property, with everything its template needs.

    `documented`: a field of an output that is documented as always there.
    """

    wire: str
    name: PyName
    required: bool
    nullable: bool
    type: TypeForm
    argument_type: Code
    doc: str
    documented: bool = False


@dataclass(frozen=True, slots=True)
class PlannedModel:
    """One object: a pydantic model and a `TypedDict` with the same fields.

    `shared`: only the residual of the schema says which fields are unknown. `api_names`: a mapping
    has no Python names, since it may also be another object, which takes names that are not listed.
    `base` is the class of the runtime that a class of an output is made from: with a parameter, if its
    only field is the type of that. `prose` are the fields whose texts are no URLs of files.
    """

    name: PyName
    pointer: str
    open: bool
    fields: tuple[PlannedField, ...]
    doc: str = ""
    shared: bool = False
    api_names: bool = False
    base: str = ""
    prose: tuple[str, ...] = ()

    @property
    def renames(self) -> bool:
        """Whether fields have another name in Python."""
        return any(f.name != f.wire for f in self.fields)

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the `TypedDict`: Python names for arguments, the API's names for nested objects."""
        return tuple(str(f.name) if self.name == "Input" else f.wire for f in self.fields)

    @property
    def has_identifiers(self) -> bool:
        """Whether all keys are identifiers, so that the `TypedDict` can be a class with texts."""
        return all(
            key.isidentifier()
            and key.isascii()
            and not keyword.iskeyword(key)
            and not key.startswith("__")
            for key in self.keys
        )


@dataclass(slots=True)
class TypeRegistry:
    """What one endpoint's module defines, in order of definition.

    `definitions` are the names of the definitions that the schema refers to, by pointer in the normal
    form; `other_wires` the wire names in the union that is being added, and those that other schemas give
    an object, which no field may have as its Python name; `api_names`: an object in that union takes names
    that are not listed.
    """

    words: Mapping[str, str]
    media_schemes: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    definitions: Mapping[str, str] = field(default_factory=dict[str, str])
    taken_names: set[str] = field(default_factory=lambda: set(RESERVED_NAMES))
    aliases: dict[PyName, Code] = field(default_factory=dict[PyName, Code])
    models: list[PlannedModel] = field(default_factory=list[PlannedModel])
    rules: set[str] = field(default_factory=set[str])
    other_wires: frozenset[str] = frozenset()
    api_names: bool = False

    def add_model(
        self, record: ObjectShape, path: tuple[str, ...], pointer: str, named: PyName | None = None
    ) -> PyName:
        """Plan a model and everything inside it; return its name."""
        chosen = named or self.take_name(class_name(*path))
        outer, self.other_wires = self.other_wires, self.other_wires | {*record.elsewhere}
        fields = tuple(
            self.plan_field(p.wire, p.required, p.shape, path, pointer) for p in record.properties
        )
        self.other_wires = outer
        doc = self.words.get(pointer, "") or f"The object at {pointer}."
        model = PlannedModel(chosen, pointer, record.open, fields, doc, record.shared)
        self.models.append(replace(model, api_names=self.api_names and model.renames))
        return chosen

    def plan_field(
        self, wire: str, required: bool, shape: Shape, path: tuple[str, ...], pointer: str
    ) -> PlannedField:
        """Plan one property of a model."""
        at = join_pointer(pointer, "properties", wire)
        inner = shape.shape if isinstance(shape, NullableShape) else shape
        type_schema, argument = self.add_type(inner, (*path, wire), at)
        accepts_null = is_anything(shape) or shape == UntypedShape("null")
        nullable = isinstance(shape, NullableShape) or accepts_null
        spelled = Code(f"{argument} | None") if isinstance(shape, NullableShape) else argument
        name = attribute_name(self.names.get(at, wire))
        while name != wire and name in self.other_wires:
            name = PyName(f"{name}_")
        form, doc = TypeForm.of(type_schema), self.words.get(at, "")
        return PlannedField(wire, name, required, nullable, form, spelled, doc)

    def add_type(
        self, shape: Shape, path: tuple[str, ...], at: str
    ) -> tuple[Mapping[str, Any], Code]:
        """Return the two spellings of a type: for the model generator, and as an argument's annotation."""
        match shape:
            case ScalarShape():
                return self.add_scalar(shape, path)
            case ArrayShape():
                return self.add_array(shape, path, at)
            case ObjectShape():
                chosen = self.add_model(shape, path, at)
                return {"$ref": f"#/$defs/{chosen}"}, Code(f"{chosen}Arguments | {chosen}")
            case UntypedShape():
                return _UNTYPED[shape.type]
            case _:
                return self.add_composed(shape, path, at)

    def add_composed(
        self, shape: NullableShape | MapShape | UnionShape, path: tuple[str, ...], at: str
    ) -> tuple[Mapping[str, Any], Code]:
        """Return the spellings of what is made of other types: a union, or a mapping to one."""
        if isinstance(shape, UnionShape):
            return self.add_union(shape, path, at)
        if isinstance(shape, NullableShape):
            type_schema, spelled = self.add_type(shape.shape, path, at)
            return {"anyOf": [type_schema, {"type": "null"}]}, Code(f"{spelled} | None")
        below = join_pointer(at, "additionalProperties")
        type_schema, spelled = self.add_type(shape.values, (*path, "value"), below)
        mapping = {"type": "object", "additionalProperties": type_schema}
        return mapping, Code(f"Mapping[str, {spelled}]")

    def add_scalar(
        self, shape: ScalarShape, path: tuple[str, ...]
    ) -> tuple[Mapping[str, Any], Code]:
        """Return the spellings of a scalar: an alias for choices or media, else the runtime's type with its bounds."""
        plain = ARGUMENT_TYPES[shape.type]
        type_schema = {
            "type": _JSON_TYPES[shape.type],
            "customTypePath": f"types.{shape.type}",
            **shape.bounds,
        }
        if shape.media is not None:
            alias = self.add_alias(
                class_name(str(shape.media.get("kind", "media")), "url"),
                self.media_annotation(shape.media),
            )
            return {**type_schema, "customTypePath": f"types.{alias}"}, plain
        if not shape.choices:
            return type_schema, plain
        choices = code.joined(map(code.literal, shape.choices), ", ")
        alias = self.add_alias(class_name(*path), Code(f"Literal[{choices}]"))
        return ({"customTypePath": f"types.{alias}"} if shape.enforced else type_schema), code.name(
            alias
        )

    def add_array(
        self, shape: ArrayShape, path: tuple[str, ...], at: str
    ) -> tuple[Mapping[str, Any], Code]:
        """Return the spellings of an array: a sequence as an argument, but a list if a lone string would fit it."""
        items, spelled = self.add_type(shape.items, (*path, "item"), f"{at}/items")
        outer = "list" if _fits_text(shape.items) else "Sequence"
        return {"type": "array", "items": items, **shape.bounds}, Code(f"{outer}[{spelled}]")

    def add_union(
        self, shape: UnionShape, path: tuple[str, ...], at: str
    ) -> tuple[Mapping[str, Any], Code]:
        """Return the spellings of a union; each model of several, and the values beside one, have a name of their own."""
        outer = self.other_wires, self.api_names
        self.other_wires |= {*property_names(shape)}
        self.api_names |= takes_other_names(shape)
        parts = [
            self.add_type(member, (*path, *label), at + steps)
            for (steps, member), label in zip(shape.members, self._labels(shape, at), strict=True)
        ]
        self.other_wires, self.api_names = outer
        spelled = dict.fromkeys(argument for _, argument in parts)
        return {"anyOf": [type_schema for type_schema, _ in parts]}, code.joined(spelled, " | ")

    def _labels(self, shape: UnionShape, at: str) -> Iterator[tuple[str, ...]]:
        """Yield what the name of each member's type says beside the path: the definition, or what tells it apart."""
        objects = [inner_object(member, at + steps) for steps, member in shape.members]
        records = [found[0] for found in objects if found]
        for (_, member), found in zip(shape.members, objects, strict=True):
            if found and len(records) > 1:
                definition = self.definitions.get(found[1])
                apart = [other for other in records if other != found[0]]
                yield (definition,) if definition else name_apart(found[0], apart)
            else:
                has_model = any(isinstance(one, ObjectShape) for _, one in shape.members)
                yield ("choice",) if has_model and isinstance(member, ScalarShape) else ()

    def media_annotation(self, media: Mapping[str, Any]) -> Code:
        """Return the annotation of a media URL."""
        return Code(f"Annotated[Text, {self.media_call(media)}]")

    def media_call(self, media: Mapping[str, Any]) -> Code:
        """Return the call that makes the check of a media URL."""
        formats = tuple(sorted(map(str, media.get("formats", ()))))
        arguments = map(code.literal, (str(media.get("kind", "")), formats, self.media_schemes))
        return Code(f"Media({', '.join(arguments)})")

    def add_alias(self, wanted: PyName, meaning: Code) -> PyName:
        """Return an alias for a type: reused for the same type, numbered if another has its name."""
        known = next(
            (
                name
                for name, known in self.aliases.items()
                if known == meaning and name.startswith(wanted)
            ),
            None,
        )
        if known is None:
            known = self.take_name(wanted)
            self.aliases[known] = meaning
        return known

    def take_name(self, wanted: PyName) -> PyName:
        """Reserve a name in the module, numbered if it is taken, and return it."""
        name, n = wanted, 2
        while {name, f"{name}Arguments"} & self.taken_names:
            name, n = PyName(f"{wanted}{n}"), n + 1
        self.taken_names |= {name, f"{name}Arguments"}
        return name


_UNTYPED: Mapping[str, tuple[Mapping[str, Any], Code]] = {
    "Anything": ({"customTypePath": "types.Anything"}, Code("Any")),
    "object": ({"type": "object", "additionalProperties": True}, Code("Mapping[str, Any]")),
    "null": ({"customTypePath": "types.Anything"}, Code("None")),
    "array": ({"type": "array", "items": {"customTypePath": "types.Anything"}}, Code("list[Any]")),
}


def _fits_text(shape: Shape) -> bool:
    """Return whether a character of a text could be a value of a shape, for a type checker."""
    match shape:
        case NullableShape():
            return _fits_text(shape.shape)
        case UnionShape():
            return any(_fits_text(member) for _, member in shape.members)
        case _:
            return isinstance(shape, (ScalarShape, UntypedShape))
